import { nearest, oneOf } from "../lib/suggestion";

/** @param others what else the word may be, for the suggestion */
export function unknownStage(stage: string, known: readonly string[], others: readonly string[] = []): string {
  if (known.length === 0)
    return `there is no stage ${JSON.stringify(stage)}: there is no stage file such as Pulumi.stg.yaml`;
  const suggestion = nearest(stage, [...known, ...others]);
  const hint = suggestion === undefined ? "" : `; did you mean ${suggestion}?`;
  return `there is no stage ${JSON.stringify(stage)}, only ${oneOf(known)}${hint}`;
}
