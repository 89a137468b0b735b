import { api, type Api } from "./api";
import { readArtifact } from "./artifact";
import { commentPlan } from "./comment";
import { reportDrift } from "./drift-issue";

/** The environment's variables. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What workflows write to GitHub.
 *
 * - `comment FOLDER`: the plan in an unpacked artifact, as a comment. Needs HEAD_SHA and HEAD_REPOSITORY of the run.
 * - `drift STAGE RESULT`: the outcome of a stage's nightly check, as an issue.
 *
 * Both need RUN_URL, and GITHUB_TOKEN beside what every workflow has.
 *
 * @returns what was done, in a sentence
 * @throws Error when the command or a variable is missing, or GitHub refuses
 */
export async function main([command, ...args]: readonly string[], variables: Variables): Promise<string> {
  const variable = (name: string): string => {
    const value = variables[name] ?? "";
    if (value === "") throw new Error(`${name} is not set`);
    return value;
  };
  const github = (): Api => api(variable("GITHUB_API_URL"), variable("GITHUB_REPOSITORY"), variable("GITHUB_TOKEN"));
  const [first = "", second = ""] = args;
  if (command === "comment" && args.length === 1) {
    const artifact = readArtifact(first);
    if (artifact === undefined) return "Nothing written: the run left no plan.";
    const run = { sha: variable("HEAD_SHA"), repository: variable("HEAD_REPOSITORY"), url: variable("RUN_URL") };
    return commentPlan(github(), run, artifact);
  }
  if (command === "drift" && args.length === 2) {
    return reportDrift(github(), { stage: first, result: second, url: variable("RUN_URL") });
  }
  throw new Error("either: comment FOLDER, or: drift STAGE RESULT");
}
