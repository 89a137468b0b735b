import type { Command } from "commander";
import { definitions } from "../config";
import type { Described } from "../config/parser";
import { UserError } from "../lib/user-error";

/** Options that people give to `npm start` itself. */
const NPM_OPTIONS = ["--silent", "-s", "--quiet", "-q", "--loglevel", "--prefix"];

/** Those of them with a value. */
const WITH_VALUE = ["--loglevel", "--prefix"];

/** A setting without its `--set`. */
const SETTING = /^[\w:.[\]-]+=/;

/** `access` is an option of npm too, of which it keeps only values of its own. */
const NPM_SETTINGS = ["access"];

/** What npm took from the command line. */
interface Swallowed {
  /** As written. */
  readonly name: string;
  /** What goes before a value. */
  readonly before: string;
  /** Shown where the value is not known; absent: it needs none. */
  readonly placeholder?: string;
  /** A value for each time that it was given, `true` where npm saw none. */
  readonly values: readonly string[];
}

/**
 * `npm start --json` gives the option to npm, which runs the command without it, and so does `npm start --nat=gateway`.
 * No trace remains of `--web.max=4`, since a shell drops variables with a dot, or of `--https`, which npm completes to
 * `--https-proxy`.
 * @throws UserError with the call that was meant
 */
export function rejectSwallowed(command: Command, args: readonly string[], environment: NodeJS.ProcessEnv): void {
  if (environment.npm_lifecycle_event === undefined) return;
  const swallowed = [...swallowedOptions(command, environment), ...swallowedSettings(command, environment)];
  // People let npm itself answer yes; alone, the option has no effect here.
  if (swallowed.every(({ name }) => name === "--yes")) return;
  const names = [...new Set(swallowed.map(({ name }) => name))].join(" and ");
  const call = [command.name(), ...meant(command, args, swallowed)].join(" ");
  throw new UserError(`npm consumed ${names} itself: put -- before the arguments, as in ${call}`, 2);
}

function swallowedOptions({ options }: Command, environment: NodeJS.ProcessEnv): Swallowed[] {
  return options.flatMap(({ long, required, flags }): Swallowed[] => {
    const name = long ?? "";
    const values = (environment[variableOf(name.slice(2))] ?? "").split("\n\n");
    if (["", "false"].includes(values.join())) return [];
    const placeholder = required ? /<.*>/.exec(flags)?.[0] : undefined;
    return [{ name, before: `${name} `, values, ...(placeholder === undefined ? {} : { placeholder }) }];
  });
}

/** Settings that were written as options. */
function swallowedSettings(command: Command, environment: NodeJS.ProcessEnv): Swallowed[] {
  if (!takesSettings(command)) return [];
  return Object.entries<Described>(definitions).flatMap(([key, { allowed }]): Swallowed[] => {
    const value = environment[variableOf(key)];
    if (value === undefined || NPM_SETTINGS.includes(key)) return [];
    const isFlag = allowed === "true or false";
    // `--bastion`, and `--no-bastion`, of which npm makes an empty value.
    const values = (value === "" ? "false" : value).split("\n\n").map((one) => (isFlag ? `${key}=${one}` : one));
    const before = isFlag ? "--set " : `--set ${key}=`;
    return [{ name: `--${key}`, before, values, ...(isFlag ? {} : { placeholder: "<value>" }) }];
  });
}

/** The arguments of the call that was meant. The order in which npm got them is lost. */
function meant(command: Command, args: readonly string[], swallowed: readonly Swallowed[]): readonly string[] {
  const settings = takesSettings(command) ? args.filter((arg) => SETTING.test(arg)) : [];
  const others = args.filter((arg) => !settings.includes(arg));
  const lacking = swallowed.flatMap(({ name, placeholder, values }) =>
    placeholder === undefined || name === "--set" ? [] : values.filter((value) => value === "true"),
  );
  // npm takes `--logs web` for a switch and an argument, which comes last in most calls.
  const required = command.registeredArguments.filter((argument) => argument.required).length;
  const found = others.length - required < lacking.length ? [] : others.splice(others.length - lacking.length);
  const words = swallowed.flatMap(({ name, before, placeholder, values }) => {
    const known = values.filter((value) => value !== "true");
    const unknown = values.length - known.length;
    const valued = known.map((value) => before + value);
    if (placeholder === undefined) return [...valued, ...(unknown > 0 ? [name] : [])];
    if (name === "--set") return [...valued, ...(settings.length < unknown ? [before + placeholder] : [])];
    // Of several options, each value may belong to each.
    const value = lacking.length === 1 ? (found[0] ?? placeholder) : placeholder;
    return [...valued, ...(unknown > 0 ? [before + value] : [])];
  });
  return [...others, ...settings.map((setting) => `--set ${setting}`), ...words];
}

const takesSettings = ({ options }: Command): boolean => options.some(({ long }) => long === "--set");

const variableOf = (name: string): string => `npm_config_${name.replaceAll("-", "_").toLowerCase()}`;

/** @throws UserError for a setting as an argument */
export function rejectMisplaced(command: Command, args: readonly string[]): void {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const at = takesSettings(command)
    ? args.slice(0, end).findIndex((arg, index) => isMisplaced(command, arg, args[index - 1]))
    : -1;
  const setting = args[at];
  if (setting === undefined) return;
  const call = [command.name(), ...args.slice(0, at), "--set", setting, ...args.slice(at + 1)].join(" ");
  throw new UserError(`${setting} is a setting: put --set before it, as in ${call}`, 2);
}

/** @throws UserError for an option of npm among those of the command */
export function rejectNpmOption(command: Command, args: readonly string[]): void {
  const at = args.findIndex((arg) => NPM_OPTIONS.includes(arg.replace(/=.*/, "")));
  const [given, next] = args.slice(at);
  if (at < 0 || given === undefined) return;
  const moved = args.slice(at, at + (WITH_VALUE.includes(given) && next?.startsWith("-") === false ? 2 : 1));
  const others = [...args.slice(0, at), ...args.slice(at + moved.length)];
  const call = [command.name().replace(/ --$/, ` ${moved.join(" ")} --`), ...others].join(" ");
  throw new UserError(`${given} is an option of npm: put it before --, as in ${call.replace(/ --$/, "")}`, 2);
}

function isMisplaced({ options }: Command, arg: string, before: string | undefined): boolean {
  const isValue = options.some(
    ({ long, short, required, optional }) => (required || optional) && [long, short].includes(before),
  );
  return SETTING.test(arg) && !arg.startsWith("-") && !isValue;
}
