import { Command, CommanderError, InvalidArgumentError, type Option } from "commander";

import { UserError } from "../lib/user-error";

/** What `--help` prints. */
export interface Help {
  readonly help: string;
}

/** What a command says about itself. */
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
  const calls = examples.map(([call]) => `${name} ${call}`.trimEnd());
  const width = Math.max(...calls.map(({ length }) => length));
  const lines = examples.map(([, effect], index) => `  ${(calls[index] ?? "").padEnd(width)}  ${effect}`);
  return new Command(name)
    .description(summary)
    .helpOption("-h, --help", "show this text")
    .addHelpText("after", `\nExamples:\n${lines.join("\n")}\n\n${notes}`);
}

/**
 * Parses a command line.
 *
 * @param read turns what the command has parsed into the result; may call `command.error`
 * @throws UserError with exit status 2 for a wrong command line, and for options that npm has taken for its own
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
    .configureOutput({ writeOut: (text) => (help += text), writeErr: () => undefined, getOutHelpWidth: () => 120 });
  rejectSwallowedOptions(command, args, environment);
  try {
    command.parse([...args], { from: "user" });
    return read();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { help };
    const sentence = error.message.replace(/^error: /, "").replace("\n(Did", " (did");
    throw new UserError(`${sentence.replace(/\.$/, "")}; see ${command.name()} --help`, 2);
  }
}

/** An option's value that must not be empty. */
export function nonEmpty(value: string): string {
  if (value === "") throw new InvalidArgumentError("It needs a value.");
  return value;
}

/** `npm start --json` gives the option to npm, which runs the command without it. */
function rejectSwallowedOptions(command: Command, args: readonly string[], environment: NodeJS.ProcessEnv): void {
  if (environment.npm_lifecycle_event === undefined) return;
  const swallowed = command.options.flatMap((option) => valuesTakenByNpm(option, environment));
  // People let npm itself answer yes; alone, the option has no effect here.
  if (swallowed.every((option) => option === "--yes")) return;
  const call = [command.name(), ...args, ...swallowed].join(" ");
  throw new UserError(`npm has taken ${swallowed.join(" and ")} for its own: put -- before the options: ${call}`, 2);
}

function valuesTakenByNpm({ long, short }: Option, environment: NodeJS.ProcessEnv): string[] {
  return [long, short].flatMap((flag) => {
    if (flag === null || flag === undefined) return [];
    const value = environment[`npm_config_${flag.replace(/^-+/, "").replaceAll("-", "_")}`];
    if (value === undefined || value === "" || value === "false") return [];
    return value.split("\n\n").map((each) => (each === "true" ? flag : `${flag} ${each}`));
  });
}
