import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { text } from "node:stream/consumers";

import { childEnvironment } from "../../../tools/local/child-environment";
import { startEmulator, type Emulator } from "../../../tools/local/emulator";
import type { Machines } from "../../../tools/local/machines/machines";
import type { Interceptor } from "../../../tools/local/proxy";
import { copyProject } from "../../../tools/local/project-copy";
import { sandboxName } from "../../../tools/local/stage-folder";
import { runPulumi } from "../../../tools/local/pulumi";
import { readRequestLog, type LoggedCall } from "../../../tools/local/request-log";
import type { Rejection } from "../../../tools/local/rejections";
import { longestChain, type Span } from "./longest-chain";

const ROOT = path.join(__dirname, "..", "..", "..");
// `pulumi new` would replace a variable called PROJECT in a template string.
const NAMESPACE = "minimal-secure-web";

/** `npm run recover` needs other permissions than `pulumi up`: the log of requests tells them apart. */
export const RECOVERING = { AWS_ACCESS_KEY_ID: "recover" };

/** An operation of an `up`. */
export interface Change {
  /** Such as `create`, `update`, `replace`, `delete`. */
  readonly op: string;
  readonly type: string;
  readonly urn: string;
}

/** A finished `up`. */
export interface Update {
  readonly seconds: number;
  readonly changes: readonly Change[];
  /** The critical path. */
  readonly chain: string;
}

export interface Finished {
  /** null after a signal */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The fields of a line of the engine's event log that are used here. */
interface EngineEvent {
  readonly timestamp: number;
  readonly resourcePreEvent?: { readonly metadata: Change };
  readonly resOutputsEvent?: { readonly metadata: Change };
}

/** A stage of its own emulator, in a copy of the project, driven by the real engine. */
export class EmulatedStage {
  readonly folder: string;
  private emulator: Emulator | undefined;

  /**
   * @param stage whose committed file is used
   * @param name distinguishes the folders of suites with the same stage
   * @param options whether instances run, by default not
   */
  constructor(
    private readonly stage: string,
    name = stage,
    private readonly options: { readonly runsInstances?: boolean } = {},
  ) {
    this.folder = path.join(ROOT, ".local", "e2e", name);
  }

  /** The copy of the project. */
  get project(): string {
    return path.join(this.folder, "project");
  }

  /** The environment in which commands of the project reach only the emulator. */
  get environment(): NodeJS.ProcessEnv {
    const stateFolder = path.join(this.folder, "state");
    return childEnvironment({ endpoint: this.endpoint, region: "ap-northeast-1", stateFolder });
  }

  /** A path for a test's own file, which is removed with the copy. */
  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** Address of the emulator's proxy. */
  get endpoint(): string {
    return this.running().endpoint;
  }

  /**
   * Starts the emulator and creates the stack in a fresh copy.
   *
   * @param archive a program of an earlier version, `tar.gz`, whose calls are never rejected; absent: the current one
   */
  async start(archive?: string): Promise<void> {
    fs.rmSync(this.folder, { recursive: true, force: true });
    fs.mkdirSync(path.join(this.folder, "state"), { recursive: true });
    const instances = { name: sandboxName({ folder: this.folder }), opensPorts: false };
    this.emulator = await startEmulator({
      root: ROOT,
      folder: this.folder,
      ...(this.options.runsInstances === true && { instances }),
    });
    if (archive === undefined) {
      copyProject(ROOT, this.project);
    } else {
      this.setRejections([]);
      this.unpack(archive);
    }
    await this.pulumi("stack", "init", this.stage);
  }

  /** Creates another stage with the same settings, in the same account and the same copy. */
  async beside(stage: string): Promise<EmulatedStage> {
    const other = new EmulatedStage(stage, path.basename(this.folder));
    other.emulator = this.emulator;
    const file = (name: string) => path.join(this.project, `Pulumi.${name}.yaml`);
    fs.copyFileSync(file(this.stage), file(stage));
    await other.pulumi("stack", "init", stage);
    return other;
  }

