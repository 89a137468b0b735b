import { createCommand, parseArguments, type Help } from "../command-line";

const DESCRIPTION = {
  name: "npm run recover --",
  summary:
    "Recovers a stage after an interrupted or failed pulumi up or pulumi destroy: finds what Pulumi created in AWS without " +
    "recording it, deletes it, and clears pending operations from the state. Then run pulumi again. Asks before it deletes.",
  examples: [
    ["stg --dry-run", "show what it would do"],
    ["stg", "recover the stage"],
    ["stg --destroy", "delete everything of a stage whose state is lost (asks for its name)"],
  ],
  notes:
    "Exit status: 0 done or nothing to do, 1 refused, declined or failed, 2 wrong usage or settings, 130 interrupted.",
} as const;

/** What the user asked for. */
export interface Request {
  readonly stage: string;
  readonly dryRun: boolean;
  /** Deletes without a question what the question would have listed, and nothing more. */
  readonly yes: boolean;
  readonly destroy: boolean;
}

/**
 * Reads the command line.
 * @throws UserError with exit status 2 when it is wrong
 */
export function readCommandLine(args: readonly string[]): Request | Help {
  const command = createCommand(DESCRIPTION)
    .argument("<stage>", "a stage that has a Pulumi.STAGE.yaml")
    .option("--dry-run", "show what it would do, and change nothing")
    .option(
      "--yes",
      "do not ask before deleting what recovery lists; running instances, locks of other computers and restoring the state from " +
        "its .bak file still need an answer",
    )
    .option(
      "--destroy",
      "delete everything with the tags of the stage, everything in its VPCs, and the DNS records of domain",
    );
  return parseArguments(command, args, () => {
    const [stage = ""] = command.args;
    const { dryRun = false, yes = false, destroy = false } = command.opts<Partial<Request>>();
    if (yes && destroy) command.error("--yes cannot be used with --destroy, which asks for the stage's name");
    return { stage, dryRun, yes, destroy };
  });
}
