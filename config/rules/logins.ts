import * as pulumi from "@pulumi/pulumi";
import { isUnrouted, readCidr } from "../../lib/cidr";
import { DEFAULTS } from "../defaults";
import { HIDDEN } from "../fault";
import { MAX_BASTION_HOURS, MIN_PUBLIC_ADMIN_PREFIX } from "../limits";
import type { Reader } from "../reader";
import type { Access, NatKind, SettingValues } from "../settings";
import { publicKeyProblem } from "../ssh-public-key";

const WORLD = "0.0.0.0/0";

type Logins = "bastion" | "bastionHours" | "adminCidrs" | "access" | "sshPublicKey" | "protect";

/** Reads who may log in and how, and `protect`, which forbids a bastion open to the world. */
export function readLogins(reader: Reader, nat: NatKind): Pick<SettingValues, Logins> {
  const bastion = reader.boolean("bastion", DEFAULTS.bastion);
  const bastionHours = reader.integer("bastionHours", { min: 0, max: MAX_BASTION_HOURS }, DEFAULTS.bastionHours);
  const protect = reader.boolean("protect", DEFAULTS.protect);
  const adminCidrs = readAdmins(reader, readWorldOpen(reader, protect));
  const access = reader.choice<Access>("access", ["ssh", "ssm"], DEFAULTS.access);
  const sshPublicKey = readPublicKey(reader);

  if (reader.sound("bastion", "adminCidrs", "access") && bastion && access === "ssh" && adminCidrs.length === 0) {
    reader.fault("bastion", "true", "needs adminCidrs, which name nobody", {
      allowed: "true with adminCidrs, or false",
      hint: "set adminCidrs to the addresses that you log in from",
    });
  }
  if (reader.sound("access", "bastion") && access === "ssm" && bastion) {
    reader.fault("bastion", "true", "has no use with access: ssm", {
      allowed: "false with access: ssm",
      hint: "set bastion to false, or access to ssh",
    });
  }
  if (reader.sound("access", "nat") && access === "ssm" && nat === "none") {
    reader.fault("access", access, "cannot work with nat: none, since Session Manager is reached through the NAT", {
      allowed: "ssh, or ssm with nat: instance or gateway",
      hint: "set nat to instance or gateway",
    });
  }
  if (reader.sound("access", "sshPublicKey") && access === "ssm" && sshPublicKey !== undefined) {
    const hint = `remove it: pulumi config rm ${reader.fullKey("sshPublicKey")}`;
    reader.fault("sshPublicKey", undefined, "has no effect with access: ssm", {
      allowed: "a key with access: ssh",
      hint,
    });
  }
  return {
    bastion,
    bastionHours,
    adminCidrs: adminCidrs.map((text) => reader.input("adminCidrs", text)),
    access,
    ...(sshPublicKey !== undefined && { sshPublicKey }),
    protect,
  };
}

function readWorldOpen(reader: Reader, protect: boolean): boolean {
  const accept = reader.boolean("acceptWorldOpenSsh", DEFAULTS.acceptWorldOpenSsh);
  if (reader.sound("acceptWorldOpenSsh", "protect") && accept && protect) {
    const allowed = "false in a protected stage";
    reader.fault("acceptWorldOpenSsh", "true", "goes against protect: true", {
      allowed,
      hint: "set one of them to false",
    });
  }
  return accept;
}

function readAdmins(reader: Reader, acceptWorld: boolean): readonly string[] {
  if (reader.isUndecrypted("adminCidrs")) return [HIDDEN];
  const list = reader.textList("adminCidrs", reader.json("adminCidrs")) ?? [];
  const places = new Map<string, string>();
  list.forEach((text, index) => {
    const place = `adminCidrs[${index}]`;
    if (reader.isUndecrypted("adminCidrs", text) || !reader.sound(place)) return;
    checkAdmin(reader, place, text, acceptWorld);
    const before = places.get(text);
    if (before === undefined) places.set(text, place);
    else if (reader.sound(place)) reader.fault(place, text, `is ${before} already`, { hint: "name each range once" });
  });
  return list;
}

function checkAdmin(reader: Reader, place: string, text: string, acceptWorld: boolean): void {
  const reading = readCidr(text);
  if ("problem" in reading) {
    reader.fault(place, text, reading.problem, { suggestion: reading.suggestion });
  } else if (text === WORLD) {
    // With a faulty acceptWorldOpenSsh there is nothing to hold against it.
    if (acceptWorld || !reader.sound("acceptWorldOpenSsh")) return;
    const hint = "name the addresses that you log in from, or set acceptWorldOpenSsh to true in an unprotected stage";
    reader.fault(place, text, "opens SSH to the whole world", { hint });
  } else if (reading.cidr.prefix < MIN_PUBLIC_ADMIN_PREFIX && !isUnrouted(reading.cidr)) {
    const hint = "name the addresses that you log in from";
    reader.fault(place, text, `is a public range wider than /${MIN_PUBLIC_ADMIN_PREFIX}`, { hint });
  }
}

function readPublicKey(reader: Reader): pulumi.Input<string> | undefined {
  if (reader.isUndecrypted("sshPublicKey")) return pulumi.secret(HIDDEN);
  const text = reader.usable("sshPublicKey");
  if (text === undefined) return undefined;
  const problem = publicKeyProblem(text);
  if (problem !== undefined) {
    const hint = "give the content of the .pub file: ssh-keygen -t ed25519 makes one";
    reader.fault("sshPublicKey", text, problem, { hint });
  }
  return reader.input("sshPublicKey", text);
}
