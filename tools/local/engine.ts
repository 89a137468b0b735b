import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";

import { follow } from "./log-stream";
import { findPulumi, type PulumiOptions } from "./pulumi";

export interface EngineOptions extends PulumiOptions {
  /** Receives the whole output; overwritten. */
  readonly logFile: string;
  /** Receives each line of the output. */
  readonly onLine: (line: string) => void;
  /** Called when the engine has been asked to stop. */
  readonly onStop: () => void;
  /** How to stop it when this command gets a signal: in order, or at once. @default in order */
  readonly stopBy?: (signal: NodeJS.Signals) => "SIGINT" | "SIGKILL";
}

/** npm passes Ctrl-C on to a command that gets it from the terminal too. */
const TWICE_MS = 1000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a `pulumi` command that changes resources; returns its exit status. It is not part of the terminal's process group:
 * this command's signals ask it to finish what it has begun and to write its state, a second one to end at once.
 */
export async function runEngine(args: readonly string[], options: EngineOptions): Promise<number> {
  const { logFile, onLine, environment, cwd } = options;
  const log = fs.openSync(logFile, "w", 0o600);
  // It writes the log by itself, so it can continue when this command is killed.
  const stdio = ["ignore", log, log] as const;
  const child = spawn(findPulumi(environment), args, { cwd, env: environment, detached: true, stdio: [...stdio] });
  fs.closeSync(log);
  const stop = stopper(child, options);
  const handlers = SIGNALS.map((signal) => {
    const handler = () => {
      stop(signal);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  const over = new AbortController();
  const reading = readLines(logFile, over.signal, onLine);
  try {
    const [status] = (await once(child, "close")) as [number | null];
    return status ?? 1;
  } finally {
    over.abort();
    await reading;
    for (const remove of handlers) remove();
  }
}

function stopper(
  child: ChildProcess,
  { onStop, stopBy = () => "SIGINT" }: Pick<EngineOptions, "onStop" | "stopBy">,
): (signal: NodeJS.Signals) => void {
  let last = -Infinity;
  return (signal) => {
    const now = performance.now();
    if (now - last < TWICE_MS) return;
    last = now;
    child.kill(stopBy(signal));
    onStop();
  };
}

async function readLines(file: string, until: AbortSignal, onLine: (line: string) => void): Promise<void> {
  for await (const text of follow({ file }, until)) for (const line of text.trimEnd().split("\n")) onLine(line);
}

/** Where the engine is, from a line of its output; undefined: the line does not say. */
export class EngineProgress {
  private readonly done = new Set<string>();
  private readonly underWay = new Set<string>();
  private said = "";

  read(line: string): string | undefined {
    const [, type = "", name = "", what = ""] = /^\s*[-+~<>]+\s+(\S+)\s+(\S+)\s+(\w+)/.exec(line) ?? [];
    if (type === "pulumi:pulumi:Stack") return this.saidBy(line);
    // A component is under way for as long as its parts are.
    if (!PROVIDED.test(type)) return undefined;
    const resource = `${type} ${name}`;
    if (/^(?:created|updated|deleted|replaced)$/.test(what)) {
      this.done.add(resource);
      this.underWay.delete(resource);
    } else if (/^(?:creating|updating|deleting|replacing)$/.test(what)) {
      this.underWay.add(resource);
    } else {
      return undefined;
    }
    this.said = "";
    return this.state();
  }

  /** Hooks of the program write into the stack's own line what they wait for. */
  private saidBy(line: string): string | undefined {
    const [, said = ""] = /\(\S+\) (\S.*)$/.exec(line) ?? [];
    if (said === "" || said.startsWith("read ")) return undefined;
    this.said = said;
    return this.state();
  }

  private state(): string {
    if (this.said !== "") return `${this.done.size} done, ${this.said}`;
    const [oldest] = this.underWay;
    const [kind = "", called = ""] = (oldest ?? "").split(" ");
    return `${this.done.size} done${oldest === undefined ? "" : `, now ${kind.split(":").at(-1) ?? ""} ${called}`}`;
  }
}

/** Types of resources; others are components. */
const PROVIDED = /^(?:aws|tls|pulumi:index):/;

/** How many resources have changed, such as `48 created`; undefined: the engine counts none. */
export function changesIn(log: string): string | undefined {
  const begin = log.lastIndexOf("\nResources:\n");
  if (begin < 0) return undefined;
  const counts = log.slice(begin).matchAll(/^\s+(?:[-+~]+ *)?(\d+) (?!change)(\w+)$/gm);
  // The engine's count includes components, which have no lines of their own.
  const created = [...log.matchAll(/^ *\+ +(\S+) \S+ created \(/gm)].filter(([, type = ""]) => PROVIDED.test(type));
  return [...counts]
    .map(([, count = "", what = ""]) => `${what === "created" && created.length > 0 ? created.length : count} ${what}`)
    .join(", ");
}

const MOST_LINES = 30;

/** What the engine says about errors: its diagnostics, or the end of a log without any. */
export function errorsIn(log: string): string {
  const lines = log.trimEnd().split("\n");
  const begin = lines.lastIndexOf("Diagnostics:");
  const after = begin < 0 ? lines.slice(-MOST_LINES / 2) : lines.slice(begin + 1);
  const end = after.findIndex((line) => /^(?:Outputs|Resources|Duration)\b/.test(line));
  const found = begin < 0 || end < 0 ? after : after.slice(0, end);
  const all = found.filter((line) => line.trim() !== "" && !/\bpulumi (?:stack rm|cancel)\b/.test(line));
  const own = withoutStack(all);
  const told = own.length > 0 ? own : all;
  const more = told.length > MOST_LINES ? [`  … ${told.length - MOST_LINES} more lines in the log`] : [];
  return [...told.slice(0, MOST_LINES), ...more].join("\n");
}

/** That the stack failed says nothing where its resources say why. */
function withoutStack(lines: readonly string[]): readonly string[] {
  const stack = lines.findIndex(
    (line, index) => STACK.test(line) && /^\s+error: update failed$/.test(lines[index + 1] ?? ""),
  );
  return stack < 0 ? lines : lines.filter((_, index) => index !== stack && index !== stack + 1);
}

const STACK = /^\s+pulumi:pulumi:Stack \(/;
