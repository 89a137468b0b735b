import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { EC2Client } from "@aws-sdk/client-ec2";

import type { StageInstance } from "../stage/instances";
import { sshConfig } from "./ssh-config";
import type { LoginPath } from "./login-path";

/** cloud-init writes an instance's public host keys to the console once, at its first start. */
const SECTION = /-----BEGIN SSH HOST KEY KEYS-----(.*?)-----END SSH HOST KEY KEYS-----/s;
const KEY = /\b(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d{3}) [A-Za-z0-9+/]{40,}={0,2}/g;

export interface Login {
  /** An SSH configuration with instance IDs as host names. */
  readonly configFile: string;
  /** Instances whose host keys AWS does not show yet: SSH accepts the keys that it sees first. */
  readonly unverified: readonly StageInstance[];
}

export interface LoginArgs {
  /** The project's folder. */
  readonly root: string;
  readonly stage: string;
  /** Where to write. @default a folder of the stage below the project's `.local` */
  readonly folder?: string;
  readonly path: Exclude<LoginPath, { readonly kind: "session" }>;
  readonly identityFile?: string;
  /** All instances of the stage: host keys of others are removed. */
  readonly instances: readonly StageInstance[];
}

/** Writes the stage's SSH configuration and its known hosts, which only this user may read, below `.local`. */
export async function writeLogin(
  { root, stage, folder = join(root, ".local", "login", stage), path, identityFile, instances }: LoginArgs,
  ec2: EC2Client,
): Promise<Login> {
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

/** Lines of the known-hosts file: those of instances that still exist, and new ones from AWS. */
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

/**
 * Asks AWS for an instance's host keys, as `TYPE BASE64`. They come over a trusted connection, so even the first login cannot be
 * intercepted. The console output is available some minutes after a start; on Nitro types at once.
 */
async function hostKeysOf(id: string, ec2: EC2Client): Promise<readonly string[]> {
  const { GetConsoleOutputCommand } = await import("@aws-sdk/client-ec2");
  const { Output = "" } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id, Latest: true }));
  return SECTION.exec(Buffer.from(Output, "base64").toString())?.[1]?.match(KEY) ?? [];
}
