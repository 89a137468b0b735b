import type { ResourceTypeName } from "../../offline/resource-types";
import { aliasTarget, plainName } from "../../lib/dns-name";
import type { CompanionType, Item } from "./item";
import type { StateResource } from "./state";

type Inputs = Readonly<Record<string, unknown>>;

/** How the resource of a creation that Pulumi did not record is found in AWS, and when it can be deleted. */
export interface Recovery {
  readonly foundBy: "tags" | "name" | "parent";
  /** Whether a creation with these inputs creates such an item. */
  readonly matches: (item: Item, inputs: Inputs) => boolean;
  /**
   * Of parts: the keys that the program or the provider gives them, or `ids` for IDs of the stage's own resources. Parts with
   * other keys are a person's.
   */
  readonly keys?: RegExp | "ids";
  /** Lower numbers are deleted first. */
  readonly order: number;
  /** The ID of a resource in the state, as the inventory has it. @default its ID in the state */
  readonly idOf?: (resource: StateResource) => string;
}

/** A type for which nothing needs to be found. */
interface NoRecovery {
  /** Why. */
  readonly none: string;
}

const REPEATABLE = "creating it again has the same result";
/** A name that the provider makes: the logical name and a random part. */
const GENERATED = /^[a-z0-9-]+-[0-9a-f]{7}$/;
const STATE_ONLY = "it exists only in the state";

/**
 * Every type that the program registers. Deletion is safe for all of them: nothing in the state depends on a creation that
 * was not recorded, none of them holds data by then, and the next `pulumi up` creates it again.
 */
export const RECOVERY: Readonly<Record<ResourceTypeName, Recovery | NoRecovery>> = {
  "aws.autoscaling.Policy": part("autoscalingGroupName", "name", GENERATED, 10, ({ id, outputs }) =>
    partId(outputs.autoscalingGroupName, id),
  ),
  "aws.cloudwatch.MetricAlarm": tagged(10),
  "aws.ec2.FlowLog": tagged(10),
  "aws.autoscaling.Group": named(20),
  "aws.elb.LoadBalancerPolicy": part("loadBalancerName", "policyName", /^(?:tls|stickiness)-/, 25),
  "aws.elb.ListenerPolicy": { none: REPEATABLE },
  "aws.elb.LoadBalancer": named(30),
  "aws.ec2.Instance": tagged(40),
  "aws.ec2.NatGateway": tagged(40),
  "aws.ec2.VpcEndpoint": tagged(40),
  "aws.ec2.EipAssociation": { none: REPEATABLE },
  "aws.ec2.Eip": tagged(50),
  "aws.ec2.AmiFromInstance": tagged(60),
  "aws.ec2.LaunchTemplate": tagged(65),
  "aws.ec2.KeyPair": tagged(66),
  "aws.iam.ServerCertificate": tagged(66),
  "aws.acm.Certificate": tagged(66),
  "aws.acm.CertificateValidation": { none: STATE_ONLY },
  // A record without tags, which would still lead to a load balancer that is gone.
  "aws.route53.Record": {
    ...{ foundBy: "name", order: 28 },
    idOf: ({ inputs }) => recordId(inputs),
    matches: ({ id, name }, inputs) => id === recordId(inputs) && name === recordTarget(inputs),
  },
  "aws.vpc.SecurityGroupIngressRule": taggedPart("securityGroupId", 70),
  "aws.vpc.SecurityGroupEgressRule": taggedPart("securityGroupId", 70),
  "aws.ec2.SecurityGroup": tagged(75),
  "aws.ec2.DefaultSecurityGroup": { none: "AWS creates it with the VPC, and emptying it again has the same result" },
  "aws.ec2.Route": part("routeTableId", "destinationCidrBlock", /^0\.0\.0\.0\/0$/, 80, ({ outputs }) =>
    partId(outputs.routeTableId, outputs.destinationCidrBlock),
  ),
  // A subnet has one association at most, and the order of the properties in the inputs does not matter.
  "aws.ec2.RouteTableAssociation": {
    ...{ foundBy: "parent", keys: "ids", order: 82 },
    matches: ({ key }, inputs) => key === inputs.subnetId,
  },
  "aws.ec2.RouteTable": tagged(84),
  "aws.ec2.Subnet": tagged(86),
  "aws.ec2.InternetGateway": tagged(90),
  "aws.ec2.Vpc": tagged(95),
  "aws.iam.InstanceProfile": tagged(100),
  "aws.iam.RolePolicy": part("role", "name", GENERATED, 102),
  "aws.iam.Role": tagged(104),
  "aws.cloudwatch.LogGroup": tagged(106),
  // A bucket gets its tags a moment after its creation.
  "aws.s3.Bucket": {
    ...{ foundBy: "name", order: 108 },
    matches: (item, inputs) =>
      item.tagged ? hasNameTag(item, inputs) : item.id.startsWith(textOf(inputs.bucketPrefix) || "?"),
  },
  "aws.s3.BucketObjectv2": { none: REPEATABLE },
  "aws.s3.BucketPublicAccessBlock": { none: REPEATABLE },
  "aws.s3.BucketServerSideEncryptionConfiguration": { none: REPEATABLE },
  "aws.s3.BucketLifecycleConfiguration": { none: REPEATABLE },
  "aws.s3.BucketOwnershipControls": { none: REPEATABLE },
  "aws.s3.BucketPolicy": { none: REPEATABLE },
  "aws.sns.Topic": tagged(110),
  "aws.sns.TopicSubscription": { none: REPEATABLE },
  "pulumi.Stash": { none: STATE_ONLY },
  "tls.PrivateKey": { none: STATE_ONLY },
  "tls.SelfSignedCert": { none: STATE_ONLY },
};

