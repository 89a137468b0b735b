import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

import type { EC2Client } from "@aws-sdk/client-ec2";

import { UserError } from "../../lib/user-error";
import type { StageInstance } from "../stage/instances";
import type { OperatedStage } from "../stage/stage";
import { writeLogin } from "./login-folder";
import { launch, session, SSH_FAILED, ssh, type Program } from "./program";
import { describe, findLoginPath, type Target } from "./login-path";

/** The result of a command on an instance. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  /** Session Manager merges both streams into `stdout`. */
  readonly stderr: string;
}

export interface RunOnInstanceArgs {
  /** The project's folder. */
  readonly root: string;
  readonly stage: OperatedStage;
  readonly instances: readonly StageInstance[];
  readonly target: Target;
  /** A command line for the shell there. */
  readonly command: string;
  readonly identityFile?: string;
  readonly limitSeconds: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a command on an instance of a stage, without a terminal and without prompts.
 * @throws UserError when there is no login path, or the login fails
 */
export async function runOnInstance(args: RunOnInstanceArgs, ec2: EC2Client): Promise<CommandResult> {
  const { root, stage, instances, target, command, identityFile } = args;
  const path = findLoginPath(stage, instances, target);
  if (path.kind === "session") return runInSession({ ...args, to: path.to });
  const to = path.kind === "jump" ? path.to : path.bastion;
  const identity = identityFile === undefined ? {} : { identityFile };
  const { configFile } = await writeLogin({ root, stage: stage.stageName.stage, path, instances, ...identity }, ec2);
  const options = ["-o", "BatchMode=yes", "-o", "LogLevel=ERROR"];
  const ran = await capture(ssh(configFile, [...options, to.id, "--", command]), to, args);
  if (ran.status !== SSH_FAILED) return ran;
  throw loginFailed(to, ran.stderr, "is your address in adminCidrs, and your key in the SSH agent or passed with -i?");
}

/**
 * Runs a command with Session Manager. The plugin returns its own exit status and prints its own lines around the
 * command's, so random markers delimit the output. The agent on the instance runs no shell by itself.
 *
 * @throws UserError when the login fails
 */
export async function runInSession({
  stage,
  to,
  command,
  ...limits
}: Omit<RunOnInstanceArgs, "root" | "instances" | "target"> & { to: StageInstance }): Promise<CommandResult> {
  const mark = `mark-${randomBytes(8).toString("hex")}`;
  // Assembled on the instance: an echo of the command line contains no marker.
  const script = `m=${mark}; echo "begin-$m"; { ${command}\n}; echo "end-$m-$?"`;
  const quoted = `'${script.replaceAll("'", `'\\''`)}'`;
  const { stdout, stderr } = await capture(session(stage, to, ["sh", "-c", quoted]), to, limits);
  const found = new RegExp(`begin-${mark}\\r?\\n(.*)end-${mark}-(\\d+)`, "s").exec(stdout);
  if (found === null) {
    throw loginFailed(to, stderr, "is the Session Manager plugin installed, and does the instance have its role?");
  }
  return { status: Number(found[2]), stdout: (found[1] ?? "").replaceAll("\r\n", "\n"), stderr };
}

async function capture(
  program: Program,
  to: StageInstance,
  { limitSeconds, signal }: Pick<RunOnInstanceArgs, "limitSeconds" | "signal">,
): Promise<CommandResult> {
  signal.throwIfAborted();
  // The Session Manager plugin exits when its input is closed.
  const { child, ended } = launch(program, ["pipe", "pipe", "pipe"]);
  const [input, out, error] = child.stdio;
  const read = (stream: Readable | null) => (stream === null ? Promise.resolve("") : text(stream));
  const done = Promise.all([ended, read(out), read(error)]);
  const late = AbortSignal.timeout(limitSeconds * 1000);
  const over = new AbortController();
  try {
    const [status, stdout, stderr] = await Promise.race([
      done,
      once(late, "abort", over).then(() => {
        throw new UserError(`${describe(to)} did not answer within ${limitSeconds} s`);
      }),
      once(signal, "abort", over).then(() => {
        throw signal.reason;
      }),
    ]);
    return { status, stdout, stderr };
  } finally {
    over.abort();
    // Its own children may keep the output open: do not wait for them.
    done.catch(() => undefined);
    child.kill();
    for (const stream of [input, out, error]) stream?.destroy();
  }
}

function loginFailed(to: StageInstance, said: string, advice: string): UserError {
  const reason = said.trim().split("\n").at(-1)?.trim() ?? "";
  return new UserError(`Cannot log in to ${describe(to)}${reason === "" ? "" : `: ${reason}`}; ${advice}`);
}
