import type { SettingIssue } from "./issue";
import { SettingsParser } from "./parser";
import { checkKeys } from "./rules/keys";
import { readLogins } from "./rules/logins";
import { readNames } from "./rules/names";
import { readNat } from "./rules/nat";
import { readNetwork } from "./rules/network";
import { readPermissions } from "./rules/permissions";
import { readProvider } from "./rules/provider";
import { readServers } from "./rules/servers";
import { readSite } from "./rules/site";
import { readWatching } from "./rules/watching";
import type { Settings } from "./settings";
import type { SettingsSource } from "./source";

/** Settings that hold to every rule, or all that is wrong with them. */
export type ParseResult =
  { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly issues: readonly SettingIssue[] };

/**
 * Reads and checks all settings of a stage. Rules between settings are applied only where each of them is right by
 * itself, so that one mistake is one issue.
 */
export function parseSettings(source: SettingsSource): ParseResult {
  const parser = new SettingsParser(source);
  checkKeys(parser);
  const names = readNames(parser);
  const { region } = readProvider(parser);
  const network = readNetwork(parser, region);
  const nat = readNat(parser, region, network.zones);
  const settings: Settings = {
    ...names,
    region,
    ...network,
    ...nat,
    ...readLogins(parser, nat.nat),
    ...readServers(parser),
    ...readSite(parser, region, names),
    ...readWatching(parser),
    ...readPermissions(parser, region),
  };
  return parser.issues.length === 0 ? { ok: true, settings } : { ok: false, issues: parser.issues };
}