  /** Replaces an earlier program by the current one. State and settings stay, and rejections are on again. */
  upgrade(): void {
    const file = path.join(this.project, `Pulumi.${this.stage}.yaml`);
    const settings = fs.readFileSync(file);
    copyProject(ROOT, this.project);
    fs.writeFileSync(file, settings);
    this.setRejections();
  }

  private unpack(archive: string): void {
    fs.mkdirSync(this.project);
    execFileSync("tar", ["--extract", "--gzip", "--file", archive, "--directory", this.project]);
    fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(this.project, "node_modules"), "junction");
  }

  /** Replaces the rejected calls, by default by all that AWS rejects. An older program may need fewer. */
  setRejections(rejections?: readonly Rejection[]): void {
    this.running().setRejections(rejections);
  }

  /** Intercepts the calls of clients; none: passes them on. */
  setInterceptor(interceptor?: Interceptor): void {
    this.running().setInterceptor(interceptor);
  }

  async stop(): Promise<void> {
    const { emulator } = this;
    this.emulator = undefined;
    await emulator?.stop();
  }

  /** Changes a setting in the copy. */
  async set(key: string, value: string, ...options: readonly string[]): Promise<void> {
    await this.pulumi("config", "set", "--path", ...options, key.includes(":") ? key : `${NAMESPACE}:${key}`, value);
  }

  /** Removes a setting in the copy. */
  async unset(key: string): Promise<void> {
    await this.pulumi("config", "rm", "--path", `${NAMESPACE}:${key}`);
  }

  /** Writes a file of the copy. */
  write(file: string, text: string): void {
    fs.writeFileSync(path.join(this.project, file), text);
  }

  /** Makes the program in the copy import a file first, to change what it registers. */
  inject(file: string): void {
    fs.copyFileSync(file, path.join(this.project, "injected.ts"));
    const program = path.join(this.project, "index.ts");
    fs.writeFileSync(program, `import "./injected";\n${fs.readFileSync(program, "utf8")}`);
  }

