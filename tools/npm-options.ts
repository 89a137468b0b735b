import type { Command, Option } from "commander";
import { UserError } from "../lib/user-error";

/** Options that people give to `npm start` itself. */
const NPM_OPTIONS = ["--silent", "-s", "--quiet", "-q", "--loglevel", "--prefix"];

/** A setting without its `--set`. */
const SETTING = /^[\w:.[\]-]+=/;

/**
 * `npm start --json` gives the option to npm, which runs the command without it.
 * @throws UserError with the call that was meant
 */
export function rejectSwallowed(command: Command, args: readonly string[], environment: NodeJS.ProcessEnv): void {
  if (environment.npm_lifecycle_event === undefined) return;
  const swallowed = command.options
    .map((option) => ({ option, values: takenByNpm(option, environment) }))
    .filter(({ values }) => values.length > 0);
  // People let npm itself answer yes; alone, the option has no effect here.
  if (swallowed.every(({ option: { long } }) => long === "--yes")) return;
  const settings = args.filter((arg) => SETTING.test(arg));
  const others = args.filter((arg) => !SETTING.test(arg));
  const wordsOf = ({ option, values }: (typeof swallowed)[number]): string[] | undefined => {
    const { long = "", required, flags } = option;
    if (!required) return [long];
    if (!values.includes("true")) return values.map((value) => `${long} ${value}`);
    // npm takes `--set nat=gateway` for a switch and an argument. Other values cannot be told from arguments.
    return flags.includes("=") && settings.length === values.length
      ? settings.map((value) => `${long} ${value}`)
      : undefined;
  };
  const words = swallowed.map((one) => wordsOf(one));
  const isComplete = words.every((some) => some !== undefined);
  const named = swallowed.map(({ option }) => option.flags.replace(/^-\w, /, ""));
  const call = [command.name(), ...(isComplete ? [...others, ...words.flat()] : named)].join(" ");
  const names = [...new Set(swallowed.map(({ option: { long } }) => long))].join(" and ");
  throw new UserError(`npm has taken ${names} for its own: put -- before the arguments, as in ${call}`, 2);
}

/** @throws UserError for a setting as an argument */
export function rejectMisplaced(command: Command, args: readonly string[]): void {
  const takesSettings = command.options.some(({ long }) => long === "--set");
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const at = takesSettings
    ? args.slice(0, end).findIndex((arg, index) => isMisplaced(command, arg, args[index - 1]))
    : -1;
  const setting = args[at];
  if (setting === undefined) return;
  const call = [command.name(), ...args.slice(0, at), "--set", setting, ...args.slice(at + 1)].join(" ");
  throw new UserError(`${setting} is a setting: put --set before it, as in ${call}`, 2);
}

/** @throws UserError for an option of npm among those of the command */
export function rejectNpmOption(command: Command, args: readonly string[]): void {
  const given = args.find((arg) => NPM_OPTIONS.includes(arg.replace(/=.*/, "")));
  if (given === undefined) return;
  const call = [command.name().replace(/ --$/, ` ${given} --`), ...args.filter((arg) => arg !== given)].join(" ");
  throw new UserError(`${given} is an option of npm: put it before --, as in ${call.replace(/ --$/, "")}`, 2);
}

function isMisplaced({ options }: Command, arg: string, before: string | undefined): boolean {
  const isValue = options.some(
    ({ long, short, required, optional }) => (required || optional) && [long, short].includes(before),
  );
  return SETTING.test(arg) && !arg.startsWith("-") && !isValue;
}

/** What npm hands on of an option: a value for each time that it was given, `true` where npm saw none. */
function takenByNpm({ long }: Option, environment: NodeJS.ProcessEnv): string[] {
  const value = environment[`npm_config_${(long ?? "").slice(2).replaceAll("-", "_")}`] ?? "";
  return value === "" || value === "false" ? [] : value.split("\n\n");
}
