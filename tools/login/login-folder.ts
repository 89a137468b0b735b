import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { EC2Client } from "@aws-sdk/client-ec2";

import type { Machine } from "../stage/instances";
import { hostKeysOf } from "./host-keys";
import { sshConfig } from "./ssh-config";
import type { WayIn } from "./login-path";

/** What SSH is called with. */
export interface Login {
  /** A configuration in which machines are called by their ids. */
  readonly configFile: string;
  /** Machines whose host keys AWS does not show: SSH keeps the keys that it sees first. */
  readonly unproven: readonly Machine[];
}

/** What is written for a login. */
export interface LoginArgs {
  /** The project's folder. */
  readonly root: string;
  readonly stage: string;
  readonly way: Exclude<WayIn, { readonly kind: "session" }>;
  readonly identityFile?: string;
  /** All machines of the stage: what is known of others is forgotten. */
  readonly machines: readonly Machine[];
}

/** Writes the stage's SSH configuration and its known hosts, which only this user may read, below `.local`. */
export async function writeLogin(
  { root, stage, way, identityFile, machines }: LoginArgs,
  ec2: EC2Client,
): Promise<Login> {
  const folder = join(root, ".local", "login", stage);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const knownHostsFile = join(folder, "known_hosts");
  const onTheWay = way.kind === "jump" ? [way.bastion, way.to] : [way.bastion];
  const known = await knownHosts(readLines(knownHostsFile), onTheWay, machines, ec2);
  writePrivately(knownHostsFile, known.join(""));
  const unproven = onTheWay.filter(({ id }) => !known.some((line) => line.startsWith(`${id} `)));
  const configFile = join(folder, "config");
  const config = sshConfig({
    bastion: way.bastion,
    ...(way.kind === "jump" ? { to: way.to } : {}),
    knownHostsFile,
    ...(identityFile === undefined ? {} : { identityFile }),
    known: new Set(onTheWay.filter((one) => !unproven.includes(one)).map(({ id }) => id)),
  });
  writePrivately(configFile, config);
  return { configFile, unproven };
}

/** Lines of a known-hosts file: those of machines that are still there, and AWS's of those that are new on the way. */
async function knownHosts(
  lines: readonly string[],
  onTheWay: readonly Machine[],
  machines: readonly Machine[],
  ec2: EC2Client,
): Promise<readonly string[]> {
  const kept = lines.filter((line) => machines.some(({ id }) => line.startsWith(`${id} `)));
  const unknown = onTheWay.filter(({ id }) => !kept.some((line) => line.startsWith(`${id} `)));
  const added = await Promise.all(
    unknown.map(async ({ id }) => (await hostKeysOf(id, ec2)).map((key) => `${id} ${key}\n`)),
  );
  return [...kept, ...added.flat()];
}

function readLines(file: string): readonly string[] {
  return existsSync(file) ? (readFileSync(file, "utf8").match(/.+\n/g) ?? []) : [];
}

function writePrivately(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}
