import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { UserError, messageOf } from "../../lib/user-error";
import type { Say } from "../say";

const marker = "installed";

/** A Python program of ours or of others, in a virtual environment of its own. */
export interface PythonEnvironment {
  /** The folder below `.local`. */
  readonly folder: string;
  /** What pip installs, with versions. */
  readonly requirements: readonly string[];
  /** What it is, as in "the emulator (moto)". */
  readonly what: string;
  /** How long the installation takes, as in "a minute". */
  readonly takes: string;
}

/**
 * Installs a virtual environment into its folder below the project's `.local`, once, and hands back the path of its Python.
 * An interrupted installation leaves nothing that a later one could take for whole.
 * @throws UserError when Python is missing, or the installation fails.
 */
export async function installPython(root: string, environment: PythonEnvironment, say: Say): Promise<string> {
  const local = path.join(root, ".local");
  const home = path.join(local, environment.folder);
  if (!isWhole(home, environment)) {
    const { what, folder, takes } = environment;
    say(`Installing ${what} into .local/${folder}: once, takes about ${takes}`);
    await install(local, home, environment, say);
  }
  return pythonOf(home);
}

function isWhole(home: string, { requirements }: PythonEnvironment): boolean {
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
  // Two commands may install at the same time: each in its own folder, the first to be done wins.
  const fresh = path.join(local, `${folder}-${process.pid}`);
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const progress = setInterval(() => {
    say(`  still installing (${seconds()} s)`);
  }, 10_000);
  try {
    await run("python3", ["-m", "venv", fresh], what, "Python's venv module");
    // Python compiles what it runs when it runs it: most of a large package never is.
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", ...requirements];
    await run(pythonOf(fresh), pip, what, `pip install ${requirements.join(" ")}`);
    fs.writeFileSync(path.join(fresh, marker), requirements.join("\n"));
    if (!isWhole(home, environment)) {
      fs.rmSync(home, { recursive: true, force: true });
      fs.renameSync(fresh, home);
    }
    say(`  installed in ${seconds()} s`);
  } finally {
    clearInterval(progress);
    fs.rmSync(fresh, { recursive: true, force: true });
  }
}

/** Folders of installations whose process is gone. */
function removeAbandoned(local: string): void {
  for (const name of fs.readdirSync(local)) {
    const pid = Number(/^venv.*-(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) fs.rmSync(path.join(local, name), { recursive: true, force: true });
  }
}

/** Whether a process of this number exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists, but is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function run(command: string, args: readonly string[], what: string, step: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const keep = (part: Buffer) => (said += part.toString("utf8"));
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
      const last = said.trim().split("\n").at(-1) ?? "";
      const reason = signal ? `was interrupted (${signal})` : `failed with status ${status ?? 0}: ${last}`;
      reject(new UserError(`Cannot install ${what}: ${step} ${reason}`));
    });
  });
}
