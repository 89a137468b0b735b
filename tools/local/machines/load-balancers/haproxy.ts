import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import type { Sandbox } from "../sandbox";

/** Milliseconds in which HAProxy starts, or loads another configuration. */
const START_MS = 10_000;

/** One HAProxy in a network namespace of the sandbox, which is told about changes through its sockets. */
export class HaProxy {
  private child: ChildProcess | undefined;
  private config: string | undefined;

  /**
   * @param netns the network namespace in which it listens
   * @param folder a folder of the sandbox below `/run`, for sockets and files; short, since a socket's path is limited
   */
  constructor(
    private readonly sandbox: Sandbox,
    private readonly netns: string,
    readonly folder: string,
  ) {}

  get runs(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /**
   * Starts it, or makes a running one load another configuration without closing a connection.
   * @param config the configuration, when it changes
   * @param loaded the same with what has been set through the socket since
   * @returns whether it was started, and so knows no instances
   * @throws Error when the configuration is invalid
   */
  async configure(config: string, loaded: string): Promise<"started" | "reloaded" | "unchanged"> {
    if (this.runs && config === this.config) return "unchanged";
    await fs.promises.mkdir(this.hostPath(""), { recursive: true, mode: 0o700 });
    const state = this.runs ? await this.ask("show servers state") : "1\n";
    await this.write("state", state);
    await this.write("next.cfg", this.runs ? loaded : config);
    await this.sandbox.run(`haproxy -c -q -f ${this.folder}/next.cfg`, { netns: this.netns });
    await fs.promises.rename(this.hostPath("/next.cfg"), this.hostPath("/haproxy.cfg"));
    const running = this.runs;
    if (running) await this.reload();
    else await this.start();
    this.config = config;
    return running ? "reloaded" : "started";
  }

  /** The response to a command of HAProxy's runtime API. */
  ask(command: string): Promise<string> {
    return this.send("admin", command);
  }

  /** Writes a file that only root can read. */
  async write(name: string, content: string): Promise<void> {
    await fs.promises.mkdir(this.hostPath(""), { recursive: true, mode: 0o700 });
    await fs.promises.writeFile(this.hostPath(`/${name}`), content, { mode: 0o600 });
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child === undefined || !this.runs) return;
    const ended = once(child, "exit");
    await this.sandbox.run(`kill -TERM "$(cat ${this.folder}/pid)"`);
    await ended;
    await fs.promises.rm(this.hostPath(""), { recursive: true, force: true });
  }

  private async start(): Promise<void> {
    const log = await fs.promises.open(this.sandbox.hostPath(`/run/machines/log/${this.netns}`), "a", 0o600);
    const { folder } = this;
    // A master, whose workers are replaced by a reload.
    const options = ["-W", "-S", `${folder}/master,mode,600`, "-p", `${folder}/pid`, "-f", `${folder}/haproxy.cfg`];
    this.child = this.sandbox.spawn(["haproxy", ...options], { netns: this.netns, stdio: ["ignore", log.fd, log.fd] });
    await log.close();
    await this.until((pid) => pid !== undefined);
  }

  private async reload(): Promise<void> {
    const before = await this.worker();
    // The master closes the connection without an answer.
    await this.send("master", "reload").catch(() => undefined);
    await this.until((pid) => pid !== undefined && pid !== before);
  }

  /** The process id of the worker that listens now; undefined: none does. */
  private async worker(): Promise<string | undefined> {
    const info = await this.ask("show info").catch(() => "");
    return /^Pid: (\d+)$/m.exec(info)?.[1];
  }

  private async until(holds: (worker: string | undefined) => boolean): Promise<void> {
    for (const deadline = Date.now() + START_MS; Date.now() < deadline && this.runs;) {
      if (holds(await this.worker())) return;
      await sleep(20);
    }
    throw new Error(`HAProxy of ${this.netns} did not start; its log is ${this.netns}`);
  }

  private async send(name: string, command: string): Promise<string> {
    const socket = net.connect(this.hostPath(`/${name}`));
    socket.end(`${command}\n`);
    return text(socket);
  }

  private hostPath(name: string): string {
    return this.sandbox.hostPath(`${this.folder}${name}`);
  }
}
