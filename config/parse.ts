import type { Fault } from "./fault";
import { Reader } from "./reader";
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
import { groupSettings, type Settings, type SettingValues } from "./settings";
import type { SettingsSource } from "./source";

/** Settings that hold to every rule, or all that is wrong with them. */
export type ParseResult =
  { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Reads and checks all settings of a stage. Rules between settings are applied only where each of them is valid by
 * itself, so that one mistake is one fault.
 */
export function parseSettings(source: SettingsSource): ParseResult {
  const reader = new Reader(source);
  const values = readValues(reader);
  return reader.faults.length === 0
    ? { ok: true, settings: groupSettings(values) }
    : { ok: false, faults: reader.faults };
}

/** Every setting by its key; faults go to the reader. */
export function readValues(reader: Reader): SettingValues {
  checkKeys(reader);
  const names = readNames(reader);
  const { region } = readProvider(reader);
  const network = readNetwork(reader, region);
  const nat = readNat(reader, region, network.zones);
  return {
    ...names,
    region,
    ...network,
    ...nat,
    ...readLogins(reader, nat.nat),
    ...readServers(reader),
    ...readSite(reader, region, names),
    ...readWatching(reader),
    ...readPermissions(reader, region),
  };
}
