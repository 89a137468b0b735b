import * as fs from "node:fs";

import { InvalidArgumentError, Option, type Command } from "commander";

import { UserError } from "../../lib/user-error";
import { stagesIn } from "../../offline/stage-file/stage-file";
import { createCommand, nonEmpty, parseArguments, setOption, type Help } from "../command-line";
import { unknownStage } from "../unknown-stage";
import { stageFolder } from "./stage-folder";

/** What the user asked for. */
export type Request =
  | { readonly kind: "up"; readonly stage: string; readonly sets: readonly string[]; readonly port?: number }
  | { readonly kind: "status"; readonly stage: string }
  | { readonly kind: "logs"; readonly stage: string; readonly what: string; readonly follow: boolean }
  | { readonly kind: "verify"; readonly stage: string; readonly killOne: boolean; readonly yes: boolean }
  | { readonly kind: "down"; readonly stage: string };

const DESCRIPTION = {
  name: "npm run local --",
  summary:
    "Runs a stage on this computer: the AWS API and, on Linux as root, its instances. Never contacts a real AWS account.",
  examples: [
    ["stg", "deploy the stage; it keeps running"],
    ["stg --set nat=gateway", "deploy with another setting"],
    ["stg --status", "show what runs and who started it"],
    ["stg --logs api -f", "show AWS API calls as they arrive"],
    ["stg --down", "stop it and remove its files"],
  ],
  notes: "Exit status: 0 done, 1 failed, 2 wrong usage or settings, 130 interrupted.",
} as const;

interface Values {
  readonly set?: readonly string[];
  readonly port?: number;
  readonly status?: true;
  readonly logs?: string;
  readonly follow?: true;
  readonly verify?: true;
  readonly killOne?: true;
  readonly yes?: true;
  readonly down?: true;
}

/** The options that ask for something other than a deployment. */
const ACTIONS = ["status", "logs", "verify", "killOne", "down"] as const;

/** What options are for; they go with nothing else. */
const BELONGS: Readonly<Partial<Record<keyof Values, (typeof ACTIONS)[number]>>> = { follow: "logs", yes: "killOne" };

/**
 * Reads the command line.
 * @throws UserError with exit status 2 when it is wrong
 */
export function readCommandLine(args: readonly string[], root: string): Request | Help {
  const command = createCommand(DESCRIPTION)
    .argument("<stage>", "a stage that has a Pulumi.STAGE.yaml")
    .addOption(setOption("override a setting or a part of one (web.max=4)"))
    .option("--port <number>", "the port of the AWS API", toPort)
    .option("--status", "show what runs, its addresses, and how to use the AWS CLI")
    .option(
      "--logs <what>",
      "show a log: web, nat, bastion, build, an instance ID, api, engine, emulator or reconciler",
      nonEmpty,
    )
    .option("-f, --follow", "with --logs: keep showing new lines until Ctrl-C")
    .option("--verify", "check the stage as npm run verify does")
    .option("--kill-one", "also terminate one web server (asks first) and follow its replacement")
    .addOption(new Option("--yes", "do not ask before terminating the web server"))
    .option("--down", "stop the stage and remove its files");
  return parseArguments(command, args, () => {
    const [stage = ""] = command.args;
    const values = command.opts<Values>();
    checkCombination(values, command);
    const request = toRequest(stage, values);
    checkStage(stage, request.kind === "up", root);
    return request;
  });
}

function toRequest(stage: string, values: Values): Request {
  const { set: sets = [], port, logs, follow = false, yes = false } = values;
  if (values.down) return { kind: "down", stage };
  if (values.status) return { kind: "status", stage };
  if (logs !== undefined) return { kind: "logs", stage, what: logs, follow };
  if (values.verify || values.killOne) return { kind: "verify", stage, killOne: values.killOne === true, yes };
  return { kind: "up", stage, sets, ...(port !== undefined && { port }) };
}

function checkCombination(values: Values, command: Command): void {
  // --kill-one verifies too.
  const given = ACTIONS.filter(
    (action) => values[action] !== undefined && !(action === "verify" && values.killOne !== undefined),
  );
  const [first, second] = given;
  if (first !== undefined && second !== undefined) command.error(`${flag(first)} cannot be used with ${flag(second)}`);
  for (const [name, action] of Object.entries(BELONGS) as [keyof Values, keyof Values][]) {
    if (values[name] !== undefined && first !== action) command.error(`${flag(name)} works only with ${flag(action)}`);
  }
  const deploying = (["set", "port"] as const).find((name) => values[name] !== undefined);
  if (first !== undefined && deploying !== undefined)
    command.error(`${flag(deploying)} cannot be used with ${flag(first)}`);
}

function flag(name: keyof Values): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A stage whose file was deleted may still run, and one of a project that cannot be read. */
function checkStage(stage: string, needsFile: boolean, root: string): void {
  if (!needsFile && isFolderName(stage) && fs.existsSync(stageFolder(root, stage).folder)) return;
  const known = stagesIn(root);
  if (!known.includes(stage)) throw new UserError(unknownStage(stage, known), 2);
}

function isFolderName(stage: string): boolean {
  return /^[\w.-]+$/.test(stage) && !/^\.+$/.test(stage);
}

function toPort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new InvalidArgumentError("Expected a number from 1 to 65535.");
  return port;
}