  /** Runs `pulumi up`. */
  async up(...args: readonly string[]): Promise<Update> {
    const log = path.join(this.folder, "events.jsonl");
    fs.rmSync(log, { force: true });
    const start = Date.now();
    await this.pulumi("up", "--yes", "--skip-preview", "--event-log", log, ...args);
    const seconds = (Date.now() - start) / 1000;
    const events = fs
      .readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as EngineEvent);
    const changes = events
      .flatMap(({ resourcePreEvent }) => (resourcePreEvent === undefined ? [] : [resourcePreEvent.metadata]))
      .filter(({ op }) => op !== "same" && op !== "read");
    return { seconds, changes, chain: await this.chainOf(events) };
  }

  /** The changes in a preview. */
  async preview(...args: readonly string[]): Promise<readonly Pick<Change, "op" | "urn">[]> {
    const { output } = await this.pulumi("preview", "--json", ...args);
    const { steps } = JSON.parse(output) as { steps: readonly Change[] };
    return steps.filter(({ op }) => op !== "same" && op !== "read");
  }

  /**
   * Runs a `pulumi` command.
   * @throws Error with its output when it fails
   */
  async pulumi(...args: string[]): Promise<{ output: string }> {
    const { status, output } = await this.tryPulumi(...args);
    if (status !== 0) throw new Error(`pulumi ${args.join(" ")} ended with status ${status}:\n${output}`);
    return { output };
  }

  /** Runs a `pulumi` command that may fail. */
  tryPulumi(...args: string[]): Promise<{ status: number; output: string }> {
    return this.tryPulumiWith({}, ...args);
  }

  /** The same with more environment variables. */
  async tryPulumiWith(more: NodeJS.ProcessEnv, ...args: string[]): Promise<{ status: number; output: string }> {
    const options = args[0] === "stack" && args[1] === "init" ? [] : ["--stack", this.stage];
    const { status, stdout, stderr } = await runPulumi([...args, ...options, "--non-interactive"], {
      cwd: this.project,
      // Enables the option for the engine's event log.
      environment: { ...this.environment, PULUMI_DEBUG_COMMANDS: "true", ...more },
    });
    return { status, output: stdout + stderr };
  }

  /** Runs an npm script of the project in the copy, without a terminal. */
  npm(script: string, ...args: string[]): Promise<Finished> {
    return this.npmWith({}, script, ...args);
  }

  /** The same with more environment variables. */
  async npmWith(more: NodeJS.ProcessEnv, script: string, ...args: string[]): Promise<Finished> {
    return this.answering("", more, script, ...args);
  }

  /** The same with answers on standard input. */
  async answering(input: string, more: NodeJS.ProcessEnv, script: string, ...args: string[]): Promise<Finished> {
    const child = spawn("npm", ["run", "--silent", script, "--", ...args], {
      cwd: this.project,
      env: { ...this.environment, ...(script === "recover" && RECOVERING), ...more },
      stdio: ["pipe", "pipe", "pipe"],
    });
    // A command may end without reading it.
    child.stdin.on("error", () => undefined).end(input);
    const status = new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { status: await status, stdout, stderr };
  }

  /** An output of the stack; secrets stay hidden. */
  async output(name: string): Promise<unknown> {
    const { output } = await this.pulumi("stack", "output", "--json");
    return (JSON.parse(output) as Record<string, unknown>)[name];
  }

  /** Changes the state of the stack, as the passage of time would. */
  async changeState(change: (stack: { outputs: Record<string, unknown> }) => void): Promise<void> {
    const file = path.join(this.folder, "state.json");
    await this.pulumi("stack", "export", "--file", file);
    const state = JSON.parse(fs.readFileSync(file, "utf8")) as {
      deployment: { resources: { type: string; outputs: Record<string, unknown> }[] };
    };
    const stack = state.deployment.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    if (stack === undefined) throw new Error(`stage ${this.stage} has not been deployed`);
    change(stack);
    fs.writeFileSync(file, JSON.stringify(state));
    await this.pulumi("stack", "import", "--file", file);
  }

  /** The instances that run. */
  get machines(): Machines {
    const { machines } = this.running();
    if (machines === undefined) throw new Error("instances do not run");
    return machines;
  }

  /** All calls so far, including those of the tests. */
  calls(): readonly LoggedCall[] {
    return readRequestLog(this.requestLogFile);
  }

  get requestLogFile(): string {
    return this.running().requestLogFile;
  }

  private running(): Emulator {
    if (this.emulator === undefined) throw new Error("the emulator has not been started");
    return this.emulator;
  }

  private async chainOf(events: readonly EngineEvent[]): Promise<string> {
    const spans = new Map<string, Span>();
    for (const { timestamp, resourcePreEvent: begun, resOutputsEvent: done } of events) {
      if (begun !== undefined) spans.set(begun.metadata.urn, { start: timestamp, end: timestamp });
      const span = done === undefined ? undefined : spans.get(done.metadata.urn);
      if (done !== undefined && span !== undefined) spans.set(done.metadata.urn, { ...span, end: timestamp });
    }
    const { output } = await this.pulumi("stack", "export");
    const { deployment } = JSON.parse(output) as {
      deployment: { resources?: { urn: string; custom: boolean; dependencies?: string[] }[] };
    };
    const resources = (deployment.resources ?? []).filter(({ custom }) => custom);
    const chain = longestChain(
      new Map([...spans].filter(([urn]) => resources.some((resource) => resource.urn === urn))),
      new Map(resources.map(({ urn, dependencies = [] }) => [urn, dependencies])),
    );
    return chain.map(({ name, seconds }) => `${name} ${seconds} s`).join(" → ");
  }
}
