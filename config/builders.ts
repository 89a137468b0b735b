import * as pulumi from "@pulumi/pulumi";
import { nearest, oneOf } from "../lib/suggestion";
import type { Advice, Definition, Described, SettingsParser } from "./parser";
import { UNDECRYPTED } from "./secrets";

type About = Pick<Described, "description" | "cost"> & { readonly allowed?: string };
type AboutText = About & Pick<Described, "allowed">;

/** What is wrong with a text, and what to do. */
export type Flaw = string | (Advice & { readonly message: string }) | undefined;

type Check<Earlier> = (text: string, earlier: Earlier) => Flaw;

type Definitions = Readonly<Record<string, Definition>>;

export type ValueOf<D> = D extends { read: (...args: never[]) => infer T } ? T : never;

type OptionalKey<D> = { [K in keyof D]: undefined extends ValueOf<D[K]> ? K : never }[keyof D];

/** Values by key; those without a default are optional. */
export type ValuesOf<D> = { readonly [K in Exclude<keyof D, OptionalKey<D>>]: ValueOf<D[K]> } & {
  readonly [K in OptionalKey<D>]?: Exclude<ValueOf<D[K]>, undefined>;
};

export function flag(fallback: boolean, about: About): Definition<boolean> {
  const { read, ...described } = choice(["true", "false"], fallback ? "true" : "false", about);
  return {
    ...described,
    default: fallback,
    read: (parser, place, value, earlier) => read(parser, place, value, earlier) === "true",
  };
}

export function choice<const T extends string>(
  choices: readonly T[],
  fallback: NoInfer<T>,
  about: About,
): Definition<T> {
  return {
    allowed: oneOf(choices),
    ...about,
    default: fallback,
    read(parser, place, value) {
      if (typeof value !== "string") return fallback;
      const found = choices.find((word) => word === value);
      if (found === undefined) parser.issue(place, value, "is not valid", { suggestion: nearest(value, choices) });
      return found ?? fallback;
    },
  };
}

/** A whole number, bounds included. */
export function integer(
  { min, max }: { readonly min: number; readonly max?: number },
  fallback: number,
  about: About,
): Definition<number> {
  return {
    allowed: max === undefined ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`,
    ...about,
    default: fallback,
    read(parser, place, value) {
      if (value === undefined) return fallback;
      // A setting is text. In an object, YAML and JSON tell numbers from text.
      const isText = typeof value === "string";
      const isNumeric = isText ? /^[+-]?[\d.]+$/.test(value) : typeof value === "number";
      const number = isNumeric ? Number(value) : NaN;
      if (Number.isNaN(number)) {
        parser.issue(place, value, "is not a number");
      } else if (isText && place.includes(".")) {
        const hint = `remove the quotes in the stage file, or: pulumi config set --path ${parser.fullKey(place)} NUMBER`;
        parser.issue(place, value, "is text, not a number", { hint });
      } else {
        if (!Number.isInteger(number)) parser.issue(place, number, "is not a whole number");
        else if (number < min) parser.issue(place, number, "is too small");
        else if (number > (max ?? Infinity)) parser.issue(place, number, "is too large");
        else return number;
      }
      return fallback;
    },
  };
}

export function text<Default extends string | undefined = undefined, Earlier = never>(
  about: AboutText & { readonly default?: Default },
  check?: Check<Earlier>,
): Definition<string | Default> {
  return {
    ...about,
    read(parser, place, value, earlier) {
      const found = parser.textPart(place, value);
      if (found !== undefined) checkText(parser, place, found, check?.(found, earlier));
      return found ?? (about.default as Default);
    },
  };
}

export function requiredText<Earlier = never>(about: AboutText, check?: Check<Earlier>): Definition<string> {
  const { read, ...described } = text(about, check);
  return {
    ...described,
    read(parser, place, value, earlier) {
      const isSetting = !place.includes(".");
      const isSet = isSetting ? parser.text(place) !== undefined : value !== undefined;
      if (!isSet) {
        parser.missing(place, isSetting ? { hint: `pulumi config set ${parser.fullKey(place)} VALUE` } : {});
      }
      return read(parser, place, value, earlier) ?? "";
    },
  };
}

export function secretText(about: AboutText, check: Check<never>): Definition<pulumi.Input<string> | undefined> {
  const { read, ...described } = text(about, check);
  return {
    ...described,
    maySecret: true,
    read(parser, key, value, earlier) {
      if (parser.isUndecrypted(key)) return pulumi.secret(UNDECRYPTED);
      const found = read(parser, key, value, earlier);
      return found === undefined ? undefined : parser.input(key, found);
    },
  };
}

export function object<P extends Definitions>(
  parts: P,
  about: About,
  check?: (parser: SettingsParser, values: ValuesOf<P>) => void,
): Definition<ValuesOf<P>> {
  return {
    allowed: `{${Object.keys(parts).join(", ")}}, each optional`,
    ...about,
    default: defaultsOf(parts),
    parts,
    read(parser, key, _text, earlier) {
      const values = readParts(parser, key, parser.parts(key, parser.json(key)), parts, earlier);
      check?.(parser, values);
      return values;
    },
  };
}

export function readParts<P extends Definitions>(
  parser: SettingsParser,
  place: string,
  values: Readonly<Record<string, unknown>> = {},
  parts: P,
  earlier: never,
): ValuesOf<P> {
  const read = Object.entries(parts).map(
    ([name, part]) => [name, part.read(parser, `${place}.${name}`, values[name], earlier)] as const,
  );
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as ValuesOf<P>;
}

export function defaultsOf(parts: Definitions): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) => (part.default === undefined ? [] : [[name, part.default]])),
  );
}

/** Reports the flaw of a text at a place that has no other issue. */
export function checkText(parser: SettingsParser, place: string, value: string, flaw: Flaw): void {
  if (flaw === undefined || !parser.isValid(place)) return;
  if (typeof flaw === "string") parser.issue(place, value, flaw);
  else parser.issue(place, value, flaw.message, flaw);
}
