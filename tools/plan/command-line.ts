import { parseArgs } from "node:util";

import { nearest, oneOf } from "../../config/nearest";

/** What the user asked for. */
export interface Command {
  readonly help: boolean;
  /** At least one. */
  readonly stages: readonly string[];
}

/** The command is wrong. The message is one sentence for the user. */
export class UsageError extends Error {}

/** The stage that is shown when none is named. */
export const DEFAULT_STAGE = "stg";

/** What `--help` says. */
export const HELP = `Shows what a stage would be, from the real program and the stage's settings.
Needs no AWS account, no Pulumi login and no network.

  npm start                  the plan of stage ${DEFAULT_STAGE}
  npm start -- STAGE…        of the stages that have a Pulumi.STAGE.yaml
  npm start -- --help        this text

Exit status: 0 shown, 1 the program failed, 2 wrong use or settings.
`;

const OPTIONS = { help: { type: "boolean", short: "h" } } as const;

/**
 * Reads the command line.
 *
 * @param known the stages that there are
 * @throws UsageError when it holds an unknown option or stage.
 */
export function readCommandLine(args: readonly string[], known: readonly string[]): Command {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (!(token.name in OPTIONS)) throw new UsageError(unknownOption(token.rawName));
    if (token.value !== undefined) throw new UsageError(`option ${token.rawName} takes no value`);
  }
  const wrong = positionals.find((stage) => !known.includes(stage));
  if (wrong !== undefined && values.help !== true) throw new UsageError(unknownStage(wrong, known));
  return { help: values.help === true, stages: positionals.length === 0 ? [DEFAULT_STAGE] : [...new Set(positionals)] };
}

function unknownOption(option: string): string {
  const meant = nearest(option.replace(/^-+/, ""), Object.keys(OPTIONS));
  return `there is no option ${option}; ${meant === undefined ? "see npm start -- --help" : `did you mean --${meant}?`}`;
}

function unknownStage(stage: string, known: readonly string[]): string {
  const meant = nearest(stage, known);
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  return `there is no stage ${JSON.stringify(stage)}, only ${oneOf(known)}${hint}`;
}
