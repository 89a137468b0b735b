import * as pulumi from "@pulumi/pulumi";
import type { Folder } from "../lib/folder/list";
import { nearest, oneOf } from "../lib/suggestion";
import { show, type SettingIssue } from "./issue";
import { UNDECRYPTED } from "./secrets";

export interface SettingsSource {
  /** The namespace of the keys. */
  readonly project: string;
  /** The project's name, in whose namespace the settings of a renamed project are not read. @default the namespace */
  readonly projectName?: string;
  readonly stage: string;
  /** Texts by full key, `minimal-secure-web:nat` or `aws:region`, as Pulumi provides them: objects as JSON text. */
  readonly values: Readonly<Record<string, string>>;
  /** Full keys stored as secrets. */
  readonly secretKeys: ReadonlySet<string>;
  /** The content of a file, by its path relative to the project; `undefined` when there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  /** What a folder holds, by its path relative to the project; text that says why it cannot be used. */
  readonly listFolder: (path: string) => Folder | string;
}

export interface Described {
  readonly description: string;
  readonly allowed: string;
  /** The value when absent; text where it is made from other settings. @default there is none */
  readonly default?: unknown;
  /** What it adds to the bill, in words. @default nothing */
  readonly cost?: string;
  /** May be stored as a Pulumi secret. All others show in names, tags and plans. */
  readonly maySecret?: true;
  readonly parts?: Readonly<Record<string, Described>>;
}

/** One setting, `minimal-secure-web:KEY`, or a part of one. */
export interface Definition<T = unknown> extends Described {
  /**
   * The value in effect. Issues go to the parser; a default replaces an invalid value.
   * @param value text of a setting, JSON value of a part; `undefined`: not set, or not usable
   * @param earlier values of `aws:region`, when valid, and of the settings before it in the table
   */
  readonly read: (parser: SettingsParser, place: string, value: unknown, earlier: never) => T;
}

export interface Advice {
  /** @default what the definition allows at the place */
  readonly allowed?: string;
  readonly hint?: string;
  readonly suggestion?: string | undefined;
}

export class SettingsParser {
  readonly issues: SettingIssue[] = [];
  /** Known names that a misspelling stands for: they are not missing as well. */
  private readonly misspelled = new Set<string>();

  constructor(
    readonly source: SettingsSource,
    private readonly definitions: Readonly<Record<string, Described>>,
  ) {}

  /** The text of a setting, trimmed, or `undefined` when it is not set. */
  text(key: string): string | undefined {
    return this.source.values[this.fullKey(key)]?.trim();
  }

  fullKey(key: string): string {
    return key.includes(":") ? key : `${this.source.project}:${key}`;
  }

  isSecret(key: string): boolean {
    return this.source.secretKeys.has(this.fullKey(key));
  }

  /** True for a secret whose value is unknown here. It is not checked, and stays a secret. */
  isUndecrypted(key: string, value: unknown = this.text(key)): boolean {
    return value === UNDECRYPTED && this.isSecret(key);
  }

  /** A value of a setting as an input: a secret output where the setting is stored as a secret. */
  input(key: string, value: string): pulumi.Input<string> {
    return this.isSecret(key) ? pulumi.secret(value) : value;
  }

  /**
   * Reports an issue at a place (`web.min`, `aws:region`). The value of a secret and a suggestion made from it are
   * dropped here, so no rule has to think of that.
   * @param value `undefined` to show none
   */
  issue(place: string, value: unknown, message: string, { allowed, hint, suggestion }: Advice = {}): void {
    const secret = this.isSecret(rootOf(place));
    this.issues.push({
      key: place,
      ...(value !== undefined && { value: secret ? UNDECRYPTED : show(value) }),
      message,
      allowed: allowed ?? this.allowedAt(place),
      ...(hint !== undefined && { hint }),
      ...(suggestion !== undefined && !secret && { suggestion }),
    });
  }

  /** Reports a name that is not known, with the nearest known one, which is then not missing as well. */
  unknownName(place: string, name: string, known: readonly string[], isSet: (name: string) => boolean): void {
    const suggestion = nearest(name, known);
    if (suggestion !== undefined && !isSet(suggestion)) this.misspelled.add(`${place}.${suggestion}`);
    this.issue(place, name, "is not a known name", { allowed: oneOf(known), suggestion });
  }

