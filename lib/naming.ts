/** Every physical name and tag of a stage begins with it. */
export interface StageName {
  /** The setting `serviceName`. */
  readonly service: string;
  /** The stack: `stg`, `prod`, … */
  readonly stage: string;
}

export interface NameParts {
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
}

/** `PREFIX-SERVICE-STAGE-SUFFIX`, such as `vpc-shop-stg`, `subnet-shop-stg-public-1a` or `shop-stg-nat`. */
export function nameOf(stageName: StageName, { prefix, suffix }: NameParts): string {
  return [prefix, stageName.service, stageName.stage, suffix].filter((part) => part !== undefined).join("-");
}

/** The physical name of the load balancer, which must be unique in the region. */
export function loadBalancerName(stageName: StageName): string {
  return nameOf(stageName, { prefix: "elb" });
}

/**
 * The name of the load balancer's TLS policy, which refers to a predefined one. AWS rejects custom names that begin with
 * `ELBSecurityPolicy-` or `ELBSample-`:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ssl-config-update.html
 */
export const TLS_POLICY_NAME = "tls-1-2-2017-01";

/** The logical name of a zone's NAT, at the end of its Elastic IP's Name tag too: `nat-instance-1a`. */
export function natLogicalName(kind: string, zoneSuffix: string): string {
  return `nat-${kind}-${zoneSuffix}`;
}

/**
 * The beginning of a physical name, by which IAM policies can be limited to one stage: `SERVICE-STAGE-WHAT-`. The AWS
 * provider appends 26 characters. IAM roles have 64 in all and S3 buckets 63, service and stage up to 28, so `what` has
 * at most 7 for a bucket and 8 for a role.
 */
export function namePrefixOf(stageName: StageName, what: string): string {
  return `${nameOf(stageName, { suffix: what })}-`;
}

/** Options of a resource with a prefix: an existing one keeps its name, since another prefix would replace it. */
export function keepName(property: "namePrefix" | "bucketPrefix" = "namePrefix"): { ignoreChanges: string[] } {
  return { ignoreChanges: [property] };
}

/** Tags, general ones first, Name last. */
export function tagsOf(stageName: StageName, name: string | NameParts): Record<string, string> {
  const Name = typeof name === "string" ? name : nameOf(stageName, name);
  return { Service: stageName.service, Stage: stageName.stage, ManagedBy: "pulumi", Name };
}

/** `1a` of `ap-northeast-1a`, which names the resources of a zone. */
export function zoneSuffix(zone: string): string {
  const suffix = /\d+[a-z]$/.exec(zone)?.[0];
  if (suffix === undefined) throw new Error(`"${zone}" is not the name of an Availability Zone`);
  return suffix;
}
