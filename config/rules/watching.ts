import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../defaults";
import { HIDDEN } from "../issue";
import type { SettingsParser } from "../parser";
import type { Settings } from "../settings";

type Watching = "flowLogs" | "accessLogs" | "alarms" | "alarmEmail";

/** Reads logs and alarms. */
export function readWatching(parser: SettingsParser): Pick<Settings, Watching> {
  const flowLogs = parser.boolean("flowLogs", DEFAULTS.flowLogs);
  const accessLogs = parser.boolean("accessLogs", DEFAULTS.accessLogs);
  const alarms = parser.boolean("alarms", DEFAULTS.alarms);
  const alarmEmail = readEmail(parser);
  if (parser.isValid("alarms", "alarmEmail") && alarmEmail !== undefined && !alarms) {
    const allowed = "an address with alarms: true";
    parser.issue("alarmEmail", undefined, "is told of nothing with alarms: false", {
      allowed,
      hint: "set alarms to true",
    });
  }
  return { flowLogs, accessLogs, alarms, ...(alarmEmail !== undefined && { alarmEmail }) };
}

function readEmail(parser: SettingsParser): pulumi.Input<string> | undefined {
  if (parser.isUndecrypted("alarmEmail")) return pulumi.secret(HIDDEN);
  const text = parser.usable("alarmEmail");
  if (text === undefined) return undefined;
  // What SNS will deliver to is for the confirmation mail to show; this finds slips. 254: RFC 5321, section 4.5.3.1.3.
  const isPlausible = /^[!-?A-~]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i.test(text);
  if (!isPlausible || text.length > 254) parser.issue("alarmEmail", text, "is not an e-mail address");
  return parser.input("alarmEmail", text);
}
