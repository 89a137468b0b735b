import { nearest, oneOf } from "../lib/suggestion";

/** The sentence for whoever names a stage that has no file. */
export function unknownStage(stage: string, known: readonly string[]): string {
  const meant = nearest(stage, known);
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  return `there is no stage ${JSON.stringify(stage)}, only ${oneOf(known)}${hint}`;
}
