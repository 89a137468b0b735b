import { NAMESPACE } from "../../config";
import { DEFAULT_USAGE, estimate, type Usage } from "../costs";
import { documentOf, type PlanDocument } from "./document";
import { loadProgram, run, type Recording } from "../../offline";
import { asPulumiConfig, readProjectName, readStageSettings } from "../../offline/stage-file/stage-file";
import { stepsOf, withSets } from "./what-if";

/** A stage's plan: the recorded run, and its data. */
export interface StagePlan {
  /** `stg`, or `stg with nat=gateway`. */
  readonly title: string;
  /** Settings that override the stage file's, as on the command line. */
  readonly sets: readonly string[];
  readonly recording: Recording;
  readonly document: PlanDocument;
}

export interface PlanOptions {
  /** Settings that override the stage file's: `nat=gateway`. @default none */
  readonly sets?: readonly string[];
  /** Monthly usage. @default a small site */
  readonly usage?: Usage;
}

/**
 * Plans a stage.
 * @param root the project's folder
 * @throws UserError for settings or options that are wrong
 */
export async function planStage(root: string, stage: string, options: PlanOptions = {}): Promise<StagePlan> {
  const { sets = [], usage = DEFAULT_USAGE } = options;
  const project = readProjectName(root);
  const settings = asPulumiConfig(withSets(readStageSettings(root, stage, project), sets));
  const recording = await run(loadProgram(root), { project, stage, ...settings, preview: true });
  const title = sets.length === 0 ? stage : `${stage} with ${sets.join(", ")}`;
  const document = documentOf(recording, settings, estimate(recording, usage));
  return { title, sets, recording, document: { ...document, settings: withOriginOfSets(document.settings, sets) } };
}

/** Marks settings that the command line sets, in whole or in part. */
function withOriginOfSets(settings: PlanDocument["settings"], sets: readonly string[]): PlanDocument["settings"] {
  const places = sets.map((set) => stepsOf(set.replace(`${NAMESPACE}:`, "").replace(/=.*/s, "")));
  const isSet = (key: string): boolean => {
    const steps = stepsOf(key);
    return places.some((place) => place.every((step, index) => (steps[index] ?? step) === step));
  };
  // Defaults that complete an object stay defaults.
  return settings.map((setting) =>
    setting.origin !== "default" && isSet(setting.key) ? { ...setting, origin: "--set" } : setting,
  );
}
