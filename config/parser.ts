import * as pulumi from "@pulumi/pulumi";
import { HIDDEN, show, type SettingIssue } from "./issue";
import { nearest, oneOf } from "../lib/suggestion";
import { allowedAt, specOf } from "./schema";
import type { SettingsSource } from "./source";

/** What else an issue says. */
export interface Advice {
  /** Instead of what the schema allows at the place. */
  readonly allowed?: string;
  readonly hint?: string;
  readonly suggestion?: string | undefined;
}

/** Reads settings one by one and collects what is wrong with them. Whatever it returns for a invalid one is a stopgap. */
export class SettingsParser {
  readonly issues: SettingIssue[] = [];
  /** Known names that a misspelt one stands for: they are not missing as well. */
  private readonly meant = new Set<string>();

  constructor(readonly source: SettingsSource) {}

  /** The text of a setting, or `undefined` when it is not set. Trimmed: the end of a pasted line is not part of it. */
  text(key: string): string | undefined {
    return this.source.values[this.fullKey(key)]?.trim();
  }

  fullKey(key: string): string {
    return key.includes(":") ? key : `${this.source.project}:${key}`;
  }

  isSecret(key: string): boolean {
    return this.source.secretKeys.has(this.fullKey(key));
  }

  /** True for a secret whose value is not known here. It is not checked, and stays a secret. */
  isUndecrypted(key: string, value: unknown = this.text(key)): boolean {
    return value === HIDDEN && this.isSecret(key);
  }

  /** A value of a setting as an input: a secret output where the setting is stored as a secret. */
  input(key: string, value: string): pulumi.Input<string> {
    return this.isSecret(key) ? pulumi.secret(value) : value;
  }

  /**
   * Notes an issue at a place (`web.min`, `aws:region`).
   * Of a secret neither its value nor a suggestion made from it is kept, so no rule has to think of that.
   * @param value what is there; `undefined` when the message is that nothing is.
   */
  issue(place: string, value: unknown, message: string, advice: Advice = {}): void {
    const secret = this.isSecret(rootOf(place));
    const { hint, suggestion } = advice;
    this.issues.push({
      key: place,
      ...(value !== undefined && { value: secret ? HIDDEN : show(value) }),
      message,
      allowed: advice.allowed ?? allowedAt(place),
      ...(hint !== undefined && { hint }),
      ...(suggestion !== undefined && !secret && { suggestion }),
    });
  }

  /** True when nothing is wrong at these places, above or below them: rules between settings need them all right. */
  isValid(...places: readonly string[]): boolean {
    return !places.some(
      (place) =>
        this.meant.has(place) ||
        this.issues.some(({ key }) => key === place || isBelow(key, place) || isBelow(place, key)),
    );
  }

  /** Notes that a misspelt name stands for a known one that is not there. */
  noteMisspelling(place: string): void {
    this.meant.add(place);
  }

  /** Notes a missing setting or part, unless a misspelt name stands for it or it was found empty. */
  missing(place: string, advice: Advice = {}): void {
    if (this.meant.has(place) || this.issues.some(({ key }) => key === place)) return;
    this.issue(place, undefined, "is missing", advice);
  }

  boolean(key: string, fallback: boolean): boolean {
    return this.choice(key, ["true", "false"], fallback ? "true" : "false") === "true";
  }

  choice<T extends string>(key: string, choices: readonly T[], fallback: T): T {
    const text = this.usable(key);
    if (text === undefined) return fallback;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) this.issue(key, text, "is not known", { suggestion: nearest(text, choices) });
    return found ?? fallback;
  }

  integer(key: string, range: Range, fallback: number): number {
    const text = this.usable(key);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (!/^[+-]?[\d.]+$/.test(text) || Number.isNaN(value)) {
      this.issue(key, text, "is not a number");
      return fallback;
    }
    return this.inRange(key, value, range) ? value : fallback;
  }

  /** A whole number within bounds, notes an issue otherwise. */
  inRange(place: string, value: number, { min, max = Number.MAX_SAFE_INTEGER }: Range): boolean {
    const message = !Number.isInteger(value)
      ? "is not whole"
      : value < min
        ? "is too small"
        : value > max
          ? "is too large"
          : undefined;
    if (message !== undefined) this.issue(place, value, message);
    return message === undefined;
  }

  /** The text of a setting that has one and may have it: not empty, not wrongly a secret, known here. */
  usable(key: string): string | undefined {
    const text = this.text(key);
    return text === undefined || !this.isValid(key) || this.isUndecrypted(key) ? undefined : text;
  }

  /** The value of a setting stored as JSON text, or `undefined` when it is not set, not usable or no JSON. */
  json(key: string): unknown {
    const text = this.usable(key);
    if (text === undefined) return undefined;
    try {
      const value = JSON.parse(text) as unknown;
      if (value !== null) return value;
      this.issue(key, undefined, "is empty", { hint: `remove it: pulumi config rm ${this.fullKey(key)}` });
    } catch {
      // The parser's own message quotes the text, which may be a secret.
      const hint = `write it as YAML in the stage file, or use pulumi config set --path`;
      this.issue(key, text, "is plain text, not an object or a list", { hint });
    }
    return undefined;
  }

  /** The parts of an object, with an issue for each unknown or empty one; `undefined` when it is no object. */
  parts(place: string, value: unknown): Readonly<Record<string, unknown>> | undefined {
    if (value === undefined) return undefined;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.issue(place, value, "is not an object");
      return undefined;
    }
    const known = (specOf(rootOf(place))?.parts ?? []).map(({ name }) => name);
    const kept: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(value as Record<string, unknown>)) {
      if (!known.includes(name)) {
        const suggestion = nearest(name, known);
        if (suggestion !== undefined && !(suggestion in value)) this.noteMisspelling(`${place}.${suggestion}`);
        this.issue(place, name, "is not a name it knows", { allowed: oneOf(known), suggestion });
      } else if (part === null || part === "") {
        this.issue(`${place}.${name}`, undefined, "is empty");
      } else {
        kept[name] = part;
      }
    }
    return kept;
  }

  /** A whole number inside an object, where YAML and JSON tell numbers from texts. */
  integerPart(place: string, value: unknown, range: Range, fallback: number): number {
    if (value === undefined) return fallback;
    if (typeof value === "number") return this.inRange(place, value, range) ? value : fallback;
    const hint = `remove the quotes in the stage file, or: pulumi config set --path ${this.fullKey(place)} NUMBER`;
    const isNumeric = typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value));
    if (isNumeric) this.issue(place, value, "is text, not a number", { hint });
    else this.issue(place, value, "is not a number");
    return fallback;
  }

  /** A text inside an object or a list. */
  textPart(place: string, value: unknown): string | undefined {
    if (value === undefined || typeof value === "string") return value?.trim();
    this.issue(place, value, "is not text", { hint: "put it in quotes" });
    return undefined;
  }

  /** A list of texts, with an issue for each item that is none; `undefined` when it is absent or no list. */
  textList(place: string, value: unknown): readonly string[] | undefined {
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      this.issue(place, value, "is not a list");
      return undefined;
    }
    return value.map((item, index) => this.textPart(`${place}[${index}]`, item) ?? "");
  }
}

/** Bounds of a whole number, both included. */
export interface Range {
  readonly min: number;
  readonly max?: number;
}

function rootOf(place: string): string {
  return place.split(/[.[]/, 1)[0] ?? place;
}

function isBelow(place: string, above: string): boolean {
  return place.startsWith(`${above}.`) || place.startsWith(`${above}[`);
}
