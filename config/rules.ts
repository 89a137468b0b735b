import { definitions, describedAs, type SettingValues } from "./definitions";
import type { SettingsParser } from "./parser";

type Key = keyof typeof definitions;

/** A rule between settings. It applies only where each of them is valid by itself, so that one mistake is one issue. */
interface Rule {
  /** The settings; the issue is reported at the first. */
  readonly settings: readonly [Key, ...Key[]];
  readonly isBroken: (values: SettingValues) => boolean;
  readonly message: string;
  readonly allowed: string;
  readonly hint: string;
}

export const RULES: readonly Rule[] = [
  {
    settings: ["bastion", "adminCidrs", "access"],
    isBroken: ({ bastion, access, adminCidrs }) => bastion && access === "ssh" && adminCidrs.length === 0,
    message: "needs adminCidrs, which is empty",
    allowed: "true with adminCidrs, or false",
    hint: "set adminCidrs to the addresses that you log in from",
  },
  {
    settings: ["bastion", "access"],
    isBroken: ({ bastion, access }) => bastion && access === "ssm",
    message: "cannot be used with access: ssm",
    allowed: "false with access: ssm",
    hint: "set bastion to false, or access to ssh",
  },
  {
    settings: ["access", "nat"],
    isBroken: ({ access, nat }) => access === "ssm" && nat === "none",
    message: "does not work with nat: none, because instances reach Session Manager through the NAT",
    allowed: "ssh, or ssm with nat: instance or gateway",
    hint: "set nat to instance or gateway",
  },
  {
    settings: ["web", "nat"],
    isBroken: ({ web, nat }) => web.parameters !== undefined && nat === "none",
    message: "has parameters, which web servers cannot read with nat: none",
    allowed: "no parameters with nat: none",
    hint: "set nat to instance or gateway, or remove web.parameters",
  },
  {
    settings: ["web", "nat"],
    isBroken: ({ web, nat }) => web.secretArns !== undefined && nat === "none",
    message: "has secretArns, which web servers cannot read with nat: none",
    allowed: "no secretArns with nat: none",
    hint: "set nat to instance or gateway, or remove web.secretArns",
  },
  {
    settings: ["sshPublicKey", "access"],
    isBroken: ({ sshPublicKey, access }) => access === "ssm" && sshPublicKey !== undefined,
    message: "has no effect with access: ssm",
    allowed: "a key with access: ssh",
    hint: "remove it: pulumi config rm minimal-secure-web:sshPublicKey",
  },
  {
    settings: ["http", "https"],
    isBroken: ({ http, https }) => !https && http === "off",
    message: "leaves no listener with https: false",
    allowed: "serve with https: false",
    hint: "set https to true, or http to serve",
  },
  {
    settings: ["http", "https"],
    isBroken: ({ http, https }) => !https && http === "redirect",
    message: "needs https: true",
    allowed: "serve with https: false",
    hint: "set https to true, or http to serve",
  },
  {
    settings: ["domain", "https"],
    isBroken: ({ domain, https }) => domain !== undefined && !https,
    message: "needs https: true",
    allowed: "a domain with https: true",
    hint: "set https to true, or remove domain",
  },
  {
    settings: ["hsts", "http"],
    isBroken: ({ hsts, http }) => hsts && http !== "redirect",
    message: "needs http: redirect",
    allowed: "true with http: redirect, or false",
    hint: "set http to redirect",
  },
  {
    settings: ["hsts", "domain", "certificate"],
    isBroken: ({ hsts, domain, certificate }) => hsts && domain === undefined && !("arn" in certificate),
    message: "would lock visitors out, because browsers do not trust the self-signed certificate",
    allowed: "true with domain or certificate.arn, or false",
    hint: "set domain or certificate.arn",
  },
  {
    settings: ["alarmEmail", "alarms"],
    isBroken: ({ alarmEmail, alarms }) => alarmEmail !== undefined && !alarms,
    message: "receives no notifications with alarms: false",
    allowed: "an address with alarms: true",
    hint: "set alarms to true",
  },
];

export function checkRules(parser: SettingsParser, values: SettingValues): void {
  for (const { settings, isBroken, message, allowed, hint } of RULES) {
    if (!parser.isValid(...settings) || !isBroken(values)) continue;
    const [key] = settings;
    const shown = describedAs(key)?.maySecret ? undefined : values[key];
    parser.issue(key, shown, message, { allowed, hint });
  }
}
