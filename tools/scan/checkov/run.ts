import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../lib/user-error";
import type { Graph } from "../../../policy/graph";
import { installPython, type PythonEnvironment } from "../../python/environment";
import type { Say } from "../../say";
import type { CheckResult } from "../evaluate";
import { runScanner, withFolder } from "../run-scanner";
import { planJsonOf } from "./plan-json";

const CHECKOV: PythonEnvironment = {
  folder: "venv-checkov",
  requirements: ["checkov==3.3.30"],
  what: "checkov",
  takes: "a minute",
};

interface Report {
  readonly results?: { readonly passed_checks: readonly Finding[]; readonly failed_checks: readonly Finding[] };
  readonly summary?: { readonly parsing_errors: number };
}
interface Finding {
  readonly check_id: string;
  readonly check_name: string;
  readonly resource: string;
}

export function installCheckov(root: string, say: Say): Promise<string> {
  return installPython(root, CHECKOV, say);
}

/**
 * Runs checkov over the resources of a stage, offline.
 * @param python of checkov's environment
 * @throws UserError when checkov fails
 */
export function checkov(python: string, graph: Graph): Promise<readonly CheckResult[]> {
  return withFolder("checkov", async (folder) => {
    const file = join(folder, "plan.json");
    writeFileSync(file, JSON.stringify(planJsonOf(graph)));
    const args = ["-m", "checkov.main", "--file", file, "--framework", "terraform_plan"];
    // With --soft-fail, failed checks exit with 0: any other status is an error of checkov.
    const options = ["--output", "json", "--compact", "--soft-fail", "--skip-download"];
    const env = { PATH: process.env.PATH };
    return resultsIn(await runScanner({ name: "checkov", python, args: [...args, ...options], env }));
  });
}

/**
 * Reads what checkov printed.
 * @throws UserError when it has checked nothing
 */
function resultsIn(output: string): readonly CheckResult[] {
  const { results, summary } = JSON.parse(output) as Report;
  if (results === undefined || summary === undefined || summary.parsing_errors > 0) {
    throw new UserError("checkov could not read the plan");
  }
  const result = (passed: boolean) => (finding: Finding) => ({
    check: finding.check_id,
    title: finding.check_name,
    resource: finding.resource,
    passed,
  });
  return [...results.passed_checks.map(result(true)), ...results.failed_checks.map(result(false))];
}
