import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { shortType } from "./recording";
import { resourceType, type ResourceTypeName } from "./resource-types";
import { isList, type Value, type Values } from "./values";

export interface Location {
  readonly region: string;
  readonly account: string;
}

interface Fake {
  readonly id: string;
  /** Computed properties; they take precedence over the inputs. */
  readonly outputs: Values;
}

interface Request extends Location {
  /** The logical name. */
  readonly name: string;
  readonly inputs: Values;
}

interface FakeType {
  /** @default the type's id prefix and the logical name, or the physical name */
  readonly id?: (request: Request) => string;
  /** Computed properties that the program reads. */
  readonly outputs?: (request: Request, id: string) => Values;
}

/** Certificates start on this day, so that they always end on the same day. */
const CERTIFICATES_START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

/** Services whose name in ARNs differs from their module's. */
const ARN_SERVICES: Readonly<Record<string, string>> = { elb: "elasticloadbalancing", vpc: "ec2" };

const SECURITY_GROUP_RULE: FakeType = { outputs: (_, id) => ({ securityGroupRuleId: id }) };

const FAKES: Readonly<Partial<Record<ResourceTypeName, FakeType>>> = {
  "aws.ec2.VpcEndpoint": { outputs: ({ name }) => ({ prefixListId: `pl-${name}` }) },
  "aws.ec2.SecurityGroup": { outputs: (request) => ({ name: physicalName(request) }) },
  "aws.vpc.SecurityGroupIngressRule": SECURITY_GROUP_RULE,
  "aws.vpc.SecurityGroupEgressRule": SECURITY_GROUP_RULE,
  "aws.ec2.Eip": { outputs: ({ name }, id) => ({ allocationId: id, publicIp: publicAddress(name) }) },
  "aws.ec2.EipAssociation": { outputs: ({ name }) => ({ publicIp: publicAddress(name) }) },
  "aws.ec2.Instance": {
    outputs: ({ name }) => ({ primaryNetworkInterfaceId: `eni-${name}`, privateIp: privateAddress(name) }),
  },
  "aws.ec2.NatGateway": { outputs: ({ name }) => ({ publicIp: publicAddress(name) }) },
  "aws.ec2.LaunchTemplate": { outputs: (request) => ({ name: physicalName(request), latestVersion: 1 }) },
  "aws.ec2.KeyPair": { id: (request) => physicalName(request, "keyName"), outputs: (_, id) => ({ keyName: id }) },
  "aws.elb.LoadBalancer": {
    outputs: ({ region }, id) => ({
      name: id,
      dnsName: `${id}-1234567890.${region}.elb.amazonaws.com`,
      // Of Tokyo: https://docs.aws.amazon.com/general/latest/gr/elb.html
      zoneId: "Z14GRHDCWA56QT",
    }),
  },
  "aws.elb.LoadBalancerPolicy": { id: ({ inputs }) => `${text(inputs.loadBalancerName)}:${text(inputs.policyName)}` },
  "aws.elb.ListenerPolicy": { id: ({ inputs }) => `${text(inputs.loadBalancerName)}:${text(inputs.loadBalancerPort)}` },
  "aws.acm.Certificate": {
    id: ({ name, region, account }) => `arn:aws:acm:${region}:${account}:certificate/${name}`,
    outputs: ({ inputs }, id) => ({ arn: id, domainValidationOptions: validationOptions(inputs) }),
  },
  "aws.acm.CertificateValidation": { id: ({ inputs }) => text(inputs.certificateArn) },
  "aws.route53.Record": {
    id: ({ inputs }) => [inputs.zoneId, inputs.name, inputs.type].map(text).join("_"),
    outputs: ({ inputs }) => ({ fqdn: text(inputs.name).replace(/\.$/, "") }),
  },
  "aws.iam.ServerCertificate": { outputs: (request) => ({ name: physicalName(request) }) },
  "aws.iam.Role": { outputs: named },
  "aws.iam.InstanceProfile": { outputs: named },
  "aws.iam.RolePolicy": { id: (request) => `${text(request.inputs.role)}:${physicalName(request)}` },
  "aws.autoscaling.Group": { outputs: named },
  "aws.autoscaling.Policy": { outputs: named },
  "aws.s3.Bucket": {
    id: (request) => physicalName(request, "bucket"),
    outputs: (_, id) => ({ bucket: id, arn: `arn:aws:s3:::${id}` }),
  },
  "aws.cloudwatch.LogGroup": {
    outputs: ({ region, account }, id) => ({ name: id, arn: `arn:aws:logs:${region}:${account}:log-group:${id}` }),
  },
  "aws.cloudwatch.MetricAlarm": { outputs: named },
  "aws.sns.Topic": {
    id: (request) => `arn:aws:sns:${request.region}:${request.account}:${physicalName(request)}`,
    outputs: (request, id) => ({ name: physicalName(request), arn: id }),
  },
  "tls.PrivateKey": {
    id: ({ name }) => digest(name).toString("hex").slice(0, 40),
    outputs: ({ name }) => keyPairFrom(name),
  },
  "tls.SelfSignedCert": {
    id: ({ name }) => digest(name).readBigUInt64BE().toString(),
    outputs: ({ name, inputs }) => ({
      certPem: pem("CERTIFICATE", Buffer.concat([Buffer.from(`fake certificate of ${name} `), digest(name)])),
      validityEndTime: new Date(CERTIFICATES_START + Number(inputs.validityPeriodHours) * HOUR).toISOString(),
    }),
  },
  "pulumi.Stash": { outputs: stashOutputs },
};

