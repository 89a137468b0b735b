import { UserError } from "../../lib/user-error";
import { createCommand, parseArguments } from "../command-line";
import { api, type Api } from "./api";
import { readArtifact } from "./artifact";
import { commentPlan } from "./comment";
import { reportDrift } from "./drift-issue";

const DESCRIPTION = {
  name: "node tools/cli.js pull-request",
  summary:
    "What workflows write to GitHub. Needs the variables GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN and RUN_URL; comment " +
    "also needs HEAD_SHA and HEAD_REPOSITORY of the run.",
  examples: [
    ["comment FOLDER", "writes the plan in an unpacked artifact as a comment"],
    ["drift STAGE RESULT", "reports the result of a stage's nightly check as an issue"],
  ],
  notes: "Exit status: 0 done, 1 failed, 2 wrong use.",
} as const;

export async function run(args: readonly string[]): Promise<number> {
  console.log(await main(args, process.env));
  return 0;
}

/**
 * Writes to GitHub.
 *
 * @returns what was done, in a sentence
 * @throws UserError when an argument or a variable is missing, or GitHub rejects a request
 */
export async function main(args: readonly string[], variables: NodeJS.ProcessEnv): Promise<string> {
  const variable = (name: string): string => {
    const value = variables[name] ?? "";
    if (value === "") throw new UserError(`${name} is not set`);
    return value;
  };
  const github = (): Api => api(variable("GITHUB_API_URL"), variable("GITHUB_REPOSITORY"), variable("GITHUB_TOKEN"));
  const command = createCommand(DESCRIPTION).argument("<action>").argument("<argument...>");
  const request = parseArguments(command, args, () => {
    const [action = "", first = "", second, ...more] = command.args;
    if (action === "comment" && second === undefined) return { folder: first };
    if (action === "drift" && second !== undefined && more.length === 0) return { stage: first, result: second };
    return command.error("expected comment FOLDER or drift STAGE RESULT");
  });
  if ("help" in request) return request.help;
  if (request.stage !== undefined) return reportDrift(github(), { ...request, url: variable("RUN_URL") });
  const artifact = readArtifact(request.folder);
  if (artifact === undefined) return "Nothing written: the run left no plan.";
  const of = { sha: variable("HEAD_SHA"), repository: variable("HEAD_REPOSITORY"), url: variable("RUN_URL") };
  return commentPlan(github(), of, artifact);
}
