/** Whose resources they are: every physical name and tag begins with it. */
export interface StageName {
  /** The setting `serviceName`. */
  readonly service: string;
  /** The stack: `stg`, `prod`, … */
  readonly stage: string;
}

/**
 * The Name of a thing: `PREFIX-SERVICE-STAGE-SUFFIX`, without the parts that are not given,
 * such as `vpc-shop-stg`, `subnet-shop-stg-public-1a` or `shop-stg-nat`.
 */
export function nameOf(
  stageName: StageName,
  { prefix, suffix }: { readonly prefix?: string | undefined; readonly suffix?: string | undefined },
): string {
  return [prefix, stageName.service, stageName.stage, suffix].filter((part) => part !== undefined).join("-");
}

/**
 * The beginning of a physical name that IAM policies can limit to one stage: `SERVICE-STAGE-WHAT-`. The AWS provider
 * appends 26 characters. IAM roles have 64 in all and S3 buckets 63, service and stage up to 28, so `what` has at most 7 for a
 * bucket and 8 for a role.
 */
export function namePrefixOf(stageName: StageName, what: string): string {
  return `${nameOf(stageName, { suffix: what })}-`;
}

/** Options of a resource with a prefix: one that exists keeps its name, since another prefix would replace it. */
export function keepName(property: "namePrefix" | "bucketPrefix" = "namePrefix"): { ignoreChanges: string[] } {
  return { ignoreChanges: [property] };
}

/** Tags of a thing, general ones first, its own Name last. */
export function tagsOf(stageName: StageName, name: string): Record<string, string> {
  return { Service: stageName.service, Stage: stageName.stage, ManagedBy: "pulumi", Name: name };
}

/** What tells one zone's things from another's: `1a` of `ap-northeast-1a`, as in Name tags. */
export function zoneSuffix(zone: string): string {
  const suffix = /\d+[a-z]$/.exec(zone)?.[0];
  if (suffix === undefined) throw new Error(`"${zone}" is not the name of an Availability Zone`);
  return suffix;
}
