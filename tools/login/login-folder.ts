import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { EC2Client } from "@aws-sdk/client-ec2";

import type { StageInstance } from "../stage/instances";
import { hostKeysOf } from "./host-keys";
import { sshConfig } from "./ssh-config";
import type { LoginPath } from "./login-path";

/** What SSH is called with. */
export interface Login {
  /** A configuration in which instances are called by their ids. */
  readonly configFile: string;
  /** Instances whose host keys AWS does not show: SSH keeps the keys that it sees first. */
  readonly unverified: readonly StageInstance[];
}

/** What is written for a login. */
export interface LoginArgs {
  /** The project's folder. */
  readonly root: string;
  readonly stage: string;
  readonly path: Exclude<LoginPath, { readonly kind: "session" }>;
  readonly identityFile?: string;
  /** All instances of the stage: what is known of others is forgotten. */
  readonly instances: readonly StageInstance[];
}

/** Writes the stage's SSH configuration and its known hosts, which only this user may read, below `.local`. */
export async function writeLogin(
  { root, stage, path, identityFile, instances }: LoginArgs,
  ec2: EC2Client,
): Promise<Login> {
  const folder = join(root, ".local", "login", stage);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const knownHostsFile = join(folder, "known_hosts");
  const hops = path.kind === "jump" ? [path.bastion, path.to] : [path.bastion];
  const known = await knownHosts(readLines(knownHostsFile), hops, instances, ec2);
  writePrivately(knownHostsFile, known.join(""));
  const unverified = hops.filter(({ id }) => !known.some((line) => line.startsWith(`${id} `)));
  const configFile = join(folder, "config");
  const config = sshConfig({
    bastion: path.bastion,
    ...(path.kind === "jump" ? { to: path.to } : {}),
    knownHostsFile,
    ...(identityFile === undefined ? {} : { identityFile }),
    known: new Set(hops.filter((one) => !unverified.includes(one)).map(({ id }) => id)),
  });
  writePrivately(configFile, config);
  return { configFile, unverified };
}

/** Lines of a known-hosts file: those of instances that are still there, and AWS's of those that are new on the path. */
async function knownHosts(
  lines: readonly string[],
  hops: readonly StageInstance[],
  instances: readonly StageInstance[],
  ec2: EC2Client,
): Promise<readonly string[]> {
  const kept = lines.filter((line) => instances.some(({ id }) => line.startsWith(`${id} `)));
  const unknown = hops.filter(({ id }) => !kept.some((line) => line.startsWith(`${id} `)));
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
