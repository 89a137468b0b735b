import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Invokes, type InvokeFake } from "./invokes";
import { ORGANIZATION, RecordingMonitor } from "./monitor";
import { withIsolatedState, withoutCallSites, type RuntimeState } from "./isolated-runtime";
import { inTreeOrder, type RecordedLog, type Recording } from "./recording";
import { asError, UnhandledRejections } from "./unhandled-rejections";
import { settleAll, type Values } from "./values";

/** A Pulumi program: it registers resources and returns the stack's outputs. */
export type Program = () => unknown;

export interface RunOptions {
  /** The project's name; its settings' keys begin with it. */
  readonly project: string;
  readonly stage: string;
  /** Settings by full key (`aws:region`), as Pulumi passes them: text, or JSON as text. */
  readonly config?: Readonly<Record<string, string>>;
  /** Full keys of the settings that are secret. */
  readonly secretKeys?: readonly string[];
  /** Whether values that only a deployment knows are unknown; otherwise they are faked. */
  readonly preview: boolean;
  /** Fakes of invokes by token, which take precedence over the runtime's. */
  readonly invokes?: Readonly<Record<string, InvokeFake>>;
  /** The outputs of the stack's last deployment. @default none: the stack is new */
  readonly lastOutputs?: Values;
}

/** Pulumi's own numbering, https://github.com/pulumi/pulumi/blob/master/proto/pulumi/engine.proto */
const SEVERITIES: readonly RecordedLog["severity"][] = ["debug", "info", "warning", "error"];

const FAKE_ACCOUNT = "123456789012";
const FALLBACK_REGION = "ap-northeast-1";

/** A run is finished after so many turns of the event loop without a registration or an invoke. */
const QUIET_TURNS = 3;

let lastRun: Promise<unknown> = Promise.resolve();

/**
 * The program that `pulumi up` runs. It loads on demand: it brings the whole AWS package with it, which a test of one
 * component or a wrong option need not wait for.
 * @param root the project's folder
 */
export function loadProgram(root: string): Program {
  return createRequire(__filename)(join(root, "index")) as Program;
}

/**
 * Runs a Pulumi program in this process, without an engine, a cloud or a network, and records everything it does.
 * Runs are isolated from each other and take turns, since the process has one listener for unhandled rejections.
 * @throws any error of the program, in its body, promises or outputs; `UnknownInvoke`; `Error` when two resources
 * share a URN or the program never finishes.
 */
export function run(program: Program, options: RunOptions): Promise<Recording> {
  const thisRun = lastRun.then(() =>
    withIsolatedState((state) => withoutCallSites(() => runAlone(program, options, state))),
  );
  lastRun = thisRun.catch(() => undefined);
  return thisRun;
}

async function runAlone(program: Program, options: RunOptions, { settings }: RuntimeState): Promise<Recording> {
  const { project, stage, preview, config = {}, secretKeys = [], lastOutputs = {} } = options;
  const location = { region: config["aws:region"] ?? FALLBACK_REGION, account: FAKE_ACCOUNT };
  const invokes = new Invokes(location, preview, options.invokes);
  const monitor = new RecordingMonitor({ project, stage, preview, location, invokes, lastOutputs });
  const logs: RecordedLog[] = [];
  pulumi.runtime.setMockOptions(monitor, project, stage, preview, ORGANIZATION);
  pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
  settings.engine = logger(logs);

  const outputs = await UnhandledRejections.watch(async (rejections) => {
    const settled = await rejections.unlessHung(settleRun(program, monitor));
    // A rejected registration makes the program fail too, with a less helpful message.
    const error = monitor.errors[0] ?? settled.error ?? rejections.first ?? loggedError(logs);
    if (error !== undefined) throw error;
    return settled.outputs;
  });
  const resources = inTreeOrder(monitor.resources.values());
  return { project, stage, preview, resources, outputs, calls: monitor.calls, logs };
}

/** Runs the program as the root of a stack and waits until nothing more is registered. */
async function settleRun(program: Program, monitor: RecordingMonitor): Promise<{ outputs: Values; error?: Error }> {
  let exported: unknown;
  let error: Error | undefined;
  try {
    await pulumi.runtime.runInPulumiStack(async () => (exported = await program()) as Record<string, unknown>);
  } catch (thrown) {
    error = asError(thrown);
  }
  await drain(monitor);
  if (error !== undefined) return { outputs: {}, error };
  return { outputs: typeof exported === "object" && exported !== null ? await settleAll(exported) : {} };
}

async function drain(monitor: RecordingMonitor): Promise<void> {
  let seen = -1;
  for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
    await pulumi.runtime.disconnect();
    await new Promise((resolve) => setImmediate(resolve));
    const count = monitor.resources.size + monitor.calls.length;
    if (count !== seen) quiet = 0;
    seen = count;
  }
}

/** Replaces the engine as the receiver of log messages, so that none is printed. */
function logger(logs: RecordedLog[]): object {
  return {
    log(request: { getSeverity(): number; getMessage(): string }, callback: () => void): void {
      const severity = SEVERITIES[request.getSeverity()] ?? "info";
      if (severity !== "debug") logs.push({ severity, message: request.getMessage() });
      callback();
    },
    setRootResource: (_: unknown, callback: (error: null) => void) => {
      callback(null);
    },
  };
}

/** A logged error fails a real deployment as well. */
function loggedError(logs: readonly RecordedLog[]): Error | undefined {
  const error = logs.find(({ severity }) => severity === "error");
  return error === undefined ? undefined : new Error(error.message);
}
