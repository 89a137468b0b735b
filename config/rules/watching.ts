import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../defaults";
import { HIDDEN } from "../fault";
import type { Reader } from "../reader";
import type { SettingValues } from "../settings";

type Watching = "flowLogs" | "accessLogs" | "alarms" | "alarmEmail";

/** Reads logs and alarms. */
export function readWatching(reader: Reader): Pick<SettingValues, Watching> {
  const flowLogs = reader.boolean("flowLogs", DEFAULTS.flowLogs);
  const accessLogs = reader.boolean("accessLogs", DEFAULTS.accessLogs);
  const alarms = reader.boolean("alarms", DEFAULTS.alarms);
  const alarmEmail = readEmail(reader);
  if (reader.sound("alarms", "alarmEmail") && alarmEmail !== undefined && !alarms) {
    const allowed = "an address with alarms: true";
    reader.fault("alarmEmail", undefined, "is told of nothing with alarms: false", {
      allowed,
      hint: "set alarms to true",
    });
  }
  return { flowLogs, accessLogs, alarms, ...(alarmEmail !== undefined && { alarmEmail }) };
}

function readEmail(reader: Reader): pulumi.Input<string> | undefined {
  if (reader.isUndecrypted("alarmEmail")) return pulumi.secret(HIDDEN);
  const text = reader.usable("alarmEmail");
  if (text === undefined) return undefined;
  // What SNS will deliver to is for the confirmation mail to show; this finds slips. 254: RFC 5321, section 4.5.3.1.3.
  const isPlausible = /^[!-?A-~]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i.test(text);
  if (!isPlausible || text.length > 254) reader.fault("alarmEmail", text, "is not an e-mail address");
  return reader.input("alarmEmail", text);
}
