import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { InvalidArgumentError, type Command } from "commander";

import { nearest } from "../../lib/suggestion";
import { createCommand, parseArguments, type Help } from "../command-line";
import type { Role } from "../stage/instances";
import type { Target } from "./login-path";

const ROLES: readonly Role[] = ["web", "bastion", "nat"];

const SSH = {
  name: "npm run ssh --",
  summary:
    "Logs in to an EC2 instance of a stage, or runs a command on it: with SSH through the bastion, or with Session Manager " +
    "where the stage has access: ssm. If the stage also runs on this computer (npm run local), that stage is used. Changes nothing.",
  examples: [
    ["stg web", "a shell on the first running web server"],
    ["stg i-0123456789abcdef0", "a shell on the instance with that ID"],
    ["stg web -- uptime", "one command; its exit status becomes the exit status"],
  ],
  notes:
    "With Session Manager, the output of a command appears when the command has ended. npm run --silent hides npm's own lines.",
} as const;

const TUNNEL = {
  name: "npm run tunnel --",
  summary:
    "Forwards port 50022 of this computer to the SSH port of a web server, through the bastion, until Ctrl-C. If the stage also runs on " +
    "this computer (npm run local), that stage is used. Changes nothing.",
  examples: [
    ["stg", "to the first running web server"],
    ["stg i-0123456789abcdef0", "to the instance with that ID"],
  ],
  notes: "Exit status: that of SSH; 2 wrong usage or settings.",
} as const;

/** What the user asked for. */
export interface LoginRequest {
  readonly stageName: string;
  readonly target: Target;
  readonly identityFile?: string;
  /** Use the stage in AWS, even if it also runs on this computer. */
  readonly aws?: true;
  /** The words of a command to run on the instance; none: a shell. */
  readonly command: readonly string[];
}

/**
 * Reads the command line of `npm run ssh`.
 * @throws UserError with exit status 2 when it is wrong
 */
export function readSshCommand(args: readonly string[]): LoginRequest | Help {
  const end = args.indexOf("--");
  const [own, words] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
  const command = addLoginOptions(createCommand(SSH))
    .argument("<stage>", "a stage that has a Pulumi.STAGE.yaml")
    .argument("<target>", "web, bastion, nat or an instance ID")
    .argument("[command...]", "after --: a command to run on the instance");
  return parseArguments(command, own, () => {
    const [stageName = "", target = "", ...rest] = command.args;
    if (rest.length > 0) command.error(`put -- before the command: -- ${rest.join(" ")}`);
    return { stageName, target: toTarget(target, command), ...loginOptionsOf(command), command: words };
  });
}

/**
 * Reads the command line of `npm run tunnel`.
 * @throws UserError with exit status 2 when it is wrong
 */
export function readTunnelCommand(args: readonly string[]): LoginRequest | Help {
  const command = addLoginOptions(createCommand(TUNNEL))
    .argument("<stage>", "a stage that has a Pulumi.STAGE.yaml")
    .argument("[target]", "web or the instance ID of a web server", "web");
  return parseArguments(command, args, () => {
    const [stageName = "", name = "web"] = command.args;
    const target = toTarget(name, command);
    if (target === "bastion" || target === "nat") command.error(`a tunnel leads to web servers only, not to ${target}`);
    return { stageName, target, ...loginOptionsOf(command), command: [] };
  });
}

/** Adds the option for a private key. */
export function addIdentity(command: Command): Command {
  return command.option("-i, --identity <file>", "the private key; without it, those of your SSH agent", toFile);
}

/** The value of that option. */
export function identityOf(command: Command): { readonly identityFile?: string } {
  const { identity } = command.opts<{ identity?: string }>();
  return identity === undefined ? {} : { identityFile: identity };
}

function addLoginOptions(command: Command): Command {
  return addIdentity(command).option("--aws", "use the stage in AWS even if it also runs on this computer");
}

function loginOptionsOf(command: Command): Pick<LoginRequest, "identityFile" | "aws"> {
  const { aws } = command.opts<{ aws?: true }>();
  return { ...identityOf(command), ...(aws && { aws }) };
}

/** SSH would only warn about a missing file, and then report that the login was denied. */
function toFile(file: string): string {
  if (!existsSync(file)) throw new InvalidArgumentError("There is no such file.");
  return resolve(file);
}

function toTarget(text: string, command: Command): Target {
  const role = ROLES.find((each) => each === text);
  if (role !== undefined) return role;
  if (/^i-[0-9a-f]+$/.test(text)) return text as `i-${string}`;
  const suggestion = nearest(text, ROLES);
  const hint = suggestion === undefined ? "" : ` (did you mean ${suggestion}?)`;
  return command.error(`unknown target ${JSON.stringify(text)}${hint}: expected web, bastion, nat or an instance ID`);
}
