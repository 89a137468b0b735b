import {
  isValues,
  resourceType,
  shortType,
  type ChargedType,
  type RecordedResource,
  type Recording,
} from "../../offline";
import { times, total, type Charge, type Charges, type Range, type Usage } from "./charge";
import { PRICED_REGION, type Price } from "./prices";
import { Stage } from "./stage";
import { group, image, instance, scalingPolicy } from "./charges/instances";
import { alarm, bucket, flowLog, logGroup, siteArchive, subscription } from "./charges/monitoring";
import {
  elasticIp,
  existingAddress,
  internetGateway,
  loadBalancer,
  natGateway,
  route,
  vpcEndpoint,
} from "./charges/network";

/** Hours per month, as in AWS's own calculator. */
export const HOURS_PER_MONTH = 730;

/** One charge for one resource. */
interface Line extends Charge {
  readonly urn: string;
  /** The resource's type, such as `aws.ec2.Eip`. */
  readonly type: string;
  /** The name in AWS, or the logical name where AWS has none. */
  readonly name: string;
  /** Logical name of the resource's component. */
  readonly component: string;
  /** USD per month, not rounded; absent if the price is unknown. */
  readonly usd?: Range;
}

/** USD per month, not rounded, without charges whose price is unknown. */
export interface Totals {
  readonly fixed: Range;
  readonly usage: Range;
  readonly all: Range;
}

export interface Estimate {
  readonly usage: Usage;
  readonly lines: readonly Line[];
  readonly totals: Totals;
  /** Lines whose price is unknown: the stage costs more than the totals. */
  readonly unpriced: readonly Line[];
  /** Resources of unknown types: the stage may cost more than the totals. */
  readonly unknown: readonly RecordedResource[];
  readonly unconfirmed: readonly Price[];
  readonly notCounted: readonly string[];
}

export function estimate(recording: Recording, usage: Usage): Estimate {
  const stage = new Stage(recording);
  const resources = recording.resources.filter(({ custom }) => custom);
  const lines = resources.flatMap((resource) => linesOf(resource, stage, usage));
  const types = [...new Set(resources.map(({ type }) => shortType(type)))];
  return {
    usage,
    lines,
    totals: totalsOf(lines),
    unpriced: lines.filter(({ usd }) => usd === undefined),
    unknown: resources.filter(({ type }) => resourceType(type) === undefined),
    unconfirmed: [...new Set(lines.flatMap(({ price }) => (price?.confirmed === false ? [price] : [])))],
    notCounted: omissions(stage.region, types),
  };
}

function linesOf(resource: RecordedResource, stage: Stage, usage: Usage): Line[] {
  const type = shortType(resource.type);
  const charges = (CHARGES as Readonly<Record<string, Charges | undefined>>)[type]?.(resource, stage, usage) ?? [];
  return charges.map((charge) => {
    const price = stage.region === PRICED_REGION ? charge.price : undefined;
    return {
      ...charge,
      price,
      urn: resource.urn,
      type,
      name: nameOf(resource),
      component: stage.componentOf(resource),
      ...(price === undefined ? {} : { usd: usdPerMonth(charge.quantity, price) }),
    };
  });
}

function usdPerMonth(quantity: Range, { usd, unit }: Price): Range {
  return times(quantity, unit === "hour" ? usd * HOURS_PER_MONTH : usd);
}

function totalsOf(lines: readonly Line[]): Totals {
  const of = (part: Line["part"]): Range =>
    total(lines.flatMap((line) => (line.part === part && line.usd !== undefined ? [line.usd] : [])));
  const [fixed, usage] = [of("fixed"), of("usage")];
  return { fixed, usage, all: total([fixed, usage]) };
}

function nameOf({ inputs, name }: RecordedResource): string {
  const { tags } = inputs;
  const candidates = [inputs.name, isValues(tags) ? tags.Name : undefined];
  return candidates.find((candidate) => typeof candidate === "string") ?? name;
}

/** Lines of the same charge in the same component, as one. */
export interface Group extends Omit<Line, "urn" | "type" | "name"> {
  readonly lines: readonly Line[];
}

/** Groups lines of the same charge in the same component, such as eleven alarms or two NAT gateways. */
export function groupsOf(lines: readonly Line[]): Group[] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const key = JSON.stringify([line.component, line.what, line.detail]);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [groupOf(first, others)]));
}

function groupOf(first: Line, others: readonly Line[]): Group {
  const { what, detail, part, unit, price, component } = first;
  const lines = [first, ...others];
  const usd = lines.flatMap((line): Range[] => (line.usd === undefined ? [] : [line.usd]));
  return {
    component,
    what,
    ...(detail === undefined ? {} : { detail }),
    part,
    quantity: total(lines.map(({ quantity }) => quantity)),
    unit,
    price,
    ...(usd.length === 0 ? {} : { usd: total(usd) }),
    lines,
  };
}

const INSTANCES = ["aws.ec2.Instance", "aws.autoscaling.Group"];

/** Costs and savings that no estimate includes, each with the types that it concerns; without types it concerns all. */
const OMISSIONS: readonly (readonly [statement: string, ...types: string[]])[] = [
  ["Taxes (10 % in Japan), Savings Plans and other discounts."],
  ["Free tiers, except for the first 100 GB to the internet: an account has them once, for all its stages."],
  ["CPU credits: burstable instances (t3, t3a, t4g) that use more than they earn are billed for it.", ...INSTANCES],
  ["Stopped instances: every instance, including the bastion, counts as running all month.", ...INSTANCES],
  ["The minutes in which an image is built, and additional servers during a rollout.", "aws.ec2.AmiFromInstance"],
  [
    "Data between Availability Zones other than to the NAT, such as from the load balancer to web servers.",
    "aws.elb.LoadBalancer",
  ],
  [
    "Additional addresses of a load balancer that scales: only one per Availability Zone is counted.",
    "aws.elb.LoadBalancer",
  ],
  ["S3 requests: a few cents a month to write access logs.", "aws.s3.Bucket"],
  ["Queries of logs.", "aws.cloudwatch.LogGroup", "aws.s3.Bucket"],
  ["The Pulumi state: its bucket, and its KMS key for 1 USD/month."],
];

function omissions(region: string, registered: readonly string[]): string[] {
  const statements = OMISSIONS.filter(
    ([, ...types]) => types.length === 0 || types.some((type) => registered.includes(type)),
  ).map(([statement]) => statement);
  if (region === PRICED_REGION) return statements;
  return [`Everything: prices are known only for ${PRICED_REGION}, and this stage is in ${region}.`, ...statements];
}

/** The charges of every type that `offline/resource-types.ts` marks as charged. */
const CHARGES: Readonly<Record<ChargedType, Charges>> = {
  "aws.autoscaling.Group": group,
  "aws.autoscaling.Policy": scalingPolicy,
  "aws.cloudwatch.LogGroup": logGroup,
  "aws.cloudwatch.MetricAlarm": alarm,
  "aws.ec2.AmiFromInstance": image,
  "aws.ec2.Eip": elasticIp,
  "aws.ec2.EipAssociation": existingAddress,
  "aws.ec2.FlowLog": flowLog,
  "aws.ec2.Instance": instance,
  "aws.ec2.InternetGateway": internetGateway,
  "aws.ec2.NatGateway": natGateway,
  "aws.ec2.Route": route,
  "aws.ec2.VpcEndpoint": vpcEndpoint,
  "aws.elb.LoadBalancer": loadBalancer,
  "aws.s3.Bucket": bucket,
  "aws.s3.BucketObjectv2": siteArchive,
  "aws.sns.TopicSubscription": subscription,
};
