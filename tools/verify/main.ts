import { once, setMaxListeners } from "node:events";
import { createInterface } from "node:readline/promises";
import { lookup } from "node:dns/promises";
import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../lib/user-error";
import { erasable } from "../terminal";
import type { Paint } from "../plan/render/style";
import { findEmulator } from "../local/stage-emulator";
import { stageFolder } from "../local/stage-folder";
import { clientsOf, readStage, type OperatedStage } from "../stage/stage";
import { readCommandLine, type Request } from "./command-line";
import { isEmulator, isOnLocalInternet } from "../local/endpoint";
import { Progress, type ProgressStream } from "./progress";
import { asJson, resultLines, summary } from "./report";
import type { VerifyIo } from "./check";
import { countOf, verify, type Confirm } from "./verify";
import { runOnInstance, type RunOnInstanceArgs } from "../login/run-on-instance";
import { PORTS } from "./ports";

interface Terminal {
  /** The project's folder. */
  readonly root: string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: { readonly write: (text: string) => unknown };
  readonly stderr: NodeJS.WritableStream & ProgressStream;
  readonly paint: Paint;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  /** @default {@link createVerifyIo} */
  readonly createIo?: (...args: Parameters<typeof createVerifyIo>) => VerifyIo;
}

const EXIT = { ok: 0, failed: 1, interrupted: 130 } as const;

/**
 * Runs `npm run verify`.
 * @returns the exit status
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, stderr, signal } = terminal;
  const request = readCommandLine(args);
  if ("help" in request) {
    stdout.write(request.help);
    return EXIT.ok;
  }
  const progress = new Progress(erasable(stderr));
  try {
    signal.throwIfAborted();
    const interrupted = once(signal, "abort").then(() => {
      throw signal.reason;
    });
    return await Promise.race([show(request, progress, terminal), interrupted]);
  } catch (error) {
    if (!signal.aborted) throw error;
    progress.clear();
    const begun = request.killOne ? ": if a web server was terminated, its group still replaces it" : "";
    stderr.write(`Interrupted${begun}\n`);
    return EXIT.interrupted;
  } finally {
    progress.clear();
  }
}

async function show(
  { stageName, json, killOne, yes, identityFile }: Request,
  progress: Progress,
  terminal: Terminal,
): Promise<number> {
  const { root, stdin, stdout, paint, signal, createIo = createVerifyIo } = terminal;
  if (killOne && !yes && stdin.isTTY !== true) {
    throw new UserError(
      "--kill-one asks before it terminates a web server, and there is no terminal here: add --yes",
      2,
    );
  }
  const stage = readStage(root, stageName);
  const hasInstances = !(await isEmulator(stage.provider));
  if (hasInstances && !json && (await findEmulator(stageFolder(root, stageName).folder)) !== undefined) {
    terminal.stderr.write(
      `${stageName} also runs on this computer: npm run local -- ${stageName} --verify checks it there\n`,
    );
  }
  const ioArgs = { root, hasInstances, signal, ...(identityFile === undefined ? {} : { identityFile }) };
  const listener = {
    progress: (text: string) => {
      progress.show(text);
    },
    ended: (result: Parameters<typeof resultLines>[0]) => {
      progress.clear();
      if (!json) stdout.write(resultLines(result, paint));
    },
  };
  const confirm: Confirm | undefined = killOne
    ? yes
      ? () => Promise.resolve(true)
      : asker(progress, terminal)
    : undefined;
  const verified = await verify(stage, createIo(stage, ioArgs), listener, confirm);
  progress.clear();
  stdout.write(json ? asJson(verified) : summary(verified, paint));
  return countOf(verified, "failed") === 0 ? EXIT.ok : EXIT.failed;
}

/** Asks at the terminal; only y or yes confirms. */
function asker(progress: Progress, { stdin, stderr, signal }: Terminal): Confirm {
  return async (question) => {
    progress.clear();
    // While it asks, only this interface receives Ctrl-C.
    const terminal = createInterface({ input: stdin, output: stderr });
    const interrupt = new AbortController();
    const abort = () => {
      interrupt.abort();
    };
    signal.addEventListener("abort", abort);
    terminal.on("SIGINT", () => process.emit("SIGINT"));
    terminal.on("close", abort);
    try {
      return /^y(?:es)?$/i.test((await terminal.question(question, { signal: interrupt.signal })).trim());
    } catch (error) {
      signal.throwIfAborted();
      // The input has ended.
      if (interrupt.signal.aborted) return false;
      throw error;
    } finally {
      signal.removeEventListener("abort", abort);
      terminal.close();
    }
  };
}

/** Longer than the timeouts of ping and curl. */
const COMMAND_SECONDS = 90;

function createVerifyIo(
  stage: OperatedStage,
  {
    signal,
    hasInstances,
    ...args
  }: Pick<RunOnInstanceArgs, "root" | "identityFile" | "signal"> & { hasInstances: boolean },
): VerifyIo {
  // Each connection adds a listener.
  setMaxListeners(0, signal);
  const clients = clientsOf(stage);
  return {
    hasInstances,
    isLocal: !hasInstances || isOnLocalInternet(stage.provider),
    clients,
    addressesOf: async (name) => [
      ...new Set((await lookup(name, { all: true, family: 4 })).map(({ address }) => address)),
    ],
    ports: PORTS,
    clock: { now: Date.now, sleep: (milliseconds) => pause(milliseconds, undefined, { signal }) },
    runOn: async ({ id }, command, instances) =>
      runOnInstance(
        {
          ...{ ...args, stage, instances, command, signal },
          target: id as `i-${string}`,
          limitSeconds: COMMAND_SECONDS,
        },
        await clients.ec2(),
      ),
    signal,
  };
}
