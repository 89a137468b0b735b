import { nearest, oneOf } from "../lib/suggestion";

export function unknownStage(stage: string, known: readonly string[]): string {
  if (known.length === 0)
    return `there is no stage ${JSON.stringify(stage)}: there is no stage file such as Pulumi.stg.yaml`;
  const suggestion = nearest(stage, known);
  const hint = suggestion === undefined ? "" : `; did you mean ${suggestion}?`;
  return `there is no stage ${JSON.stringify(stage)}, only ${oneOf(known)}${hint}`;
}
