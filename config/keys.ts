import { AWS_KEYS } from "./provider";
import type { Described, SettingsParser } from "./parser";

/** Settings that earlier versions had, and what applies instead. */
const REMOVED: Readonly<Record<string, { readonly message: string; readonly allowed: string }>> = {
  acceptWorldOpenSsh: {
    message: "was removed: SSH from the internet (0.0.0.0/0) is always refused",
    allowed: "adminCidrs with the addresses that you log in from",
  },
};

/** Reports keys that are invalid whatever their values are: unknown, empty, or secret without need. */
export function checkKeys(parser: SettingsParser, definitions: Readonly<Record<string, Described>>): void {
  const { project, values } = parser.source;
  const known = Object.keys(definitions);
  for (const fullKey of Object.keys(values).sort()) {
    const at = fullKey.indexOf(":");
    const key = fullKey.slice(at + 1);
    const namespace = fullKey.slice(0, at);
    if (namespace === project && !known.includes(key)) checkUnknown(parser, key, known);
    // The provider ignores what it does not know, so a typing error in allowedAccountIds would switch off a guard.
    if (namespace === "aws" && !AWS_KEYS.includes(key)) {
      parser.unknownKey(fullKey, "is not a setting of the AWS provider", "a key of the AWS provider", AWS_KEYS);
    }
  }
  for (const [key, { maySecret }] of Object.entries(definitions)) {
    const text = parser.text(key);
    if (text === undefined) continue;
    if (parser.isSecret(key) && maySecret === undefined) {
      parser.issue(key, undefined, "is stored as a secret, but shows in names and plans", {
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
  const removed = REMOVED[key];
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
