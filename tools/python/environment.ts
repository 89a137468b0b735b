import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { UserError, messageOf } from "../../lib/user-error";
import type { Say } from "../say";

const marker = "installed";

/** A Python program in a virtual environment of its own. */
export interface PythonEnvironment {
  /** The folder below `.local`. */
  readonly folder: string;
  readonly requirements: readonly string[];
  /** Its name in messages, such as "the emulator (moto)". */
  readonly what: string;
  /** The duration of the installation, such as "a minute". */
  readonly takes: string;
}

/**
 * Installs a virtual environment into its folder below the project's `.local`, once. An interrupted installation is never
 * used.
 * @returns the path of its Python
 * @throws UserError when Python is missing, or the installation fails.
 */
export async function installPython(root: string, environment: PythonEnvironment, say: Say): Promise<string> {
  const local = path.join(root, ".local");
  const home = path.join(local, environment.folder);
  if (!isComplete(home, environment)) {
    const { what, takes } = environment;
    say(`Installing ${what}: once, about ${takes}`);
    await install(local, home, environment, say);
  }
  return pythonOf(home);
}

function isComplete(home: string, { requirements }: PythonEnvironment): boolean {
  try {
    return fs.readFileSync(path.join(home, marker), "utf8") === requirements.join("\n");
  } catch {
    return false;
  }
}

function pythonOf(home: string): string {
  return process.platform === "win32" ? path.join(home, "Scripts", "python.exe") : path.join(home, "bin", "python");
}

async function install(local: string, home: string, environment: PythonEnvironment, say: Say): Promise<void> {
  const { folder, requirements, what } = environment;
  fs.mkdirSync(local, { recursive: true });
  removeAbandoned(local);
  // Two commands may install at the same time, each in its own folder; the first to finish wins.
  const fresh = path.join(local, `${folder}-${process.pid}`);
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const progress = setInterval(() => {
    say(`  still installing (${seconds()} s)`);
  }, 10_000);
  try {
    await run("python3", ["-m", "venv", fresh], what, "Python's venv module");
    // Python compiles modules when it imports them; most of a large package is never imported.
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", ...requirements];
    await run(pythonOf(fresh), pip, what, `pip install ${requirements.join(" ")}`);
    fs.writeFileSync(path.join(fresh, marker), requirements.join("\n"));
    if (!isComplete(home, environment)) {
      fs.rmSync(home, { recursive: true, force: true });
      fs.renameSync(fresh, home);
    }
    say(`  installed in ${seconds()} s`);
  } finally {
    clearInterval(progress);
    fs.rmSync(fresh, { recursive: true, force: true });
  }
}

/** Removes folders of installations whose process has ended. */
function removeAbandoned(local: string): void {
  for (const name of fs.readdirSync(local)) {
    const pid = Number(/^venv.*-(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) fs.rmSync(path.join(local, name), { recursive: true, force: true });
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function run(command: string, args: readonly string[], what: string, step: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (part: Buffer) => (output += part.toString("utf8"));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error: NodeJS.ErrnoException) => {
      const missing = `To install ${what}, Python 3.10 or newer is needed as python3 on the PATH: https://www.python.org/downloads/`;
      reject(new UserError(error.code === "ENOENT" ? missing : `Cannot run ${command}: ${messageOf(error)}`));
    });
    child.on("close", (status, signal) => {
      if (status === 0) {
        resolve();
        return;
      }
      const last = output.trim().split("\n").at(-1) ?? "";
      const reason = signal ? `was interrupted (${signal})` : `failed with status ${status ?? 0}: ${last}`;
      reject(new UserError(`Cannot install ${what}: ${step} ${reason}`));
    });
  });
}
