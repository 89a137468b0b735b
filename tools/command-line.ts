import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { UserError } from "../lib/user-error";
import { fold } from "./fold";
import { rejectMisplaced, rejectNpmOption, rejectSwallowed } from "./npm-options";

const HELP_WIDTH = 80;

/** What `--help` prints. */
export interface Help {
  readonly help: string;
}

export interface Description {
  /** How to call it, such as `npm start --`. */
  readonly name: string;
  readonly summary: string;
  /** Arguments, each with a line that says what the call does. */
  readonly examples: readonly (readonly [call: string, effect: string])[];
  /** Added to `--help`: exit statuses and the like. */
  readonly notes: string;
}

/** A command without its arguments and options. */
export function createCommand({ name, summary, examples, notes }: Description): Command {
  // npm needs no dashes where no argument follows.
  const calls = examples.map(([call]) => (call === "" ? name.replace(/ --$/, "") : `${name} ${call}`));
  const column = Math.max(...calls.map(({ length }) => length)) + 4;
  const lines = examples.flatMap(([, effect], index) =>
    fold(effect, HELP_WIDTH - column).map(
      (line, row) => (row === 0 ? `  ${calls[index] ?? ""}` : "").padEnd(column) + line,
    ),
  );
  return new Command(name)
    .description(summary)
    .helpOption("-h, --help", "show this text")
    .addHelpText("after", `\nExamples:\n${lines.join("\n")}\n\n${fold(notes, HELP_WIDTH).join("\n")}`);
}

/**
 * Parses a command line.
 * @param read turns what the command has parsed into the result; may call `command.error`
 * @throws UserError with exit status 2 for a wrong command line, and for options that npm consumed itself
 */
export function parseArguments<T>(
  command: Command,
  args: readonly string[],
  read: () => T,
  environment: NodeJS.ProcessEnv = process.env,
): T | Help {
  let help = "";
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => (help += text),
      writeErr: () => undefined,
      getOutHelpWidth: () => HELP_WIDTH,
    });
  rejectSwallowed(command, args, environment);
  rejectMisplaced(command, args);
  try {
    command.parse(args.length === 1 && args[0] === "help" ? ["--help"] : [...args], { from: "user" });
    return read();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { help };
    if (error.code === "commander.unknownOption") rejectNpmOption(command, args);
    const sentence = error.message.replace(/^error: /, "").replace("\n(Did", " (did");
    throw new UserError(`${sentence.replace(/\.$/, "")}; see ${command.name()} --help`, 2);
  }
}

export function nonEmpty(value: string): string {
  if (value === "") throw new InvalidArgumentError("It needs a value.");
  return value;
}

/** The repeatable option for a setting that overrides the stage file's; its value is a list of them. */
export function setOption(description: string): Option {
  return new Option("--set <key=value>", description).argParser((value, previous: readonly string[] | undefined) => [
    ...(previous ?? []),
    nonEmpty(value),
  ]);
}