/** What AWS creates with other resources. */
export const COMPANIONS: Readonly<Record<CompanionType, Pick<Recovery, "order">>> = {
  // After the images that they belong to.
  "aws.ebs.Snapshot": { order: 62 },
  "aws.ebs.Volume": { order: 62 },
  "aws.ec2.NetworkInterface": { order: 74 },
};

/** Such as `elb-shop-stg:tls-1-2-2017-01`, which is also how Pulumi identifies a part. */
export function partId(parent: unknown, key: unknown): string {
  return `${textOf(parent)}:${textOf(key)}`;
}

/** Such as `www.example.com A in Z0123456789ABC`: a hosted zone has one record of a name and type. */
export function recordId({ zoneId, name, type }: Inputs): string {
  return `${plainName(textOf(name))} ${textOf(type)} in ${textOf(zoneId)}`;
}

/** The name to which a DNS record leads, by the inputs that create it. */
export function recordTarget({ aliases, records }: Inputs): string {
  const [alias] = (aliases ?? []) as readonly { readonly name?: unknown }[];
  const [value] = (records ?? []) as readonly unknown[];
  return alias === undefined ? plainName(textOf(value)) : aliasTarget(textOf(alias.name));
}

/** @returns undefined for a type that needs none, or that the program does not register */
export function recoveryOf(type: string): Recovery | undefined {
  const entry = Object.hasOwn(RECOVERY, type) ? RECOVERY[type as ResourceTypeName] : undefined;
  return entry === undefined || "none" in entry ? undefined : entry;
}

/** Resources with a lower number are deleted first. */
export function orderOf(type: string): number {
  const companions: Readonly<Record<string, Pick<Recovery, "order">>> = COMPANIONS;
  return (recoveryOf(type) ?? companions[type])?.order ?? 0;
}

function tagged(order: number): Recovery {
  return { foundBy: "tags", order, matches: hasNameTag };
}

function taggedPart(parent: string, order: number): Recovery {
  return {
    ...{ foundBy: "tags", order },
    matches: (item, inputs) => hasNameTag(item, inputs) && item.parentId === inputs[parent],
  };
}

function named(order: number): Recovery {
  return { foundBy: "name", order, matches: ({ id }, { name }) => id === name };
}

function part(parent: string, key: string, keys: RegExp, order: number, idOf?: Recovery["idOf"]): Recovery {
  return {
    ...{ foundBy: "parent", keys, order },
    ...(idOf === undefined ? {} : { idOf }),
    // Without a name in the inputs the provider chose one.
    matches: (item, inputs) =>
      item.parentId === inputs[parent] && (inputs[key] === undefined || item.key === inputs[key]),
  };
}

function hasNameTag({ tagged, name }: Item, { tags }: Inputs): boolean {
  return tagged && name === (tags as { readonly Name?: unknown } | undefined)?.Name;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
