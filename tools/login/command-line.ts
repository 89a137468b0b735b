import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { UserError, messageOf } from "../../lib/user-error";
import { nearest } from "../../lib/suggestion";
import type { Role } from "../stage/instances";
import type { Target } from "./login-path";

const ROLES: readonly Role[] = ["web", "bastion", "nat"];

/** How to use `npm run ssh`. */
export const SSH_USAGE = `Logs in to a machine of a stage, or runs a command on it: over SSH through the bastion, or by Session Manager where the
stage has access: ssm.

  npm run ssh -- STAGE web|bastion|nat|INSTANCE-ID              a shell
  npm run ssh -- STAGE web|bastion|nat|INSTANCE-ID -- COMMAND…  one command; its exit status is this one's

  -i FILE   the private key; without it those of your SSH agent
  --help    this text

web is the first web server that runs. By Session Manager, what a command says comes when it has ended. npm run --silent
leaves out npm's own lines. Nothing is started or changed.`;

/** How to use `npm run tunnel`. */
export const TUNNEL_USAGE = `Forwards port 50022 of this machine to the SSH port of a web server, through the bastion, until Ctrl-C.

  npm run tunnel -- STAGE               to the first web server that runs
  npm run tunnel -- STAGE INSTANCE-ID   to another one

  -i FILE   the private key; without it those of your SSH agent
  --help    this text

Nothing is started or changed.`;

/** What somebody asked for. */
export type Command =
  | { readonly kind: "help" }
  | {
      readonly kind: "login";
      readonly stageName: string;
      readonly target: Target;
      readonly identityFile?: string;
      /** Words of a command to run there; none: a shell. */
      readonly command: readonly string[];
    };

/**
 * Reads the command line of `npm run ssh`.
 * @throws UserError with status 2 when it makes no sense
 */
export function readSshCommand(args: readonly string[]): Command {
  const end = args.indexOf("--");
  const [own, command] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
  const { help, words, identityFile } = read(own, "ssh");
  if (help) return { kind: "help" };
  const [stageName, target, ...more] = words;
  if (stageName === undefined || target === undefined) throw wrong("ssh", "say which stage and which machine");
  if (more.length > 0) throw wrong("ssh", `a command to run there stands behind --: -- ${more.join(" ")}`);
  return { kind: "login", stageName, target: toTarget(target), ...identityFile, command };
}

/**
 * Reads the command line of `npm run tunnel`.
 * @throws UserError with status 2 when it makes no sense
 */
export function readTunnelCommand(args: readonly string[]): Command {
  const { help, words, identityFile } = read(args, "tunnel");
  if (help) return { kind: "help" };
  const [stageName, target = "web", ...more] = words;
  if (stageName === undefined) throw wrong("tunnel", "say which stage");
  if (more.length > 0) throw wrong("tunnel", `what is ${more.join(" ")}?`);
  if (target !== "web" && !isId(target)) throw wrong("tunnel", `it leads to web servers only, not to ${target}`);
  return { kind: "login", stageName, target, ...identityFile, command: [] };
}

function read(args: readonly string[], name: string) {
  const { values, positionals: words } = parse(args, name);
  const { help = false, identity } = values;
  if (identity === undefined) return { help, words, identityFile: {} };
  // ssh would only warn of it, and then say that it may not log in.
  if (!existsSync(identity)) throw wrong(name, `there is no file ${identity}`);
  return { help, words, identityFile: { identityFile: resolve(identity) } };
}

function parse(args: readonly string[], name: string) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h" }, identity: { type: "string", short: "i" } },
    });
  } catch (error) {
    throw wrong(
      name,
      (messageOf(error).split(". ")[0] ?? "").replace(/^./, (letter) => letter.toLowerCase()),
    );
  }
}

function toTarget(text: string): Target {
  const role = ROLES.find((each) => each === text);
  if (role !== undefined) return role;
  if (isId(text)) return text;
  const meant = nearest(text, ROLES);
  throw wrong(
    "ssh",
    `there is no machine ${JSON.stringify(text)}${meant === undefined ? "" : ` (did you mean ${meant}?)`}`,
  );
}

function isId(text: string): text is `i-${string}` {
  return /^i-[0-9a-f]+$/.test(text);
}

function wrong(name: string, message: string): UserError {
  return new UserError(`${message}; see npm run ${name} -- --help`, 2);
}
