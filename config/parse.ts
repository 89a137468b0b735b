import { definitions, type SettingValues } from "./definitions";
import type { SettingIssue } from "./issue";
import { checkKeys } from "./keys";
import { SettingsParser, type Definition, type SettingsSource } from "./parser";
import { readProvider } from "./provider";
import { checkRules } from "./rules";
import type { Settings } from "./settings";

/** The settings of a stage, or every issue that they have. */
export type ParseResult =
  { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly issues: readonly SettingIssue[] };

/** Reads and checks all settings of a stage. */
export function parseSettings(source: SettingsSource): ParseResult {
  const { values, issues } = readValues(source);
  return issues.length === 0 ? { ok: true, settings: values } : { ok: false, issues };
}

/** Every setting by its key, to be used only when there are no issues. */
export function readValues(source: SettingsSource): {
  readonly values: SettingValues;
  readonly issues: readonly SettingIssue[];
} {
  const parser = new SettingsParser(source, definitions);
  checkKeys(parser, definitions);
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
