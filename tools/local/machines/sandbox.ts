import { spawn, spawnSync, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";

import { INTERNET } from "./addresses";
import { UserError } from "../../../lib/user-error";

export interface SandboxOptions {
  /** Name of the parent control group of its machines. */
  readonly name: string;
  /** Receives each script that runs in the sandbox, and its errors. */
  readonly log: (line: string) => void;
}

export interface CommandOptions {
  /** A network namespace of the sandbox. @default the routing namespace */
  readonly netns?: string;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** @default nothing on standard input, pipes for output */
  readonly stdio?: StdioOptions;
}

/**
 * Namespaces for mounts, network and processes, in which the machines of a stage run. Their network is the VPC's router.
 * Everything in the sandbox ends when the process that started it does. Its files are below `/run`, in memory.
 */
export class Sandbox {
  private constructor(
    private readonly holder: ChildProcess,
    private readonly options: SandboxOptions,
  ) {}

  /** @throws UserError when the namespaces cannot be created */
  static async start(options: SandboxOptions): Promise<Sandbox> {
    removeControlGroup(options.name);
    const namespaces = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const holder = spawn("unshare", [...namespaces, path.join(__dirname, "sandbox.sh")], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    let errors = "";
    holder.stderr.on("data", (data: Buffer) => (errors += data.toString()));
    const failure = once(holder, "exit").then(() => errors.trim().replaceAll("\n", "; ") || "it ended at once");
    const error = await Promise.race([once(holder.stdout, "data").then(() => undefined), failure]);
    if (error !== undefined) throw new UserError(`the namespaces of the instances cannot be created: ${error}`);
    return new Sandbox(holder, options);
  }

  /**
   * Runs a script of `sh` in the sandbox; returns its standard output.
   * @param input the script's standard input
   * @throws Error with its standard error when it fails
   */
  async run(script: string, { input, ...options }: CommandOptions & { readonly input?: string } = {}): Promise<string> {
    this.options.log(`${options.netns === undefined ? "" : `[${options.netns}] `}${script}`);
    const child = this.spawn(["/bin/sh", "-ec", script], { ...options, stdio: ["pipe", "pipe", "pipe"] });
    let [output, errors] = ["", ""];
    child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr?.on("data", (data: Buffer) => (errors += data.toString()));
    // A script may end before it has read its input.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input ?? "");
    const [status] = (await once(child, "close")) as [number | null];
    if (errors !== "") this.options.log(errors.trim());
    if (status !== 0) throw new Error(`${script}: ${errors.trim() || `ended with status ${String(status)}`}`);
    return output;
  }

  /** Starts a process in the sandbox; `command` names programs by absolute path or in the PATH. Its folder is `/`. */
  spawn(command: readonly string[], { netns, env, stdio }: CommandOptions = {}): ChildProcess {
    const [program = "", ...enter] = nsenter(this.pid, netns);
    return spawn(program, [...enter, ...command], {
      ...(env !== undefined && { env }),
      stdio: stdio ?? ["ignore", "pipe", "pipe"],
    });
  }

  /** The path on this computer of a file that the sandbox has below `/run`. */
  hostPath(file: string): string {
    return `/proc/${this.pid}/root${file}`;
  }

  /** The control group of a machine, which `run` can enter by writing to its `cgroup.procs`. */
  controlGroup(id: string): string {
    return `/sys/fs/cgroup/${this.options.name}/${id}`;
  }

  /** Ends all processes in the sandbox, and with them all that it consists of. */
  async stop(): Promise<void> {
    if (this.holder.exitCode === null && this.holder.signalCode === null) {
      const ended = once(this.holder, "exit");
      this.holder.kill("SIGKILL");
      await ended;
    }
    removeControlGroup(this.options.name);
  }

  /** Of the process that has the sandbox's namespaces. */
  get pid(): number {
    return this.holder.pid ?? 0;
  }
}

/** The beginning of a command that runs in a sandbox. */
function nsenter(pid: number, netns: string | undefined): string[] {
  const proc = `/proc/${pid}`;
  const net = netns === undefined ? `${proc}/ns/net` : `${proc}/root/run/netns/${netns}`;
  return ["nsenter", `--mount=${proc}/ns/mnt`, `--pid=${proc}/ns/pid_for_children`, `--net=${net}`];
}

/** The beginning of a command that runs on the internet of a sandbox. */
export function enterInternet(pid: number): string[] {
  return nsenter(pid, INTERNET);
}

/** Ends what is in a control group, and removes it: groups outlive the processes in them, also after SIGKILL of the emulator. */
export function removeControlGroup(name: string): void {
  spawnSync("unshare", ["--mount", "/bin/sh", "-c", REMOVE_GROUP, "sh", name], {
    stdio: "ignore",
    // Also where the user's PATH is of no use.
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
  });
}

/** In a mount namespace of its own, since the computer may have another layout of control groups. */
const REMOVE_GROUP = `
mount --make-rprivate / && mount -t cgroup2 cgroup2 /mnt && cd "/mnt/$1" || exit 0
echo 1 >cgroup.kill
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  find . -depth -mindepth 1 -type d -exec rmdir {} + && rmdir "/mnt/$1" && exit
  sleep 0.1
done`;
