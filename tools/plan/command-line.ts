import { InvalidArgumentError, Option } from "commander";
import { UserError } from "../../lib/user-error";
import { createCommand, nonEmpty, parseArguments, setOption, type Help } from "../command-line";
import { DEFAULT_USAGE, USAGE, type Usage } from "../costs";
import { unknownStage } from "../unknown-stage";

export type Form = "text" | "json" | "markdown" | "html";

export interface Request {
  /** At least one. */
  readonly stages: readonly string[];
  /** Settings that override the stage file's, as written: `nat=gateway`. */
  readonly sets: readonly string[];
  readonly form: Form;
  /** The file of the HTML report. @default a new temporary file */
  readonly file?: string;
  readonly open: boolean;
  /** File with plans that `--json` printed earlier, to compare with. */
  readonly against?: string;
  readonly usage: Usage;
}

interface Values extends Partial<Usage> {
  readonly set?: readonly string[];
  readonly json?: true;
  readonly markdown?: true;
  readonly html?: string;
  readonly open?: true;
  readonly against?: string;
}

export const DEFAULT_STAGE = "stg";

const DESCRIPTION = {
  name: "npm start --",
  summary: "Shows the plan of a stage: what the program would deploy with its settings. Needs no AWS account.",
  examples: [
    ["", `the plan of stage ${DEFAULT_STAGE}`],
    ["stg prod", "the plans of two stages, compared"],
    ["stg --set nat=gateway", "what if: the plan with another setting, compared with the committed one"],
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
    .argument("[stages...]", "stages that have a Pulumi.STAGE.yaml")
    .addOption(setOption("override a setting or a part of one (web.max=4, zones[1].privateCidr=10.0.3.0/24)"))
    .addOption(new Option("--json", "print JSON instead of text").conflicts(["markdown", "html", "open"]))
    .addOption(
      new Option("--markdown", "print Markdown for a pull request: differences first, whole plans folded").conflicts([
        "html",
        "open",
      ]),
    )
    .option("--html <file>", "write the report into one self-contained HTML file", nonEmpty)
    .option("--open", "open the HTML report in the browser; without --html it is a temporary file")
    .option("--against <file>", "compare with plans that --json printed earlier", nonEmpty);
  for (const [key, usage] of Object.entries(USAGE)) {
    const flag = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    command.option(`--${flag} <number>`, `${usage.description} (per month, default: ${usage.default})`, toUsage);
  }
  return parseArguments(command, args, () => {
    const stages = command.args;
    const unknown = stages.find((stage) => !known.includes(stage));
    if (unknown !== undefined) throw new UserError(unknownStage(unknown, known), 2);
    const { set = [], json, markdown, html, open = false, against, ...usage } = command.opts<Values>();
    return {
      stages: stages.length === 0 ? [DEFAULT_STAGE] : [...new Set(stages)],
      sets: set,
      form: json ? "json" : markdown ? "markdown" : html !== undefined || open ? "html" : "text",
      ...(html === undefined ? {} : { file: html }),
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
