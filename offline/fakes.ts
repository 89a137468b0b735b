import { createHash } from "node:crypto";

import { keyPairFrom, pem } from "./ed25519";
import type { Value, Values } from "./values";

/** Where the made-up cloud is. */
export interface Place {
  readonly region: string;
  readonly account: string;
}

/** What a provider would answer. */
export interface MadeUp {
  readonly id: string;
  /** Computed properties, over those that the program gave. */
  readonly outputs: Values;
}

/** What an answer is made of. */
interface Asked extends Place {
  /** The logical name. */
  readonly name: string;
  readonly inputs: Values;
}

interface Kind {
  /** The id, or what stands before the logical name in it. */
  readonly id: string | ((asked: Asked) => string);
  readonly outputs?: (asked: Asked, id: string) => Values;
}

/** Certificates begin their life on this day, so that their end is always the same. */
const CERTIFICATES_START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

/** Services whose name in ARNs is not that of their module. */
const ARN_SERVICES: Readonly<Record<string, string>> = { elb: "elasticloadbalancing", vpc: "ec2" };

/**
 * By type: how ids look, and what computed properties a program reads. One that is not here has no value after a
 * deployment under this runtime, as in a real one where the provider gives none.
 */
const KINDS: Readonly<Record<string, Kind>> = {
  "aws:ec2/vpc:Vpc": {
    id: "vpc",
    outputs: ({ name }) => ({
      defaultSecurityGroupId: `sg-default-${name}`,
      defaultRouteTableId: `rtb-main-${name}`,
      mainRouteTableId: `rtb-main-${name}`,
      defaultNetworkAclId: `acl-default-${name}`,
    }),
  },
  "aws:ec2/subnet:Subnet": { id: "subnet" },
  "aws:ec2/internetGateway:InternetGateway": { id: "igw" },
  "aws:ec2/routeTable:RouteTable": { id: "rtb" },
  "aws:ec2/route:Route": { id: "r" },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { id: "rtbassoc" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { id: "vpce", outputs: ({ name }) => ({ prefixListId: `pl-${name}` }) },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": { id: "sg" },
  "aws:ec2/securityGroup:SecurityGroup": { id: "sg", outputs: (asked) => ({ name: physicalName(asked) }) },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": { id: "sgr", outputs: ruleOutputs },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": { id: "sgr", outputs: ruleOutputs },
  "aws:ec2/eip:Eip": {
    id: "eipalloc",
    outputs: ({ name }, id) => ({ allocationId: id, publicIp: publicAddress(name), publicDns: `eip-${name}.invalid` }),
  },
  "aws:ec2/eipAssociation:EipAssociation": {
    id: "eipassoc",
    outputs: ({ name }) => ({ publicIp: publicAddress(name) }),
  },
  "aws:ec2/instance:Instance": {
    id: "i",
    outputs: ({ name }) => ({
      primaryNetworkInterfaceId: `eni-${name}`,
      privateIp: privateAddress(name),
      instanceState: "running",
    }),
  },
  "aws:ec2/natGateway:NatGateway": {
    id: "nat",
    outputs: ({ name }) => ({ networkInterfaceId: `eni-${name}`, publicIp: publicAddress(name) }),
  },
  "aws:ec2/amiFromInstance:AmiFromInstance": {
    id: "ami",
    outputs: ({ name }) => ({ rootSnapshotId: `snap-${name}` }),
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    id: "lt",
    outputs: (asked) => ({ name: physicalName(asked), latestVersion: 1, defaultVersion: 1 }),
  },
  "aws:ec2/keyPair:KeyPair": {
    id: (asked) => physicalName(asked, "keyName"),
    outputs: (asked, id) => ({ keyName: id, keyPairId: `key-${asked.name}` }),
  },
  "aws:ec2/flowLog:FlowLog": { id: "fl" },
  "aws:autoscaling/group:Group": { id: physicalName, outputs: named },
  "aws:autoscaling/policy:Policy": { id: physicalName, outputs: named },
  "aws:elb/loadBalancer:LoadBalancer": {
    id: physicalName,
    outputs: ({ region }, id) => ({
      name: id,
      dnsName: `${id}-1234567890.${region}.elb.amazonaws.com`,
      zoneId: "Z0000000000000",
      sourceSecurityGroup: `123456789012/${id}`,
    }),
  },
  "aws:elb/loadBalancerPolicy:LoadBalancerPolicy": {
    id: ({ inputs }) => `${text(inputs.loadBalancerName)}:${text(inputs.policyName)}`,
  },
  "aws:elb/listenerPolicy:ListenerPolicy": {
    id: ({ inputs }) => `${text(inputs.loadBalancerName)}:${text(inputs.loadBalancerPort)}`,
  },
  "aws:iam/serverCertificate:ServerCertificate": { id: "ASCA", outputs: (asked) => ({ name: physicalName(asked) }) },
  "aws:iam/role:Role": { id: physicalName, outputs: named },
  "aws:iam/instanceProfile:InstanceProfile": { id: physicalName, outputs: named },
  "aws:iam/rolePolicy:RolePolicy": { id: (asked) => `${text(asked.inputs.role)}:${physicalName(asked)}` },
  "aws:s3/bucket:Bucket": {
    id: (asked) => physicalName(asked, "bucket"),
    outputs: (_, id) => ({ bucket: id, bucketDomainName: `${id}.s3.amazonaws.com`, arn: `arn:aws:s3:::${id}` }),
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    id: physicalName,
    outputs: ({ region, account }, id) => ({ name: id, arn: `arn:aws:logs:${region}:${account}:log-group:${id}` }),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { id: physicalName, outputs: named },
  "aws:sns/topic:Topic": {
    id: (asked) => `arn:aws:sns:${asked.region}:${asked.account}:${physicalName(asked)}`,
    outputs: (asked, id) => ({ name: physicalName(asked), arn: id }),
  },
  "tls:index/privateKey:PrivateKey": {
    id: ({ name }) => digest(name).toString("hex").slice(0, 40),
    outputs: ({ name }) => {
      const { fingerprint, ...key } = keyPairFrom(name);
      return { ...key, privateKeyPemPkcs8: key.privateKeyPem, publicKeyFingerprintSha256: fingerprint };
    },
  },
  "tls:index/selfSignedCert:SelfSignedCert": {
    id: ({ name }) => digest(name).readBigUInt64BE().toString(),
    outputs: ({ name, inputs }) => ({
      certPem: pem("CERTIFICATE", Buffer.concat([Buffer.from(`made up for ${name} `), digest(name)])),
      keyAlgorithm: "RSA",
      readyForRenewal: false,
      validityStartTime: new Date(CERTIFICATES_START).toISOString(),
      validityEndTime: new Date(CERTIFICATES_START + Number(inputs.validityPeriodHours) * HOUR).toISOString(),
    }),
  },
  "pulumi:index:Stash": { id: "stash", outputs: stashOutputs },
};

/** Deterministic stand-ins for what AWS makes up. */
export function makeUp(type: string, asked: Asked): MadeUp {
  const kind = KINDS[type] ?? { id: fallbackPrefix(type) };
  const id = typeof kind.id === "string" ? `${kind.id}-${asked.name}` : kind.id(asked);
  return { id, outputs: { ...arnOf(type, asked, id), ...kind.outputs?.(asked, id) } };
}

/** What an engine without a cloud knows of a resource that does not stand yet, besides what the program said. */
export function foretell(type: string, inputs: Values): Values {
  return type === "pulumi:index:Stash" ? stashOutputs({ inputs }) : {};
}

/** The name in the cloud: the program's, or one made of the logical name as Pulumi does. */
function physicalName(asked: Asked, property = "name"): string {
  const { [property]: given, [`${property}Prefix`]: prefix } = asked.inputs;
  if (typeof given === "string") return given;
  return typeof prefix === "string" ? `${prefix}0a1b2c3` : `${asked.name}-0a1b2c3`;
}

function named(_: Asked, id: string): Values {
  return { name: id };
}

function ruleOutputs(_: Asked, id: string): Values {
  return { securityGroupRuleId: id };
}

function stashOutputs({ inputs }: Pick<Asked, "inputs">): Values {
  return inputs.input === undefined ? {} : { output: inputs.input };
}

/** `aws:iam/serverCertificate:ServerCertificate` → `arn:aws:iam::123456789012:server-certificate/ID` */
function arnOf(type: string, { region, account }: Place, id: string): Values {
  const { module, kind } = /^aws:(?<module>\w+)\/(?<kind>\w+):/.exec(type)?.groups ?? {};
  if (module === undefined || kind === undefined) return {};
  const service = ARN_SERVICES[module] ?? module;
  const path = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return { arn: `arn:aws:${service}:${service === "iam" ? "" : region}:${account}:${path}/${id}` };
}

/** `aws:cloudwatch/dashboard:Dashboard` → `dashboard` */
function fallbackPrefix(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1).toLowerCase();
}

/** One of the addresses set aside for examples, https://www.rfc-editor.org/rfc/rfc5737 */
function publicAddress(name: string): string {
  return `203.0.113.${1 + (digest(name).readUInt16BE() % 254)}`;
}

function privateAddress(name: string): string {
  return `10.0.0.${4 + (digest(name).readUInt16BE() % 250)}`;
}

function digest(name: string): Buffer {
  return createHash("sha256").update(name).digest();
}

function text(value: Value | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
