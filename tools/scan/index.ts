import * as path from "node:path";
import { stagesIn } from "../../offline/stage-file/stage-file";
import { graphOfRecording } from "../../policy/from-recording";
import { createCommand, parseArguments } from "../command-line";
import { planStage } from "../plan/stage-plan";
import { SUPPRESSIONS } from "./checkov/suppressions";
import { checkov, installCheckov } from "./checkov/run";
import { SUPPRESSIONS as POLICY_SUPPRESSIONS } from "./parliament/suppressions";
import { iamPolicies, installParliament, parliament } from "./parliament/run";
import { report, type Scan } from "./report";

const DESCRIPTION = {
  name: "npm run scan --",
  summary:
    "Runs checkov over the plan of every committed stage and of one with a site, and parliament over the IAM policies in docs/iam, and compares what " +
    "they find with the suppressed findings (tools/scan/*/suppressions.ts). Needs Python 3.10 or newer; contacts nothing once both " +
    "are installed.",
  examples: [["", "run both scanners"]],
  notes:
    "Exit status: 0 every finding is suppressed, 1 a new finding, or a suppression that matches nothing, 2 wrong usage.",
} as const;

/** What committed stages do not have. */
const SITE = ["web.files=examples/static/site", 'web.parameters=["/servicename/stg/key"]'];

/** Runs `npm run scan`. Returns the exit status. */
export async function run(args: readonly string[]): Promise<number> {
  const command = createCommand(DESCRIPTION);
  const request = parseArguments(command, args, () => ({}));
  if ("help" in request) {
    process.stdout.write(request.help);
    return 0;
  }
  const root = path.resolve(__dirname, "..", "..");
  const reports = [
    report("checkov", await scanStages(root), SUPPRESSIONS),
    report("parliament", await scanPolicies(root), POLICY_SUPPRESSIONS),
  ];
  for (const line of reports.flatMap(({ lines }) => lines)) console.log(line);
  return reports.every(({ isClean }) => isClean) ? 0 : 1;
}

/** What parliament finds in the IAM policies in `docs/iam`. */
export async function scanPolicies(root: string): Promise<Scan> {
  const python = await installParliament(root, console.log);
  return { "docs/iam": await parliament(python, iamPolicies(root)) };
}

export async function scanStages(root: string): Promise<Scan> {
  const python = await installCheckov(root, console.log);
  const graphs = [];
  for (const stage of stagesIn(root)) {
    graphs.push({ stage, graph: graphOfRecording((await planStage(root, stage)).recording) });
  }
  const { recording } = await planStage(root, "stg", { sets: SITE });
  graphs.push({ stage: "stg with a site", graph: graphOfRecording(recording) });
  console.log(`checkov scans ${graphs.map(({ stage }) => stage).join(", ")}`);
  const scans = graphs.map(async ({ stage, graph }) => [stage, await checkov(python, graph)] as const);
  return Object.fromEntries(await Promise.all(scans));
}
