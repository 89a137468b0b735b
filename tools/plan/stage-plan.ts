import { DEFAULT_USAGE, estimate, type Usage } from "../costs";
import { documentOf, type PlanDocument } from "./document";
import { run, type Recording } from "../../offline";
import { loadProgram } from "../../offline/load-program";
import { asPulumiConfig, readProjectName, readStageSettings } from "../../offline/stage-file/stage-file";
import { stepsOf, withSets } from "./what-if";

/** A stage's plan: what the program registered, and the same as plain data. */
export interface StagePlan {
  /** `stg`, or `stg with nat=gateway`. */
  readonly title: string;
  readonly recording: Recording;
  readonly document: PlanDocument;
}

/** How a stage is planned. */
export interface PlanOptions {
  /** Settings that stand before the stage file's: `nat=gateway`. @default none */
  readonly sets?: readonly string[];
  /** How much it is used in a month. @default a small site */
  readonly usage?: Usage;
}

/**
 * Plans a stage.
 *
 * @param root the project's folder
 * @throws UserError for settings or options that are wrong
 */
export async function planStage(root: string, stage: string, options: PlanOptions = {}): Promise<StagePlan> {
  const { sets = [], usage = DEFAULT_USAGE } = options;
  const project = readProjectName(root);
  const settings = asPulumiConfig(withSets(readStageSettings(root, stage, project), sets, project));
  const recording = await run(loadProgram(root), { project, stage, ...settings, preview: true });
  const title = sets.length === 0 ? stage : `${stage} with ${sets.join(", ")}`;
  const document = documentOf(recording, settings, estimate(recording, usage));
  return { title, recording, document: { ...document, settings: withOriginOfSets(document.settings, sets, project) } };
}

/** Says of settings that were set on the command line, in whole or in part, where they come from. */
function withOriginOfSets(
  settings: PlanDocument["settings"],
  sets: readonly string[],
  project: string,
): PlanDocument["settings"] {
  const places = sets.map((set) => stepsOf(set.replace(`${project}:`, "").replace(/=.*/s, "")));
  const isSet = (key: string): boolean => {
    const steps = stepsOf(key);
    return places.some((place) => place.every((step, index) => (steps[index] ?? step) === step));
  };
  // What is filled up in an object that was set is a default still.
  return settings.map((setting) =>
    setting.origin !== "default" && isSet(setting.key) ? { ...setting, origin: "--set" } : setting,
  );
}
