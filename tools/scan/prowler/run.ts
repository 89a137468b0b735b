import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { childEnvironment } from "../../local/child-environment";
import { installPython, type PythonEnvironment } from "../../python/environment";
import type { Say } from "../../say";
import { messageOf, ToolError } from "../../tool-error";
import type { Verdict } from "../judge";
import { verdictsIn } from "./read";

const PROWLER: PythonEnvironment = {
  folder: "venv-prowler",
  requirements: ["prowler==5.46.0"],
  what: "prowler",
  takes: "three minutes and 2 GB",
};

/** Services that a stage is made of and that the emulator answers for. */
const SERVICES = ["ec2", "vpc", "elb", "autoscaling", "s3", "sns"];

/** Asks a service that is not AWS's and wants a key. */
const NEEDLESS = ["ec2_elastic_ip_shodan"];

/**
 * Installs prowler below the project's root, once.
 * @returns the path of its Python
 */
export function installProwler(root: string, say: Say): Promise<string> {
  return installPython(root, PROWLER, say);
}

/** What prowler judges. */
export interface ProwlerTarget {
  /** Of an emulator on this machine. */
  readonly endpoint: string;
  readonly region: string;
  /** Whether a resource belongs to what is judged, by its id. */
  readonly isOfStage: (id: string) => boolean;
}

/**
 * Has prowler judge what stands in an emulator. It cannot reach a real account: credentials are made up, and only
 * addresses of this machine are taken.
 *
 * @param python of prowler's environment
 * @throws ToolError when it does not work
 */
export async function prowler(python: string, target: ProwlerTarget): Promise<readonly Verdict[]> {
  const folder = mkdtempSync(join(tmpdir(), "prowler-"));
  try {
    const args = ["-m", "prowler", "aws", "--services", ...SERVICES, "--excluded-checks", ...NEEDLESS];
    const place = ["--filter-region", target.region, "--scan-unused-services"];
    const output = ["--output-formats", "json-ocsf", "--output-directory", folder, "--output-filename", "report"];
    // Status 3 says that something fails, which is for others to judge.
    const quiet = ["--no-banner", "--no-color", "--log-level", "CRITICAL", "--ignore-exit-code-3"];
    await promisify(execFile)(python, [...args, ...place, ...output, ...quiet], {
      env: { ...childEnvironment({ ...target, stateFolder: folder }), HOME: folder },
      maxBuffer: 64 * 1024 * 1024,
    });
    return verdictsIn(readFileSync(join(folder, "report.ocsf.json"), "utf8"), target.isOfStage);
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    const reason = stderr.trim().split("\n").at(-1) ?? "";
    throw new ToolError(`prowler failed: ${reason === "" ? messageOf(error) : reason}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
