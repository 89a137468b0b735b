import type { Texts } from "./texts";
import { configCommands, quoted } from "./what-if";

/** A command, and what it does. */
export type Step = readonly [command: string, effect: string];

/** Settings that a plan has instead of the stage file's, as on the command line. */
interface Change {
  readonly sets: readonly string[];
  readonly project: string;
}

/** What comes after a plan: the stage on this computer, and in an account. */
export function nextSteps(stage: string, texts: Texts, { sets, project }: Change = NO_CHANGE): readonly Step[] {
  const options = sets.map((set) => ` --set ${quoted(set)}`).join("");
  return [
    [`npm run local -- ${stage}${options}`, texts.local],
    ...configCommands(stage, sets, project).map((command): Step => [command, texts.config]),
    [`pulumi preview --stack ${stage}`, texts.preview],
  ];
}

const NO_CHANGE: Change = { sets: [], project: "" };
