import * as pulumi from "@pulumi/pulumi";
import { isUnrouted, readCidr } from "../../lib/cidr";
import { DEFAULTS } from "../defaults";
import { HIDDEN } from "../issue";
import { MAX_BASTION_HOURS, MIN_PUBLIC_ADMIN_PREFIX } from "../limits";
import type { SettingsParser } from "../parser";
import type { Access, NatKind, Settings } from "../settings";
import { publicKeyProblem } from "../ssh-public-key";

const WORLD = "0.0.0.0/0";

type Logins = "bastion" | "bastionHours" | "adminCidrs" | "access" | "sshPublicKey" | "protect";

/** Reads who may log in and how, and `protect`, which forbids a bastion open to the world. */
export function readLogins(parser: SettingsParser, nat: NatKind): Pick<Settings, Logins> {
  const bastion = parser.boolean("bastion", DEFAULTS.bastion);
  const bastionHours = parser.integer("bastionHours", { min: 0, max: MAX_BASTION_HOURS }, DEFAULTS.bastionHours);
  const protect = parser.boolean("protect", DEFAULTS.protect);
  const adminCidrs = readAdmins(parser, readWorldOpen(parser, protect));
  const access = parser.choice<Access>("access", ["ssh", "ssm"], DEFAULTS.access);
  const sshPublicKey = readPublicKey(parser);

  if (parser.isValid("bastion", "adminCidrs", "access") && bastion && access === "ssh" && adminCidrs.length === 0) {
    parser.issue("bastion", "true", "needs adminCidrs, which name nobody", {
      allowed: "true with adminCidrs, or false",
      hint: "set adminCidrs to the addresses that you log in from",
    });
  }
  if (parser.isValid("access", "bastion") && access === "ssm" && bastion) {
    parser.issue("bastion", "true", "has no use with access: ssm", {
      allowed: "false with access: ssm",
      hint: "set bastion to false, or access to ssh",
    });
  }
  if (parser.isValid("access", "nat") && access === "ssm" && nat === "none") {
    parser.issue("access", access, "cannot work with nat: none, since Session Manager is reached through the NAT", {
      allowed: "ssh, or ssm with nat: instance or gateway",
      hint: "set nat to instance or gateway",
    });
  }
  if (parser.isValid("access", "sshPublicKey") && access === "ssm" && sshPublicKey !== undefined) {
    const hint = `remove it: pulumi config rm ${parser.fullKey("sshPublicKey")}`;
    parser.issue("sshPublicKey", undefined, "has no effect with access: ssm", {
      allowed: "a key with access: ssh",
      hint,
    });
  }
  return {
    bastion,
    bastionHours,
    adminCidrs: adminCidrs.map((text) => parser.input("adminCidrs", text)),
    access,
    ...(sshPublicKey !== undefined && { sshPublicKey }),
    protect,
  };
}

function readWorldOpen(parser: SettingsParser, protect: boolean): boolean {
  const accept = parser.boolean("acceptWorldOpenSsh", DEFAULTS.acceptWorldOpenSsh);
  if (parser.isValid("acceptWorldOpenSsh", "protect") && accept && protect) {
    const allowed = "false in a protected stage";
    parser.issue("acceptWorldOpenSsh", "true", "goes against protect: true", {
      allowed,
      hint: "set one of them to false",
    });
  }
  return accept;
}

function readAdmins(parser: SettingsParser, acceptWorld: boolean): readonly string[] {
  if (parser.isUndecrypted("adminCidrs")) return [HIDDEN];
  const list = parser.textList("adminCidrs", parser.json("adminCidrs")) ?? [];
  const places = new Map<string, string>();
  list.forEach((text, index) => {
    const place = `adminCidrs[${index}]`;
    if (parser.isUndecrypted("adminCidrs", text) || !parser.isValid(place)) return;
    checkAdmin(parser, place, text, acceptWorld);
    const before = places.get(text);
    if (before === undefined) places.set(text, place);
    else if (parser.isValid(place)) parser.issue(place, text, `is ${before} already`, { hint: "name each range once" });
  });
  return list;
}

function checkAdmin(parser: SettingsParser, place: string, text: string, acceptWorld: boolean): void {
  const reading = readCidr(text);
  if ("problem" in reading) {
    parser.issue(place, text, reading.problem, { suggestion: reading.suggestion });
  } else if (text === WORLD) {
    // With a invalid acceptWorldOpenSsh there is nothing to hold against it.
    if (acceptWorld || !parser.isValid("acceptWorldOpenSsh")) return;
    const hint = "name the addresses that you log in from, or set acceptWorldOpenSsh to true in an unprotected stage";
    parser.issue(place, text, "opens SSH to the whole world", { hint });
  } else if (reading.cidr.prefix < MIN_PUBLIC_ADMIN_PREFIX && !isUnrouted(reading.cidr)) {
    const hint = "name the addresses that you log in from";
    parser.issue(place, text, `is a public range wider than /${MIN_PUBLIC_ADMIN_PREFIX}`, { hint });
  }
}

function readPublicKey(parser: SettingsParser): pulumi.Input<string> | undefined {
  if (parser.isUndecrypted("sshPublicKey")) return pulumi.secret(HIDDEN);
  const text = parser.usable("sshPublicKey");
  if (text === undefined) return undefined;
  const message = publicKeyProblem(text);
  if (message !== undefined) {
    const hint = "give the content of the .pub file: ssh-keygen -t ed25519 makes one";
    parser.issue("sshPublicKey", text, message, { hint });
  }
  return parser.input("sshPublicKey", text);
}
