import { join } from "node:path";
import { loadProgram, run, type InvokeFake, type Program, type Recording, type Values } from "../../offline";
import { asPulumiConfig, readProjectName, readStageSettings, withFullKeys } from "../../offline/stage-file/stage-file";
import { Deployment } from "./deployment";

export interface DeployOptions {
  /**
   * Settings as in a stage file: a key without a namespace is the project's. In `deployStage` they override the file's;
   * `undefined` removes a key.
   */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly secrets?: readonly string[];
  /** Leaves values unknown that only a deployment knows. @default false */
  readonly preview?: boolean;
  /** The stack. @default "stg" */
  readonly stage?: string;
  readonly invokes?: Readonly<Record<string, InvokeFake>>;
  /** The stack's outputs of its last deployment. @default a new stack */
  readonly lastOutputs?: Values;
}

const ROOT = join(__dirname, "..", "..");
const PROJECT = readProjectName(ROOT);

/** Runs a component factory under the mock runtime. Its result is the deployment's `made`. */
export async function deploy<T>(make: () => T | Promise<T>, options: DeployOptions = {}): Promise<Deployment<T>> {
  const made: { value?: T } = {};
  const recording = await record(async () => {
    made.value = await make();
  }, options);
  return new Deployment(recording, made.value as T);
}

/** Runs a program under the mock runtime. It returns the stack's outputs. */
export async function deployProgram(program: Program, options: DeployOptions = {}): Promise<Deployment> {
  return new Deployment(await record(program, options), undefined);
}

/** Runs `index.ts` with a committed stage file. */
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
