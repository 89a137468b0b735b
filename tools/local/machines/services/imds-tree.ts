import { createHash } from "node:crypto";

import { accessKeyIdOf } from "../../role-credentials";
import type { Cloud, Instance } from "../cloud";
import { privateDomain } from "./dns";

/** What the metadata of an instance consists of. */
export interface ImdsData {
  readonly instance: Instance;
  readonly cloud: Pick<Cloud, "region" | "subnets" | "securityGroups">;
  readonly publicKeys: Readonly<Record<string, string>>;
  readonly userData: string | Buffer | undefined;
}

const ACCOUNT = "123456789012";

/** Six hours, as AWS gives them. */
const CREDENTIALS_SECONDS = 6 * 60 * 60;

/** The paths below `/latest/` and what they answer. */
export type ImdsTree = Readonly<Record<string, string | Buffer>>;

/** The instance metadata of an instance, as IMDSv2 answers: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html */
export function imdsTree({ instance, cloud, publicKeys, userData }: ImdsData, now: Date): ImdsTree {
  const { id, privateAddress, publicAddress, keyName, instanceProfile } = instance;
  const zone = cloud.subnets.find(({ id: subnet }) => subnet === instance.subnetId)?.zone ?? `${cloud.region}a`;
  const key = keyName === undefined ? undefined : publicKeys[keyName];
  const groups = instance.securityGroupIds;
  const names = groups.map((group) => cloud.securityGroups.find((other) => other.id === group)?.name ?? group);
  const hostName = `ip-${privateAddress.replaceAll(".", "-")}.${privateDomain(cloud.region)}`;
  const mac = macAddress(id);
  const identity = {
    ...{ accountId: ACCOUNT, architecture: process.arch === "arm64" ? "arm64" : "x86_64", availabilityZone: zone },
    ...{ imageId: instance.imageId, instanceId: id, instanceType: instance.instanceType },
    ...{ pendingTime: instance.launchedAt, privateIp: privateAddress, region: cloud.region, version: "2017-09-30" },
  };
  const tree: Record<string, string | Buffer | undefined> = {
    "meta-data/ami-id": instance.imageId,
    "meta-data/ami-launch-index": "0",
    "meta-data/hostname": hostName,
    "meta-data/instance-action": "none",
    "meta-data/instance-id": id,
    "meta-data/instance-life-cycle": "on-demand",
    "meta-data/instance-type": instance.instanceType,
    "meta-data/local-hostname": hostName,
    "meta-data/local-ipv4": privateAddress,
    "meta-data/mac": mac,
    "meta-data/placement/availability-zone": zone,
    "meta-data/placement/region": cloud.region,
    "meta-data/public-ipv4": publicAddress,
    "meta-data/security-groups": names.join("\n"),
    "meta-data/services/domain": "amazonaws.com",
    "meta-data/services/partition": "aws",
    ...prefixed(`meta-data/network/interfaces/macs/${mac}`, {
      "device-number": "0",
      "local-ipv4s": privateAddress,
      mac,
      "public-ipv4s": publicAddress,
      "security-group-ids": groups.join("\n"),
      "security-groups": names.join("\n"),
      "subnet-id": instance.subnetId,
    }),
    ...(key === undefined || keyName === undefined ? {} : { "meta-data/public-keys/0/openssh-key": `${key.trim()}\n` }),
    ...(instanceProfile === undefined ? {} : roleOf(instanceProfile, now)),
    "dynamic/instance-identity/document": JSON.stringify(identity, undefined, 2),
    "user-data": userData === undefined || userData.length === 0 ? undefined : userData,
  };
  return Object.fromEntries(
    Object.entries(tree).filter((entry): entry is [string, string | Buffer] => entry[1] !== undefined),
  );
}

/**
 * What a path answers: a value, or the list of what is below it, in which folders end with a slash.
 * @param path below `/latest/`
 */
export function valueAt(tree: ImdsTree, path: string): string | Buffer | undefined {
  const trimmed = path.replace(/\/+$/, "");
  const value = Object.hasOwn(tree, trimmed) ? tree[trimmed] : undefined;
  if (value !== undefined) return value;
  const prefix = trimmed === "" ? "" : `${trimmed}/`;
  const below = Object.keys(tree).filter((name) => name.startsWith(prefix));
  if (below.length === 0) return undefined;
  const names = below.map((name) => name.slice(prefix.length)).map((name) => name.replace(/\/.*/, "/"));
  return [...new Set(names)].sort().join("\n");
}

function prefixed<T>(prefix: string, values: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]));
}

/** The emulator accepts any credentials, and its proxy knows the role by its access key. The role is listed under the name of its instance profile. */
function roleOf(profile: string, now: Date): Record<string, string> {
  const role = profile.slice(profile.lastIndexOf("/") + 1);
  const time = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;
  const information = {
    ...{ Code: "Success", LastUpdated: time(now), InstanceProfileArn: profile },
    InstanceProfileId: `AIPA${digest(profile).slice(0, 17).toUpperCase()}`,
  };
  const credentials = {
    ...{ Code: "Success", LastUpdated: time(now), Type: "AWS-HMAC" },
    AccessKeyId: accessKeyIdOf(role),
    SecretAccessKey: digest(`secret ${role}`).slice(0, 40),
    Token: digest(`token ${role}`),
    Expiration: time(new Date(now.getTime() + CREDENTIALS_SECONDS * 1000)),
  };
  return {
    "meta-data/iam/info": JSON.stringify(information, undefined, 2),
    [`meta-data/iam/security-credentials/${role}`]: JSON.stringify(credentials, undefined, 2),
  };
}

/** Locally administered. */
function macAddress(id: string): string {
  return ["02", ...(digest(id).slice(0, 10).match(/../g) ?? [])].join(":");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
