import * as fs from "node:fs";

import { InvalidArgumentError } from "commander";

import { UserError } from "../../lib/user-error";
import { stagesIn } from "../../offline/stage-file/stage-file";
import { createCommand, parseArguments, type Help } from "../command-line";
import { unknownStage } from "../unknown-stage";
import { stageFolder } from "./stage-folder";

/** What the user asked for. */
export type Request =
  | { readonly kind: "up"; readonly stage: string; readonly port?: number }
  | { readonly kind: "down"; readonly stage: string };

const DESCRIPTION = {
  name: "npm run local --",
  summary: "Deploys a stage to a local AWS emulator, which keeps running. Never contacts a real AWS account.",
  examples: [
    ["stg", "deploys the stage and starts its emulator"],
    ["stg --port 5000", "the same, with the emulator on a port of your choice"],
    ["stg --down", "destroys the stage and stops its emulator"],
  ],
  notes: "Exit status: 0 done, 1 failed, 2 wrong use or settings, 130 interrupted.",
} as const;

/**
 * Reads the command line.
 * @throws UserError with exit status 2 when it is wrong
 */
export function readCommandLine(args: readonly string[], root: string): Request | Help {
  const command = createCommand(DESCRIPTION)
    .argument("<stage>", "a stage that has a Pulumi.STAGE.yaml")
    .option("--port <number>", "the emulator's port", toPort)
    .option("--down", "destroys the stage and stops its emulator");
  return parseArguments(command, args, () => {
    const [stage = ""] = command.args;
    const { port, down } = command.opts<{ port?: number; down?: true }>();
    const known = stagesIn(root);
    if (!known.includes(stage) && !(down && hasEmulator(root, stage))) {
      throw new UserError(unknownStage(stage, known), 2);
    }
    if (!down) return { kind: "up", stage, ...(port !== undefined && { port }) };
    if (port !== undefined) command.error("--port cannot be used with --down");
    return { kind: "down", stage };
  });
}

/** A stage whose file was deleted may still have an emulator. */
function hasEmulator(root: string, stage: string): boolean {
  return /^[\w-]+$/.test(stage) && fs.existsSync(stageFolder(root, stage).folder);
}

function toPort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new InvalidArgumentError("Expected a number from 1 to 65535.");
  return port;
}
