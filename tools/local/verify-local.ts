import { spawn } from "node:child_process";
import * as path from "node:path";

import { OPERATOR_ENVIRONMENT } from "./machines/operator";
import { enterInternet } from "./machines/sandbox";
import { localStage, privateKeyFile } from "./local-stage";

export interface VerifyLocalOptions {
  readonly root: string;
  readonly stage: string;
  readonly killOne: boolean;
  readonly yes: boolean;
}

/**
 * Verifies a local stage with the copy of the project, whose stage file has the settings that were deployed. Returns the exit
 * status.
 * @throws UserError when the stage is not running on this computer
 */
export async function verifyLocal({ root, stage, killOne, yes }: VerifyLocalOptions): Promise<number> {
  const local = await localStage(root, stage);
  const key = local.status.instances.running ? await privateKeyFile(local) : undefined;
  const { instances } = local.status;
  // On the internet of the stage, whose names and addresses are unknown to this computer.
  const enter = instances.running ? enterInternet(instances.sandboxPid) : [];
  const environment = instances.running ? { ...local.environment, ...OPERATOR_ENVIRONMENT } : local.environment;
  const args = [
    ...[path.join(local.places.project, "tools", "cli.js"), "verify", stage],
    ...(killOne ? ["--kill-one"] : []),
    ...(yes ? ["--yes"] : []),
    ...(key === undefined ? [] : ["-i", key]),
  ];
  const [command = "", ...rest] = [...enter, "env", "-C", local.places.project, process.execPath, ...args];
  const child = spawn(command, rest, { env: environment, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      resolve(status ?? 1);
    });
  });
}