/** Fakes a resource's id and computed properties, the same for the same request. */
export function fakeOutputs(type: string, request: Request): Fake {
  const { id: idOf, outputs } = (FAKES as Readonly<Record<string, FakeType | undefined>>)[shortType(type)] ?? {};
  const id = idOf?.(request) ?? defaultId(type, request);
  return { id, outputs: { ...arnOf(type, request, id), ...outputs?.(request, id) } };
}

/** Computed properties that the engine knows in a preview, without a provider. */
export function previewOutputs(type: string, inputs: Values): Values {
  return type === "pulumi:index:Stash" ? stashOutputs({ inputs }) : {};
}

function defaultId(type: string, request: Request): string {
  const entry = resourceType(type);
  // `aws:cloudwatch/dashboard:Dashboard` → `dashboard`
  const prefix = entry === undefined ? type.slice(type.lastIndexOf(":") + 1).toLowerCase() : entry.idPrefix;
  return prefix === undefined ? physicalName(request) : `${prefix}-${request.name}`;
}

/** The name in AWS: the program's, or one that is based on the logical name, as Pulumi does it. */
function physicalName(request: Request, property = "name"): string {
  const { [property]: given, [`${property}Prefix`]: prefix } = request.inputs;
  if (typeof given === "string") return given;
  return typeof prefix === "string" ? `${prefix}0a1b2c3` : `${request.name}-0a1b2c3`;
}

function named(_: Request, id: string): Values {
  return { name: id };
}

function stashOutputs({ inputs }: Pick<Request, "inputs">): Values {
  return inputs.input === undefined ? {} : { output: inputs.input };
}

/** `aws:iam/serverCertificate:ServerCertificate` → `arn:aws:iam::123456789012:server-certificate/ID` */
function arnOf(type: string, { region, account }: Location, id: string): Values {
  const { module, kind } = /^aws:(?<module>\w+)\/(?<kind>\w+):/.exec(type)?.groups ?? {};
  if (module === undefined || kind === undefined) return {};
  const service = ARN_SERVICES[module] ?? module;
  const path = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return { arn: `arn:aws:${service}:${service === "iam" ? "" : region}:${account}:${path}/${id}` };
}

/** A record for each name: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html */
function validationOptions({ domainName, subjectAlternativeNames }: Values): Value[] {
  const others = isList(subjectAlternativeNames) ? subjectAlternativeNames : [];
  return [domainName, ...others]
    .map(text)
    .map((name) => ({
      domainName: name,
      resourceRecordName: `_0a1b2c3.${name.replace(/^\*\./, "")}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: "_4d5e6f7.acm-validations.aws.",
    }));
}

/** An address reserved for documentation, https://www.rfc-editor.org/rfc/rfc5737 */
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

/** The PKCS#8 prefix of an Ed25519 key's 32 bytes, https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const RAW_LENGTH = 32;

/**
 * A real key pair, the same for the same seed. It is Ed25519 even if the program asks for RSA: an RSA key takes a tenth
 * of a second and is different each time.
 */
function keyPairFrom(seed: string): Record<"privateKeyPem" | "privateKeyOpenssh" | "publicKeyOpenssh", string> {
  const der = Buffer.concat([PKCS8_HEAD, createHash("sha256").update(seed).digest()]);
  const publicKey = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-RAW_LENGTH);
  const blob = Buffer.concat([sshString(Buffer.from("ssh-ed25519")), sshString(raw)]);
  return {
    privateKeyPem: pem("PRIVATE KEY", der),
    // With OpenSSH's label, but not in its format, which only `ssh` reads.
    privateKeyOpenssh: pem("OPENSSH PRIVATE KEY", der),
    publicKeyOpenssh: `ssh-ed25519 ${blob.toString("base64")}\n`,
  };
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

function sshString(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
