import * as pulumi from "@pulumi/pulumi";

import { withoutOrigins } from "./value-sources";
import { LookUps, type LookUp } from "./invokes";
import { ORGANIZATION, RecordingMonitor } from "./monitor";
import { withOwnStore, type Store } from "./isolated-runtime";
import { inTreeOrder, type RecordedLog, type Recording } from "./recording";
import { Strays } from "./unhandled-rejections";
import { settleAll, type Values } from "./values";

/** What a Pulumi program exports: it registers resources and gives the stack's outputs. */
export type Program = () => unknown;

/** How a program is run. */
export interface RunOptions {
  /** The project's name; its settings' keys begin with it. */
  readonly project: string;
  /** The stack's name. */
  readonly stage: string;
  /** Settings by full key (`aws:region`), as Pulumi hands them over: text, or JSON in text. */
  readonly config?: Readonly<Record<string, string>>;
  /** Full keys of the settings that are secret. */
  readonly secretKeys?: readonly string[];
  /** Whether what only a deployment can tell is unknown; otherwise it is made up. */
  readonly preview: boolean;
  /** Answers to look-ups by token, before those that the runtime has. */
  readonly lookUps?: Readonly<Record<string, LookUp>>;
  /** The stack's outputs as its last deployment left them. @default none: the stack is new */
  readonly lastOutputs?: Values;
}

/** Pulumi's own numbering, https://github.com/pulumi/pulumi/blob/master/proto/pulumi/engine.proto */
const SEVERITIES: readonly RecordedLog["severity"][] = ["debug", "info", "warning", "error"];

const MADE_UP_ACCOUNT = "123456789012";
const FALLBACK_REGION = "ap-northeast-1";

/** Turns of the event loop in which nothing may happen before a run counts as finished. */
const QUIET_TURNS = 3;

let lastRun: Promise<unknown> = Promise.resolve();

/**
 * Runs a Pulumi program in this process, without an engine, a cloud or a network, and records all that it does.
 * Runs know nothing of one another; they take place one at a time, since the process has one place for stray errors.
 *
 * @throws what the program throws, in its body or anywhere in its promises and outputs; `UnknownLookUp` when it looks
 * up what the runtime does not know; `Error` when two resources share a URN or the program waits for what never comes.
 */
export function run(program: Program, options: RunOptions): Promise<Recording> {
  const thisRun = lastRun.then(() => withOwnStore((store) => withoutOrigins(() => runAlone(program, options, store))));
  lastRun = thisRun.catch(() => undefined);
  return thisRun;
}

async function runAlone(program: Program, options: RunOptions, { settings }: Store): Promise<Recording> {
  const { project, stage, preview, config = {}, secretKeys = [], lastOutputs = {} } = options;
  const place = { region: config["aws:region"] ?? FALLBACK_REGION, account: MADE_UP_ACCOUNT };
  const lookUps = new LookUps(place, preview, options.lookUps);
  const monitor = new RecordingMonitor({ project, stage, preview, place, lookUps, lastOutputs });
  const logs: RecordedLog[] = [];
  pulumi.runtime.setMockOptions(monitor, project, stage, preview, ORGANIZATION);
  pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
  settings.engine = logger(logs);

  const outputs = await Strays.watch(async (strays) => {
    const settled = await strays.unlessHung(settleRun(program, monitor));
    // A refused registration makes the program fail too, with a less telling message.
    const fault = monitor.refusals[0] ?? settled.fault ?? strays.first ?? loggedFault(logs);
    if (fault !== undefined) throw fault;
    return settled.outputs;
  });
  const resources = inTreeOrder(monitor.resources.values());
  return { project, stage, preview, resources, outputs, calls: monitor.calls, logs };
}

/** Runs the program as the root of a stack and waits until nothing more is registered. */
async function settleRun(program: Program, monitor: RecordingMonitor): Promise<{ outputs: Values; fault?: Error }> {
  let exported: unknown;
  let fault: Error | undefined;
  try {
    await pulumi.runtime.runInPulumiStack(async () => (exported = await program()) as Record<string, unknown>);
  } catch (thrown) {
    fault = thrown instanceof Error ? thrown : new Error(String(thrown));
  }
  await drain(monitor);
  if (fault !== undefined) return { outputs: {}, fault };
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

/** Stands where the engine stands: takes messages, so that none is printed. */
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
function loggedFault(logs: readonly RecordedLog[]): Error | undefined {
  const error = logs.find(({ severity }) => severity === "error");
  return error === undefined ? undefined : new Error(error.message);
}