  /** Reports a key that is not known, without its value: a misspelled key may hold a secret. */
  unknownKey(fullKey: string, message: string, allowed: string, known: readonly string[]): void {
    const found = nearest(fullKey.slice(fullKey.indexOf(":") + 1), known);
    const suggestion = found === undefined || !fullKey.startsWith("aws:") ? found : `aws:${found}`;
    if (suggestion !== undefined && this.text(suggestion) === undefined) this.misspelled.add(suggestion);
    this.issue(fullKey, undefined, message, { allowed, suggestion });
  }

  /** Reports a missing setting or part, unless a misspelled name stands for it or it was found empty. */
  missing(place: string, advice: Advice = {}): void {
    if (this.misspelled.has(place) || this.issues.some(({ key }) => key === place)) return;
    this.issue(place, undefined, "is missing", advice);
  }

  /** Reports a value that another place has already. Case does not count. */
  requireUnique(taken: Map<string, string>, place: string, value: string, advice: Advice = {}): void {
    if (!this.isValid(place)) return;
    const id = value.toLowerCase();
    const other = taken.get(id);
    if (other === undefined) taken.set(id, place);
    else this.issue(place, value, `repeats ${other}`, advice);
  }

  /** True when there is no issue at these places, above or below them: rules between settings need them all valid. */
  isValid(...places: readonly string[]): boolean {
    return !places.some(
      (place) =>
        this.misspelled.has(place) ||
        this.issues.some(({ key }) => key === place || isBelow(key, place) || isBelow(place, key)),
    );
  }

  /** The text of a setting that can be checked: set, not empty, not wrongly a secret, and known here. */
  usable(key: string): string | undefined {
    const text = this.text(key);
    return text === undefined || !this.isValid(key) || this.isUndecrypted(key) ? undefined : text;
  }

  /** The value of a setting stored as JSON text, or `undefined` when it is not set, not usable or not JSON. */
  json(key: string): unknown {
    const text = this.usable(key);
    if (text === undefined) return undefined;
    const value = parseJson(text);
    if (value === null) {
      this.issue(key, undefined, "is empty", { hint: `remove it: pulumi config rm ${this.fullKey(key)}` });
    } else if (value === undefined) {
      const hint = "write it as YAML in the stage file, or use pulumi config set --path";
      this.issue(key, text, "is plain text, not an object or a list", { hint });
    }
    return value ?? undefined;
  }

  /** The parts of an object, with an issue for each unknown or empty one; `undefined` when it is not an object. */
  parts(place: string, value: unknown): Readonly<Record<string, unknown>> | undefined {
    if (value === undefined) return undefined;
    if (!isObject(value)) {
      this.issue(place, value, "is not an object");
      return undefined;
    }
    const known = Object.keys(this.definitions[rootOf(place)]?.parts ?? {});
    const parts: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(value)) {
      if (!known.includes(name)) this.unknownName(place, name, known, (other) => Object.hasOwn(value, other));
      else if (part === null || part === "") this.issue(`${place}.${name}`, undefined, "is empty");
      else parts[name] = part;
    }
    return parts;
  }

  textPart(place: string, value: unknown): string | undefined {
    if (value === undefined || typeof value === "string") return value?.trim();
    this.issue(place, value, "is not text", { hint: "put it in quotes" });
    return undefined;
  }

  /** A list, or `undefined` when it is absent or not a list. */
  list(place: string, value: unknown): readonly unknown[] | undefined {
    if (value === undefined || Array.isArray(value)) return value;
    this.issue(place, value, "is not a list");
    return undefined;
  }

  textList(place: string, value: unknown): readonly string[] | undefined {
    return this.list(place, value)?.map((item, index) => this.textPart(`${place}[${index}]`, item) ?? "");
  }

  /** @throws Error for a place that is in no setting, which is a bug of a rule. */
  private allowedAt(place: string): string {
    const [key = "", part] = place.replace(/\[\d+\]/g, "").split(".");
    const definition = this.definitions[key];
    const found = part === undefined ? definition : definition?.parts?.[part];
    if (found === undefined) throw new Error(`No setting has a place called ${place}`);
    return found.allowed;
  }
}

/** The value of a JSON text; `undefined` when it is not JSON. The parser's own message would quote a secret. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const rootOf = (place: string): string => place.split(/[.[]/, 1)[0] ?? place;

function isBelow(place: string, above: string): boolean {
  return place.startsWith(`${above}.`) || place.startsWith(`${above}[`);
}
