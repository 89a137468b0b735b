import { InvalidArgumentError, Option } from "commander";
import { UserError } from "../../lib/user-error";
import { createCommand, nonEmpty, parseArguments, setOption, type Help } from "../command-line";
import { DEFAULT_USAGE, USAGE, type Usage } from "../costs";
import { unknownStage } from "../unknown-stage";
import { SECTIONS } from "./render/report";
import { TEXTS, type Language } from "./texts";

export type Form = "text" | "json" | "markdown" | "html";

export interface Request {
  /** At least one. */
  readonly stages: readonly string[];
  /** Settings that override the stage file's, as written: `nat=gateway`. */
  readonly sets: readonly string[];
  readonly form: Form;
  /** Parts of the plan to show in full; none: the summary, or the difference. */
  readonly sections: readonly string[];
  readonly language: Language;
  /** The file of the HTML report or of the JSON. @default a new temporary file, or the standard output */
  readonly file?: string;
  readonly open: boolean;
  /** File with plans that `--json` printed earlier, to compare with. */
  readonly against?: string;
  readonly usage: Usage;
}

interface Values extends Partial<Usage> {
  readonly set?: readonly string[];
  readonly json?: true | string;
  readonly full?: true;
  readonly lang?: Language;
  readonly markdown?: true;
  readonly html?: string;
  readonly open?: true;
  readonly against?: string;
}

const DEFAULT_STAGE = "stg";

const DESCRIPTION = {
  name: "npm start --",
  summary: "Shows what the program would deploy for a stage. Needs no AWS account.",
  examples: [
    ["", `stage ${DEFAULT_STAGE} at a glance`],
    ["stg costs", `one part of the plan: ${SECTIONS.join(", ")}`],
    ["stg prod", "the difference between two stages"],
    ["stg --set nat=gateway", "what if: the difference that a setting makes"],
  ],
  notes: "Exit status: 0 success, 1 the program failed or a stage violates a policy, 2 wrong usage or settings.",
} as const;

/**
 * Reads the command line.
 * @param known the stages that have a file
 * @throws UserError with exit status 2 for an unknown option or stage, or an option without its value
 */
export function readCommandLine(args: readonly string[], known: readonly string[]): Request | Help {
  const command = createCommand(DESCRIPTION)
    .argument("[stages and parts...]", "stages that have a Pulumi.STAGE.yaml, and parts of the plan")
    .option("--full", "show all parts of the plan")
    .addOption(setOption("override a setting or a part of one (web.max=4, zones[1].privateCidr=10.0.3.0/24)"))
    .addOption(
      new Option("--json [file]", "print JSON instead of text, or write it into a file")
        .argParser(nonEmpty)
        .conflicts(["markdown", "html", "open"]),
    )
    .addOption(
      new Option(
        "--markdown",
        "print Markdown for a pull request: a row for each stage, everything else folded",
      ).conflicts(["html", "open"]),
    )
    .option("--html <file>", "write the report into one self-contained HTML file", nonEmpty)
    .option("--open", "open the HTML report in the browser; without --html it is a temporary file")
    .option("--against <file>", "compare with plans that --json printed earlier", nonEmpty)
    .addOption(
      new Option("--lang <language>", "language of the summary and the HTML report")
        .choices(Object.keys(TEXTS))
        .default("en"),
    );
  for (const [key, usage] of Object.entries(USAGE)) {
    const flag = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    command.option(`--${flag} <number>`, `${usage.description} (per month, default: ${usage.default})`, toUsage);
  }
  return parseArguments(command, args, () => {
    const {
      set = [],
      json,
      markdown,
      html,
      full,
      lang = "en",
      open = false,
      against,
      ...usage
    } = command.opts<Values>();
    // `--json stg`: the option takes the stage for its file.
    const isStage = typeof json === "string" && known.includes(json);
    const words = isStage ? [...command.args, json] : command.args;
    const unknown = words.find((word) => !known.includes(word) && !SECTIONS.includes(word));
    if (unknown !== undefined && Object.hasOwn(TEXTS, unknown)) {
      // npm consumes --lang itself without a trace.
      const call = [DESCRIPTION.name, ...words.filter((word) => word !== unknown), "--lang", unknown].join(" ");
      throw new UserError(`${JSON.stringify(unknown)} is a language: put --lang before it, as in ${call}`, 2);
    }
    if (unknown !== undefined) throw new UserError(unknownStage(unknown, known, SECTIONS), 2);
    const stages = words.filter((word) => known.includes(word));
    const file = html ?? (isStage || json === true ? undefined : json);
    return {
      stages: stages.length === 0 ? [DEFAULT_STAGE] : [...new Set(stages)],
      sets: set,
      form: json !== undefined ? "json" : markdown ? "markdown" : html !== undefined || open ? "html" : "text",
      sections: full ? SECTIONS : SECTIONS.filter((section) => words.includes(section) && !known.includes(section)),
      language: lang,
      ...(file === undefined ? {} : { file }),
      open,
      ...(against === undefined ? {} : { against }),
      usage: { ...DEFAULT_USAGE, ...usage },
    };
  });
}

function toUsage(text: string): number {
  const number = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(number) || number < 0) throw new InvalidArgumentError("Expected a number of 0 or more.");
  return number;
}
