import { createCommand, parseArguments, type Help } from "../command-line";
import { addIdentity, identityOf } from "../login/command-line";

const DESCRIPTION = {
  name: "npm run verify --",
  summary:
    "Checks that a deployed stage works: the site answers over HTTP and HTTPS with the stage's certificate, every web server is " +
    "in service and reaches the internet from the NAT's address, nothing else answers from outside, no rules or routes have " +
    "been added, no bastion has been left on, and AWS can renew the domain's certificate (docs/verify.md). Reads the stage " +
    "file and queries AWS; changes nothing without --kill-one.",
  examples: [
    ["stg", "run the checks"],
    ["stg --kill-one", "then terminate one web server (asks first) and follow its replacement"],
  ],
  notes: "Exit status: 0 every check passed or was skipped, 1 one failed, 2 wrong usage or settings, 130 interrupted.",
} as const;

export interface Request {
  readonly stageName: string;
  readonly json: boolean;
  readonly killOne: boolean;
  /** Terminates a web server without asking. */
  readonly yes: boolean;
  readonly identityFile?: string;
}

/**
 * Reads the command line.
 * @throws UserError with exit status 2 when it is wrong
 */
export function readCommandLine(args: readonly string[]): Request | Help {
  const command = addIdentity(createCommand(DESCRIPTION))
    .argument("<stage>", "a stage that has a Pulumi.STAGE.yaml")
    .option("--kill-one", "terminate one web server (asks first) and follow its replacement")
    .option("--yes", "do not ask before terminating the web server")
    .option("--json", "print only the report, as JSON (docs/verify.md)");
  return parseArguments(command, args, () => {
    const [stageName = ""] = command.args;
    const { json = false, killOne = false, yes = false } = command.opts<Partial<Request>>();
    if (yes && !killOne) command.error("--yes works only with --kill-one");
    return { stageName, json, killOne, yes, ...identityOf(command) };
  });
}
