import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job extends Step {
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly if?: string;
  readonly "timeout-minutes"?: number;
}

/** A workflow, or a composite action, as far as the rules read it. */
export interface Workflow {
  readonly on?: string | readonly string[] | Readonly<Record<string, unknown>>;
  readonly jobs?: Readonly<Record<string, Job>>;
  readonly runs?: { readonly steps: readonly Step[] };
}

const SAME_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository";

/** What a workflow or an action does against rules that zizmor and actionlint do not check, a sentence each. */
export function issuesOf(text: string): string[] {
  const workflow = parse(text) as Workflow;
  const { on, jobs = {}, runs } = workflow;
  const untagged = usesOf(workflow)
    .filter((uses) => !uses.startsWith("./") && !text.includes(`${uses} # v`))
    .map((uses) => `${uses} does not say its version`);
  const secrets = /\bsecrets\b/.test(JSON.stringify(workflow)) ? ["uses a stored secret"] : [];
  if (runs !== undefined) return [...untagged, ...secrets];
  const triggers = typeof on === "string" ? [on] : Array.isArray(on) ? (on as string[]) : Object.keys(on ?? {});
  const ofJobs = Object.entries(jobs).flatMap(([name, job]) => {
    const isTrusted = !triggers.includes("pull_request") || job.if?.includes(SAME_REPOSITORY);
    const writes = Object.values(job.permissions ?? {}).includes("write");
    return [
      ...(job.uses === undefined && job["timeout-minutes"] === undefined ? [`job ${name} has no timeout`] : []),
      ...(!isTrusted && writes ? [`job ${name} may write in pull requests from forks`] : []),
    ];
  });
  const checksOut = stepsOf(workflow).some(
    ({ uses, with: inputs = {} }) =>
      uses?.startsWith("actions/checkout@") === true && ("ref" in inputs || "repository" in inputs),
  );
  const foreign =
    triggers.includes("workflow_run") && checksOut ? ["checks out code other than the default branch"] : [];
  return [...untagged, ...secrets, ...ofJobs, ...foreign];
}

/** What the jobs may write, as `JOB: PERMISSION`. */
export function writesOf(text: string): string[] {
  return Object.entries((parse(text) as Workflow).jobs ?? {}).flatMap(([name, { permissions = {} }]) =>
    Object.entries(permissions).flatMap(([scope, level]) => (level === "read" ? [] : [`${name}: ${scope}`])),
  );
}

export function usesOf(workflow: Workflow): string[] {
  return [...stepsOf(workflow), ...Object.values(workflow.jobs ?? {})].flatMap(({ uses }) => uses ?? []);
}

function stepsOf({ jobs = {}, runs }: Workflow): Step[] {
  return [...Object.values(jobs).flatMap(({ steps = [] }) => steps), ...(runs?.steps ?? [])];
}
