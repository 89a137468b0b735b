import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

import { installPython, type PythonEnvironment } from "../../../tools/python/environment";
import type { Say } from "../../../tools/say";

const ZIZMOR: PythonEnvironment = {
  folder: "venv-zizmor",
  requirements: ["zizmor==1.32.0"],
  what: "zizmor",
  takes: "ten seconds",
};

/**
 * Audits workflows for security, offline. Accepted findings are in `.github/zizmor.yml`, each with a reason.
 *
 * @param root the project, into whose `.local` zizmor is installed once
 * @param inputs files or folders
 * @returns the exit status (0: no finding) and everything that zizmor printed
 */
export async function zizmor(
  root: string,
  inputs: readonly string[],
  say: Say,
): Promise<{ status: number | null; output: string }> {
  const python = await installPython(root, ZIZMOR, say);
  const options = ["--offline", "--no-progress", "--color", "never", "--config", join(root, ".github", "zizmor.yml")];
  const { status, stdout, stderr } = spawnSync(join(dirname(python), "zizmor"), [...options, ...inputs], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env.PATH },
  });
  return { status, output: stdout + stderr };
}
