import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NAMESPACES } from "../../../support/namespaces";

/** The folder of user data scripts. */
export const COMPUTE = join(__dirname, "..", "..", "..", "..", "compute");

export interface Outcome {
  /** null after a signal */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Isolated file systems and processes for user data, new for each scenario. */
export class InstanceSandbox {
  private readonly folder = mkdtempSync(join(tmpdir(), "sandbox-"));

  constructor() {
    cpSync(join(__dirname, "bin"), join(this.folder, "bin"), { recursive: true });
    mkdirSync(join(this.folder, "scripts"));
  }

  /** Adds a script as `/lab/scripts/NAME` to later scenarios. */
  addScript(name: string, script: string): void {
    writeFileSync(join(this.folder, "scripts", name), script);
  }

  run(scenario: string): Outcome {
    // systemd as the first process would change the host name and the control groups.
    const own = ["--uts", "--ipc", "--cgroup"];
    const { status, signal, stdout, stderr } = spawnSync(
      "unshare",
      [...NAMESPACES, ...own, join(__dirname, "instance.sh")],
      { env: { PATH: process.env.PATH, LAB: this.folder, SCENARIO: scenario }, encoding: "utf8" },
    );
    return { status, signal, output: stdout + stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
