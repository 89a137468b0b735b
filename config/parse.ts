import { definitions, type SettingValues } from "./definitions";
import type { SettingIssue } from "./issue";
import { isObject, parseJson, SettingsParser, type Definition, type Described, type SettingsSource } from "./parser";
import { AWS_KEYS, readProvider } from "./provider";
import { checkRules } from "./rules";
import { groupSettings, type Settings } from "./settings";

/** Settings that earlier versions had, and what applies instead. */
const REMOVED: Readonly<Record<string, { readonly message: string; readonly allowed: string }>> = {
  acceptWorldOpenSsh: {
    message: "was removed: SSH from the internet (0.0.0.0/0) is always rejected",
    allowed: "adminCidrs with the addresses that you log in from",
  },
};

type ParseResult =
  { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly issues: readonly SettingIssue[] };

export function parseSettings(source: SettingsSource): ParseResult {
  const { values, issues } = readValues(source);
  return issues.length === 0 ? { ok: true, settings: groupSettings(values) } : { ok: false, issues };
}

/** Every setting by its key, to be used only when there are no issues. */
export function readValues(source: SettingsSource): {
  readonly values: SettingValues;
  readonly issues: readonly SettingIssue[];
} {
  const parser = new SettingsParser(source, definitions);
  checkKeys(parser);
  const values: Record<string, unknown> = { stage: source.stage, region: readProvider(parser) };
  for (const [key, definition] of Object.entries<Definition>(definitions)) {
    const value = definition.read(parser, key, parser.usable(key), values as never);
    if (value !== undefined) values[key] = value;
  }
  const complete = values as unknown as SettingValues;
  checkRules(parser, complete);
  return { values: complete, issues: inOrder(parser.issues) };
}

/** Issues of unknown keys and of the AWS provider first, then in the order of the definitions. */
function inOrder(issues: readonly SettingIssue[]): SettingIssue[] {
  const keys = Object.keys(definitions);
  const position = ({ key }: SettingIssue) => keys.indexOf(key.split(/[.[]/, 1)[0] ?? key);
  return [...issues].sort((one, other) => position(one) - position(other));
}

/** Reports keys that are invalid whatever their values are: unknown, empty, or secret without need. */
function checkKeys(parser: SettingsParser): void {
  const { project, projectName, values } = parser.source;
  const known = Object.keys(definitions);
  for (const fullKey of Object.keys(values).sort()) {
    const at = fullKey.indexOf(":");
    const key = fullKey.slice(at + 1);
    const namespace = fullKey.slice(0, at);
    if (namespace === project && !known.includes(key)) checkUnknown(parser, key, known);
    // `pulumi config set KEY` writes it so in a renamed project.
    if (namespace === projectName && namespace !== project) {
      const hint = `rename it in the stage file: ${parser.fullKey(key)}`;
      parser.issue(fullKey, undefined, "is not read", { allowed: `settings that begin with ${project}:`, hint });
    }
    // The provider ignores what it does not know, so a typing error in allowedAccountIds would switch off a guard.
    if (namespace === "aws" && !AWS_KEYS.includes(key)) {
      parser.unknownKey(fullKey, "is not a setting of the AWS provider", "a key of the AWS provider", AWS_KEYS);
    }
  }
  for (const [key, { maySecret }] of Object.entries<Described>(definitions)) {
    const text = parser.text(key);
    if (text === undefined) continue;
    if (parser.isSecret(key) && maySecret === undefined) {
      parser.issue(key, undefined, "is stored as a secret, but appears in names and plans", {
        allowed: "plain text",
        hint: `store it without --secret: pulumi config set ${parser.fullKey(key)} VALUE`,
      });
    } else if (text === "") {
      parser.issue(key, undefined, "is empty", { hint: `remove it: pulumi config rm ${parser.fullKey(key)}` });
    }
  }
}

function checkUnknown(parser: SettingsParser, key: string, known: readonly string[]): void {
  const fullKey = parser.fullKey(key);
  const [root = "", part] = key.split(".");
  // Also `toString` is a key that may be in a stage file.
  const removed = Object.hasOwn(REMOVED, key) ? REMOVED[key] : undefined;
  if (removed !== undefined) {
    const { message, allowed } = removed;
    parser.issue(fullKey, undefined, message, { allowed, hint: `remove it: pulumi config rm ${fullKey}` });
  } else if (part !== undefined && known.includes(root)) {
    parser.issue(fullKey, undefined, "is not a setting", {
      allowed: "a key of docs/settings.md",
      hint: `it is a part of ${root}: pulumi config set --path ${fullKey} VALUE`,
    });
  } else {
    parser.unknownKey(fullKey, "is not a setting", "a key of docs/settings.md", known);
  }
}

/** Where the value of a setting comes from; `unset` has neither a value nor a default. */
export type ValueSource = "stage file" | "default" | "unset";

/**
 * The source of each setting by key, and of each part of an object by its place: `nat`, `web`, `web.min`.
 * A list has one source as a whole.
 */
export function valueSources(source: Pick<SettingsSource, "project" | "values">): ReadonlyMap<string, ValueSource> {
  const sources = new Map<string, ValueSource>();
  const note = (place: string, isSet: boolean, { default: fallback }: Described) =>
    sources.set(place, isSet ? "stage file" : fallback === undefined ? "unset" : "default");
  for (const [key, definition] of Object.entries<Described>(definitions)) {
    const text = source.values[`${source.project}:${key}`];
    note(key, text !== undefined, definition);
    if (Array.isArray(definition.default)) continue;
    const value = parseJson(text ?? "");
    for (const [name, part] of Object.entries(definition.parts ?? {})) {
      note(`${key}.${name}`, isObject(value) && Object.hasOwn(value, name), part);
    }
  }
  return sources;
}
