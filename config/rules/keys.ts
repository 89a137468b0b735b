import { AWS_KEYS } from "../aws-keys";
import { nearest } from "../../lib/suggestion";
import type { SettingsParser } from "../parser";
import { schema, settingKeys } from "../schema";

/** Finds what is wrong with keys whatever their values are: unknown, empty, or secret without need. */
export function checkKeys(parser: SettingsParser): void {
  const { project, values } = parser.source;
  for (const fullKey of Object.keys(values).sort()) {
    const [namespace, key] = splitKey(fullKey);
    if (namespace === project && !settingKeys.includes(key)) unknownSetting(parser, key);
    if (namespace === "aws" && !AWS_KEYS.includes(key)) unknownProviderKey(parser, key);
  }
  for (const { key, maySecret } of schema) {
    const fullKey = parser.fullKey(key);
    const text = parser.text(key);
    if (text === undefined) continue;
    if (parser.isSecret(key) && maySecret === undefined) {
      parser.issue(key, undefined, "is stored as a secret, but shows in names and plans", {
        allowed: "plain text",
        hint: `store it without --secret: pulumi config set ${fullKey} VALUE`,
      });
    } else if (text === "") {
      parser.issue(key, undefined, "is empty", { hint: `remove it: pulumi config rm ${fullKey}` });
    }
  }
}

/** An unknown key's value is not shown: a misspelt key may hold what belongs into a secret one. */
function unknownSetting(parser: SettingsParser, key: string): void {
  const [root = "", part] = key.split(".");
  const fullKey = parser.fullKey(key);
  const allowed = "a key of the settings table";
  if (part !== undefined && settingKeys.includes(root)) {
    const hint = `it is a part of ${root}: pulumi config set --path ${fullKey} VALUE`;
    parser.issue(fullKey, undefined, "is not a setting", { allowed, hint });
    return;
  }
  const suggestion = nearest(key, settingKeys);
  if (suggestion !== undefined && parser.text(suggestion) === undefined) parser.noteMisspelling(suggestion);
  parser.issue(fullKey, undefined, "is not a setting", { allowed, suggestion });
}

/** The provider ignores what it does not know, so a slip in allowedAccountIds would silently switch a guard off. */
function unknownProviderKey(parser: SettingsParser, key: string): void {
  const found = nearest(key, AWS_KEYS);
  const suggestion = found === undefined ? undefined : `aws:${found}`;
  if (suggestion !== undefined && parser.text(suggestion) === undefined) parser.noteMisspelling(suggestion);
  const allowed = "a key of the AWS provider";
  parser.issue(`aws:${key}`, undefined, "is not a setting of the AWS provider", { allowed, suggestion });
}

function splitKey(fullKey: string): readonly [namespace: string, key: string] {
  const at = fullKey.indexOf(":");
  return [fullKey.slice(0, at), fullKey.slice(at + 1)];
}
