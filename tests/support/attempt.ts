import { join } from "node:path";
import { loadProgram } from "../../offline";
import { readProjectName, readStageSettings } from "../../offline/stage-file/stage-file";
import { deployProgram, type DeployOptions } from "./deploy";
import type { Deployment } from "./deployment";
import { messageOf } from "./waits";

/** What a stage that cannot be deployed says, and how far it came. */
export interface Attempt extends Pick<Deployment, "resources" | "calls"> {
  readonly message: string | undefined;
}

const ROOT = join(__dirname, "..", "..");

/** Runs `index.ts` with a committed stage's settings changed so that it is to fail. */
export async function attempt(stage: string, options: DeployOptions): Promise<Attempt> {
  const file = readStageSettings(ROOT, stage, readProjectName(ROOT));
  const program = loadProgram(ROOT);
  let message: string | undefined;
  const attempted = async (): Promise<void> => {
    message = await messageOf(program);
  };
  const { resources, calls } = await deployProgram(attempted, {
    ...options,
    stage,
    config: { ...file, ...options.config },
  });
  return { message, resources, calls };
}
