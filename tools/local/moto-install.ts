import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { LocalError, messageOf } from "./errors";

const requirement = "moto[server]==5.2.*";
const marker = "installed";

/** Tells the user what is going on, a line at a time. */
export type Say = (line: string) => void;

/**
 * Installs the emulator into `.local/venv` below the project's root, once, and hands back the path of its Python.
 * An interrupted installation leaves nothing that a later one could take for whole.
 * @throws LocalError when Python is missing, or the installation fails.
 */
export async function installMoto(root: string, say: Say): Promise<string> {
  const local = path.join(root, ".local");
  const home = path.join(local, "venv");
  if (!isWhole(home)) {
    say("Installing the emulator (moto) into .local/venv: once, takes about a minute");
    await install(local, home, say);
  }
  return pythonOf(home);
}

function isWhole(home: string): boolean {
  try {
    return fs.readFileSync(path.join(home, marker), "utf8") === requirement;
  } catch {
    return false;
  }
}

function pythonOf(home: string): string {
  return process.platform === "win32" ? path.join(home, "Scripts", "python.exe") : path.join(home, "bin", "python");
}

async function install(local: string, home: string, say: Say): Promise<void> {
  fs.mkdirSync(local, { recursive: true });
  removeAbandoned(local);
  // Two commands may install at the same time: each in its own folder, the first to be done wins.
  const fresh = path.join(local, `venv-${process.pid}`);
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const progress = setInterval(() => {
    say(`  still installing (${seconds()} s)`);
  }, 10_000);
  try {
    await run("python3", ["-m", "venv", fresh], "Python's venv module");
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement];
    await run(pythonOf(fresh), pip, `pip install ${requirement}`);
    fs.writeFileSync(path.join(fresh, marker), requirement);
    if (!isWhole(home)) {
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
    const pid = Number(/^venv-(\d+)$/.exec(name)?.[1]);
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

function run(command: string, args: readonly string[], what: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const keep = (part: Buffer) => (said += part.toString("utf8"));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error: NodeJS.ErrnoException) => {
      const missing =
        "The emulator needs Python 3.10 or newer as python3 on the PATH: https://www.python.org/downloads/";
      reject(new LocalError(error.code === "ENOENT" ? missing : `Cannot run ${command}: ${messageOf(error)}`));
    });
    child.on("close", (status, signal) => {
      if (status === 0) {
        resolve();
        return;
      }
      const last = said.trim().split("\n").at(-1) ?? "";
      const reason = signal ? `was interrupted (${signal})` : `failed with status ${status ?? 0}: ${last}`;
      reject(new LocalError(`The emulator cannot be installed: ${what} ${reason}`));
    });
  });
}
