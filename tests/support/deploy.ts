import { join } from "node:path";

import { loadProgram, run, type InvokeFake, type Program, type Recording, type Values } from "../../offline";
import { asPulumiConfig, readProjectName, readStageSettings, withFullKeys } from "../../offline/stage-file/stage-file";
import { Deployment } from "./deployment";

/** How to run what is tested. */
export interface DeployOptions {
  /**
   * Settings as one writes them in a stage file: a key without a namespace is the project's.
   * In `deployStage` they stand before the file's; `undefined` takes a key out.
   */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Keys of settings that are secret; their values are known all the same. */
  readonly secrets?: readonly string[];
  /** Whether what only a deployment can tell is unknown. @default false */
  readonly preview?: boolean;
  /** The stack's name. @default "stg" */
  readonly stage?: string;
  /** Answers to look-ups, by token. */
  readonly invokes?: Readonly<Record<string, InvokeFake>>;
  /** The stack's outputs as its last deployment left them. @default none: the stack is new */
  readonly lastOutputs?: Values;
}

const ROOT = join(__dirname, "..", "..");
const PROJECT = readProjectName(ROOT);

/**
 * Runs a component factory under the mock runtime.
 *
 * @param make makes the components; what it gives back is the deployment's `made`
 */
export async function deploy<T>(make: () => T | Promise<T>, options: DeployOptions = {}): Promise<Deployment<T>> {
  const made: { value?: T } = {};
  const recording = await record(async () => {
    made.value = await make();
  }, options);
  return new Deployment(recording, made.value as T);
}

/** Runs a whole program under the mock runtime: what it gives back are the stack's outputs. */
export async function deployProgram(program: Program, options: DeployOptions = {}): Promise<Deployment> {
  return new Deployment(await record(program, options), undefined);
}

/** Runs `index.ts` with a committed stage file, as Pulumi would. */
export async function deployStage(stage: string, options: DeployOptions = {}): Promise<Deployment> {
  const file = readStageSettings(ROOT, stage, PROJECT);
  return new Deployment(await record(loadProgram(ROOT), { ...options, stage }, file), undefined);
}

function record(
  program: Program,
  { config = {}, secrets = [], preview = false, stage = "stg", invokes = {}, lastOutputs = {} }: DeployOptions,
  file: Readonly<Record<string, unknown>> = {},
): Promise<Recording> {
  const given = asPulumiConfig({ ...file, ...withFullKeys(config, PROJECT) });
  const namedSecrets = Object.keys(withFullKeys(Object.fromEntries(secrets.map((key) => [key, true])), PROJECT));
  return run(program, {
    project: PROJECT,
    stage,
    config: given.config,
    secretKeys: [...given.secretKeys, ...namedSecrets],
    preview,
    invokes,
    lastOutputs,
  });
}
