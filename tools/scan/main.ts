import * as path from "node:path";

import { UserError, messageOf } from "../../lib/user-error";
import { graphOfRecording } from "../../policy/from-recording";
import { stagesIn } from "../../offline/stage-file/stage-file";
import { planStage } from "../plan/stage-plan";
import { ACCEPTED } from "./checkov/accepted";
import { checkov, installCheckov } from "./checkov/run";
import { ACCEPTED as ACCEPTED_IN_POLICIES } from "./parliament/accepted";
import { iamPolicies, installParliament, parliament } from "./parliament/run";
import { report, type Scan } from "./report";

const HELP = `Has checkov judge every committed stage, as it would be, and parliament the IAM policies in docs/iam, and holds
what they find against what is accepted in writing (tools/scan/*/accepted.ts). Needs Python 3.10 or newer; contacts nothing once
both are installed.

  npm run scan

Exit status: 0 all is explained, 1 something is not, or is no longer found, 2 wrong use.
`;

/**
 * Runs `npm run scan`.
 * @returns the exit status
 */
export async function main(args: readonly string[]): Promise<number> {
  if (args.some((arg) => arg === "--help" || arg === "-h")) {
    console.log(HELP);
    return 0;
  }
  try {
    if (args.length > 0) throw new UserError(`npm run scan takes no ${args.join(" ")}; see npm run scan -- --help`, 2);
    const root = path.resolve(__dirname, "..", "..");
    const reports = [
      report("checkov", await scanStages(root), ACCEPTED),
      report("parliament", await scanPolicies(root), ACCEPTED_IN_POLICIES),
    ];
    for (const line of reports.flatMap(({ lines }) => lines)) console.log(line);
    return reports.every(({ isClean }) => isClean) ? 0 : 1;
  } catch (error) {
    console.error(messageOf(error));
    return error instanceof UserError ? error.exitStatus : 1;
  }
}

/** What parliament says of the IAM policies in `docs/iam`. */
export async function scanPolicies(root: string): Promise<Scan> {
  const python = await installParliament(root, (line) => {
    console.log(line);
  });
  return { "docs/iam": await parliament(python, iamPolicies(root)) };
}

/** What checkov says of every committed stage. */
export async function scanStages(root: string): Promise<Scan> {
  const say = (line: string): void => {
    console.log(line);
  };
  const python = await installCheckov(root, say);
  const graphs = [];
  for (const stage of stagesIn(root)) {
    graphs.push({ stage, graph: graphOfRecording((await planStage(root, stage)).recording) });
  }
  say(`checkov looks at ${graphs.map(({ stage }) => stage).join(" and ")}`);
  const scans = graphs.map(async ({ stage, graph }) => [stage, await checkov(python, graph)] as const);
  return Object.fromEntries(await Promise.all(scans));
}
