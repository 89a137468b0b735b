import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { constants } from "node:os";

import { UserError } from "../../lib/user-error";
import type { StageInstance } from "../stage/instances";
import type { OperatedStage } from "../stage/stage";
import { awsArguments } from "./login-path";

/** A program that this command hands over to. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** The error message when the program is not installed. */
  readonly missing: string;
}

/** The exit status of SSH when it cannot connect or log in. */
export const SSH_FAILED = 255;

/** What to check when SSH could not log in. SSH itself has printed the reason. */
export function sshAdvice({ stageName: { stage } }: OperatedStage): string {
  return [
    `If the key was rejected, save it and pass it with -i ${stage}.key:`,
    `  (umask 077; pulumi stack output sshPrivateKey --show-secrets --stack ${stage} >${stage}.key)`,
    "If nothing answered, check that adminCidrs has your address:",
    "  curl https://checkip.amazonaws.com",
  ].join("\n");
}

/** SSH with the configuration of a login. */
export function ssh(configFile: string, args: readonly string[]): Program {
  return {
    file: "ssh",
    args: ["-F", configFile, ...args],
    missing: "ssh is not on the PATH: install the OpenSSH client",
  };
}

/**
 * A session on a web server, with the AWS CLI and its Session Manager plugin.
 *
 * @param command the words of a command to run there; none: a shell
 */
export function session(stage: OperatedStage, to: StageInstance, command: readonly string[] = []): Program {
  const parameters = JSON.stringify({ command: [command.join(" ")] });
  const document =
    command.length > 0 ? ["--document-name", "AWS-StartNonInteractiveCommand", "--parameters", parameters] : [];
  return {
    file: "aws",
    args: awsArguments(stage, ["ssm", "start-session", "--target", to.id, ...document]),
    missing:
      "aws is not on the PATH: Session Manager needs the AWS CLI and its plugin, " +
      "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html",
  };
}

/** What a shell adds to the number of the signal that ended a program. */
const SIGNALLED = 128;

export interface RunningProgram {
  readonly child: ChildProcess;
  /** The exit status, as a shell counts it. Rejects with a UserError when the program is not installed. */
  readonly ended: Promise<number>;
}

export function launch({ file, args, missing }: Program, stdio: StdioOptions): RunningProgram {
  const child = spawn(file, args, { stdio });
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "ENOENT" ? new UserError(missing) : error);
    });
    child.on("close", (status, signal) => {
      resolve(status ?? SIGNALLED + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  return { child, ended };
}

/**
 * Starts a program at this terminal, and passes signals on to it.
 *
 * @param interrupts what passes Ctrl-C on: the terminal by itself, or this command too, in case only it gets the signal
 */
export function start(program: Program, interrupts: "terminal" | "passed on" = "terminal"): RunningProgram {
  const { child, ended } = launch(program, "inherit");
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  const ignore = () => undefined;
  const handlers = new Map<NodeJS.Signals, NodeJS.SignalsListener>([
    ["SIGINT", interrupts === "terminal" ? ignore : pass],
    ["SIGTERM", pass],
    ["SIGHUP", pass],
  ]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  const over = ended.finally(() => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  });
  return { child, ended: over };
}

export function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
