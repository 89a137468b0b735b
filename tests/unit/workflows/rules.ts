import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job extends Step {
  readonly steps?: readonly Step[];
  readonly permissions?: unknown;
  readonly if?: string;
  readonly "timeout-minutes"?: number;
}

/** A workflow, or an action made of steps, as far as the rules look at it. */
export interface Workflow {
  readonly on?: string | readonly string[] | Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs?: Readonly<Record<string, Job>>;
  readonly runs?: { readonly steps: readonly Step[] };
}

const PINNED = /^[\w.-]+\/[\w./-]+@[\da-f]{40}$/;
const OWN_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository";

/** What a workflow or an action does that none of ours may do, a sentence each. */
export function faultsOf(text: string): string[] {
  const workflow = parse(text) as Workflow;
  const steps = stepsOf(workflow);
  return [
    ...usesOf(workflow).flatMap((uses) => pinFaults(uses, text)),
    ...steps
      .filter(({ run }) => run?.includes("${{"))
      .map(({ run = "" }) => `a script has a value put into it: ${run}`),
    ...(/\bsecrets\b/.test(JSON.stringify(workflow)) ? ["uses a stored secret"] : []),
    ...steps.filter(keepsCredentials).map(() => "a checkout leaves its token behind"),
    ...(workflow.runs === undefined ? workflowFaults(workflow) : []),
  ];
}

/** What the jobs may write, as `JOB: PERMISSION`. */
export function writesOf(text: string): string[] {
  return Object.entries((parse(text) as Workflow).jobs ?? {}).flatMap(([name, { permissions }]) =>
    typeof permissions === "object" && permissions !== null
      ? Object.entries(permissions).flatMap(([scope, level]) => (level === "read" ? [] : [`${name}: ${scope}`]))
      : [],
  );
}

/** Every action and workflow that is used. */
export function usesOf(workflow: Workflow): string[] {
  return [...stepsOf(workflow), ...Object.values(workflow.jobs ?? {})].flatMap(({ uses }) => uses ?? []);
}

function stepsOf({ jobs = {}, runs }: Workflow): Step[] {
  return [...Object.values(jobs).flatMap(({ steps = [] }) => steps), ...(runs?.steps ?? [])];
}

function pinFaults(uses: string, text: string): string[] {
  if (uses.startsWith("./")) return [];
  if (!PINNED.test(uses)) return [`${uses} is not pinned by a commit`];
  const lines = text.split("\n").filter((line) => line.includes(uses));
  return lines.every((line) => / # v\d+\.\d+\.\d+$/.test(line)) ? [] : [`${uses} does not say its version`];
}

function keepsCredentials({ uses, with: inputs }: Step): boolean {
  return uses?.startsWith("actions/checkout@") === true && inputs?.["persist-credentials"] !== false;
}

function workflowFaults({ on, permissions, jobs = {} }: Workflow): string[] {
  const triggers = typeof on === "string" ? [on] : Array.isArray(on) ? (on as string[]) : Object.keys(on ?? {});
  const faults: string[] = [];
  if (triggers.includes("pull_request_target")) faults.push("runs strangers' code with our rights");
  if (!['{"contents":"read"}', "{}"].includes(JSON.stringify(permissions)))
    faults.push("allows more than reading to all jobs");
  for (const [name, job] of Object.entries(jobs)) {
    if (job.uses === undefined && job["timeout-minutes"] === undefined) faults.push(`job ${name} has no end`);
    if (typeof job.permissions === "string") faults.push(`job ${name} does not name what it may do`);
    const trusted = !triggers.includes("pull_request") || job.if?.includes(OWN_REPOSITORY);
    if (!trusted && JSON.stringify(job.permissions ?? {}).includes("write")) {
      faults.push(`job ${name} has rights in strangers' pull requests`);
    }
  }
  const fetches = stepsOf({ jobs }).some(({ uses, with: inputs = {} }) => {
    return uses?.startsWith("actions/checkout@") === true && ("ref" in inputs || "repository" in inputs);
  });
  if (triggers.includes("workflow_run") && fetches) faults.push("checks out other code than the default branch's");
  return faults;
}
