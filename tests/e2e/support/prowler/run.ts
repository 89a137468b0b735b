import { readFileSync } from "node:fs";
import { join } from "node:path";

import { childEnvironment } from "../../../../tools/local/child-environment";
import { installPython, type PythonEnvironment } from "../../../../tools/python/environment";
import type { Say } from "../../../../tools/say";
import type { CheckResult } from "../../../../tools/scan/evaluate";
import { runScanner, withFolder } from "../../../../tools/scan/run-scanner";
import { resultsIn } from "./read";

const PROWLER: PythonEnvironment = {
  folder: "venv-prowler",
  requirements: ["prowler==5.46.0"],
  what: "prowler",
  takes: "three minutes and 2 GB",
};

/** Services that a stage is made of and that the emulator answers for. */
const SERVICES = ["ec2", "vpc", "elb", "autoscaling", "s3", "sns", "iam", "cloudwatch"];

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
  /** Whether a resource belongs to what is evaluated, by its id. */
  readonly isOfStage: (id: string) => boolean;
}

/**
 * Has prowler evaluate what stands in an emulator. It cannot reach a real account: credentials are made up, and only
 * addresses of this machine are taken.
 *
 * @param python of prowler's environment
 * @throws UserError when it does not work
 */
export function prowler(python: string, target: ProwlerTarget): Promise<readonly CheckResult[]> {
  return withFolder("prowler", async (folder) => {
    const env = { ...childEnvironment({ ...target, stateFolder: folder }), HOME: folder, AWS_ACCESS_KEY_ID: "prowler" };
    const args = ["-m", "prowler", "aws", "--services", ...SERVICES, "--excluded-checks", ...NEEDLESS];
    const place = ["--filter-region", target.region, "--scan-unused-services"];
    const output = ["--output-formats", "json-ocsf", "--output-directory", folder, "--output-filename", "report"];
    // Status 3 says that something fails, which is for others to judge.
    const quiet = ["--no-banner", "--no-color", "--log-level", "CRITICAL", "--ignore-exit-code-3"];
    await runScanner({ name: "prowler", python, args: [...args, ...place, ...output, ...quiet], env });
    return resultsIn(readFileSync(join(folder, "report.ocsf.json"), "utf8"), target.isOfStage);
  });
}
