import * as fs from "node:fs";
import { parseArgs } from "node:util";

import { UserError, messageOf } from "../../lib/user-error";
import { nearest } from "../../lib/suggestion";
import { stagesIn } from "../../offline/stage-file/stage-file";
import { stageFolder } from "./stage-folder";

/** What the user asked for. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "up"; readonly stage: string; readonly port?: number }
  | { readonly kind: "down"; readonly stage: string };

/** How to use the command. */
export const usage = `npm run local -- STAGE            deploys a stage to a local AWS emulator, which stays
npm run local -- STAGE --port N   the same with the emulator at a port of your choice
npm run local -- STAGE --down     destroys the stage and ends its emulator
npm run local -- --help           shows this

STAGE is the name of a stage file: Pulumi.STAGE.yaml. No real account is ever touched.`;

/**
 * Reads the command line.
 * @throws UserError with status 2 when it makes no sense.
 */
export function readCommandLine(args: readonly string[], root: string): Command {
  const { values, positionals } = parse(args);
  if (values.help === true) return { kind: "help" };
  const [stage, ...more] = positionals;
  if (more.length > 0) throw wrong(`One stage at a time, not ${positionals.join(" and ")}`);
  const known = stagesIn(root);
  if (stage === undefined) throw wrong(`Which stage? ${sayKnown(known)}`);
  const isKnown = known.includes(stage) || (values.down === true && exists(root, stage));
  if (!isKnown) throw wrong(`There is no stage "${stage}"${guess(stage, known)} (${sayKnown(known)})`);
  if (values.down === true) {
    if (values.port !== undefined) throw wrong("--port makes no sense with --down");
    return { kind: "down", stage };
  }
  const port = values.port === undefined ? undefined : toPort(values.port);
  return { kind: "up", stage, ...(port !== undefined && { port }) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { down: { type: "boolean" }, help: { type: "boolean", short: "h" }, port: { type: "string" } },
    });
  } catch (error) {
    const [fault = ""] = messageOf(error).split(/\.\s/);
    throw wrong(`${fault.replace(/\.$/, "")}; see npm run local -- --help`);
  }
}

/** A stage whose file is gone may still have an emulator. */
function exists(root: string, stage: string): boolean {
  return /^[\w-]+$/.test(stage) && fs.existsSync(stageFolder(root, stage).folder);
}

function toPort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw wrong(`--port must be a number from 1 to 65535, not ${text}`);
  return port;
}

function guess(stage: string, known: readonly string[]): string {
  const meant = nearest(stage, known);
  return meant === undefined ? "" : `, did you mean "${meant}"?`;
}

function sayKnown(known: readonly string[]): string {
  return known.length > 0 ? `known stages: ${known.join(", ")}` : "there is no stage file, such as Pulumi.stg.yaml";
}

function wrong(message: string): UserError {
  return new UserError(message, 2);
}
