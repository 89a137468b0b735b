import { parseArgs, type ParseArgsConfig } from "node:util";

import { UserError } from "../../lib/user-error";
import { nearest } from "../../lib/suggestion";
import type { Usage } from "../costs";
import { unknownStage } from "../unknown-stage";
import { readUsage, USAGE_OPTIONS } from "./usage-options";

/** How a plan is printed. */
export type Form = "text" | "json" | "markdown" | "html";

/** What the user asked for. */
export interface Command {
  readonly help: boolean;
  /** At least one. */
  readonly stages: readonly string[];
  /** Settings that stand before the stage file's, as written: `nat=gateway`. */
  readonly sets: readonly string[];
  readonly form: Form;
  /** Where the HTML report goes; absent: into a new temporary file. */
  readonly file?: string;
  /** Whether the HTML report is opened in a browser. */
  readonly open: boolean;
  /** File with plans made earlier by `--json`, to compare with. */
  readonly against?: string;
  /** How much the stages are used in a month, for what they cost. */
  readonly usage: Usage;
}

/** The stage that is shown when none is named. */
export const DEFAULT_STAGE = "stg";

/** What `--help` says. */
export const HELP = `Shows what a stage would be, from the real program and the stage's settings.
Needs no AWS account, no Pulumi login and no network.

  npm start                             the plan of stage ${DEFAULT_STAGE}
  npm start -- STAGE…                   of the stages that have a Pulumi.STAGE.yaml; several are compared
  npm start -- STAGE --set nat=gateway  what if: the plan with other settings, compared with the committed one

  --set KEY=VALUE   a setting, or a part of one (web.max=4, zones[1].privateCidr=10.0.3.0/24); may be repeated
  --json            plain data instead of text, also of what is different
  --markdown        for a pull request: what is different first, the plans folded below
  --html FILE       a report to look at: one HTML file that needs no network
  --open            opens that report in the browser; without --html it is a temporary file
  --against FILE    compare with what --json printed earlier
  --gb-out NUMBER   GB a month from the web servers to the internet, for the costs; also
                    ${[...USAGE_OPTIONS.keys()]
                      .filter((option) => option !== "gb-out")
                      .map((option) => `--${option}`)
                      .join(", ")}
  --help            this text

Exit status: 0 shown, 1 the program failed or a stage breaks a rule, 2 wrong use or settings.
`;

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  set: { type: "string", multiple: true },
  json: { type: "boolean" },
  markdown: { type: "boolean" },
  html: { type: "string" },
  open: { type: "boolean" },
  against: { type: "string" },
  ...Object.fromEntries([...USAGE_OPTIONS.keys()].map((option) => [option, { type: "string" as const }])),
} satisfies NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads the command line.
 *
 * @param known the stages that there are
 * @throws UserError when it holds an unknown option or stage, or an option without what it needs
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
    if (!(token.name in OPTIONS)) throw new UserError(unknownOption(token.rawName), 2);
    const { type } = OPTIONS[token.name as keyof typeof OPTIONS];
    if (type === "boolean" && token.value !== undefined)
      throw new UserError(`option ${token.rawName} takes no value`, 2);
    if (type === "string" && (token.value ?? "") === "")
      throw new UserError(`option ${token.rawName} needs a value`, 2);
  }
  const help = values.help === true;
  const wrong = positionals.find((stage) => !known.includes(stage));
  if (wrong !== undefined && !help) throw new UserError(unknownStage(wrong, known), 2);
  const { against, html } = values;
  return {
    help,
    stages: positionals.length === 0 ? [DEFAULT_STAGE] : [...new Set(positionals)],
    sets: (values.set ?? []).filter((each) => typeof each === "string"),
    form: formOf(values),
    ...(typeof html === "string" ? { file: html } : {}),
    open: values.open === true,
    ...(typeof against === "string" ? { against } : {}),
    usage: readUsage(values),
  };
}

function formOf({ json, markdown, html, open }: Readonly<Record<string, unknown>>): Form {
  const asked = [
    ["json", json],
    ["markdown", markdown],
    ["html", html ?? open],
  ] as const;
  const [first, second] = asked.filter(([, value]) => value !== undefined).map(([form]) => form);
  if (second !== undefined) throw new UserError(`--${first ?? ""} and --${second}: choose one`, 2);
  return first ?? "text";
}

function unknownOption(option: string): string {
  const meant = nearest(option.replace(/^-+/, ""), Object.keys(OPTIONS));
  return `there is no option ${option}; ${meant === undefined ? "see npm start -- --help" : `did you mean --${meant}?`}`;
}
