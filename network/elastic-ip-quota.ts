import type { EC2Client } from "@aws-sdk/client-ec2";

import type { AwsClients } from "../hooks";
import { nameOf, type Owner } from "../naming";
import { Refusal } from "../refusal";

/** A new account's quota per region, https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const USUAL_QUOTA = 5;

const QUOTA_PAGE = "https://console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-0263D0A3";

/** Whose Elastic IPs are to be made. */
export interface WantedElasticIps {
  readonly owner: Owner;
  /** Logical names of all that the stage makes, those that stand already among them. */
  readonly logicalNames: readonly string[];
}

/**
 * Compares the Elastic IPs that the region has at the peak of this deployment with the account's quota, before
 * anything is registered. At the peak all old ones are still there, since Pulumi lets go last: a change of the NAT's
 * kind in two zones takes four, and a bastion one more.
 *
 * @throws Refusal when there would be too many
 */
export async function checkElasticIps(
  { owner, logicalNames }: WantedElasticIps,
  clients: Pick<AwsClients, "ec2">,
): Promise<void> {
  if (logicalNames.length === 0) return;
  const ec2 = await clients.ec2();
  const stand = await namesOfElasticIps(ec2, owner);
  const missing = logicalNames
    .map((logicalName) => nameOf(owner, { suffix: logicalName }))
    .filter((name) => !stand.ours.has(name));
  if (missing.length === 0) return;
  const quota = await quotaOf(ec2);
  const peak = stand.count + missing.length;
  if (peak <= quota) return;
  throw new Refusal(
    `too many Elastic IPs: this deployment makes ${missing.join(" and ")} beside the ${stand.count} that the region ` +
      `has, ${peak} at its peak, since old ones go last; the account's quota is ${quota}, so nothing was changed. ` +
      `Ask for a higher quota at ${QUOTA_PAGE} or release addresses that nothing uses`,
  );
}

/** How many Elastic IPs the region has, and the names of those that bear this stage's tags. */
async function namesOfElasticIps(ec2: EC2Client, owner: Owner): Promise<{ count: number; ours: Set<string> }> {
  const { DescribeAddressesCommand } = await import("@aws-sdk/client-ec2");
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
  const tagged = Addresses.map(({ Tags = [] }) => new Map(Tags.map(({ Key, Value }) => [Key, Value])));
  const ours = tagged.filter((tags) => tags.get("Service") === owner.service && tags.get("Stage") === owner.stage);
  return { count: Addresses.length, ours: new Set(ours.map((tags) => tags.get("Name") ?? "")) };
}

async function quotaOf(ec2: EC2Client): Promise<number> {
  const { DescribeAccountAttributesCommand } = await import("@aws-sdk/client-ec2");
  const { AccountAttributes = [] } = await ec2.send(new DescribeAccountAttributesCommand({}));
  const attribute = AccountAttributes.find(({ AttributeName }) => AttributeName === "vpc-max-elastic-ips");
  const quota = Number(attribute?.AttributeValues?.[0]?.AttributeValue);
  return Number.isInteger(quota) ? quota : USUAL_QUOTA;
}
