import { createCommand, parseArguments, type Help } from "../command-line";
import { addIdentity, identityOf } from "../login/command-line";

const DESCRIPTION = {
  name: "npm run verify --",
  summary:
    "Checks that a deployed stage works: the site answers over HTTP and HTTPS with the stage's certificate, every web server is " +
    "in service and reaches the internet from the NAT's address, nothing else answers from outside, and no bastion has been " +
    "left on. Reads the stage file and asks AWS; changes nothing.",
  examples: [
    ["stg", "the checks"],
    ["stg --kill-one", "then terminates one web server, after asking, and follows its replacement"],
  ],
  notes: "Exit status: 0 every check passed or was skipped, 1 one failed, 2 wrong use or settings, 130 interrupted.",
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
    .option("--kill-one", "terminates one web server, after asking, and follows its replacement", false)
    .option("--yes", "does not ask before it terminates the web server", false)
    .option("--json", "the report as data (docs/verify.md), and nothing else on the standard output", false);
  return parseArguments(command, args, () => {
    const [stageName = ""] = command.args;
    const { json, killOne, yes } = command.opts<Pick<Request, "json" | "killOne" | "yes">>();
    if (yes && !killOne) command.error("--yes needs --kill-one: nothing else asks");
    return { stageName, json, killOne, yes, ...identityOf(command) };
  });
}
