import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { NAMESPACES } from "../../../support/namespaces";

/** Folders of user data scripts. */
export const COMPUTE = join(__dirname, "..", "..", "..", "..", "compute");

/** How a scenario went. */
export interface Outcome {
  /** Null: a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Machines of their own for guest scripts, each for one scenario. */
export class GuestLab {
  private readonly folder = mkdtempSync(join(tmpdir(), "guest-"));

  constructor() {
    cpSync(join(__dirname, "bin"), join(this.folder, "bin"), { recursive: true });
    mkdirSync(join(this.folder, "scripts"));
  }

  /** Gives all machines from now on a script, `/lab/scripts/NAME`. */
  give(name: string, script: string): void {
    writeFileSync(join(this.folder, "scripts", name), script);
  }

  /** Runs a scenario on a fresh machine. */
  run(scenario: string): Outcome {
    // What systemd as the first process would change of this machine: its name, its control groups.
    const own = ["--uts", "--ipc", "--cgroup"];
    const { status, signal, stdout, stderr } = spawnSync(
      "unshare",
      [...NAMESPACES, ...own, join(__dirname, "machine.sh")],
      { env: { PATH: process.env.PATH, LAB: this.folder, SCENARIO: scenario }, encoding: "utf8" },
    );
    return { status, signal, output: stdout + stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
