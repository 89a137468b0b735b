import type { Address, EC2Client } from "@aws-sdk/client-ec2";
import type { AwsClients } from "../lib/aws";
import { nameOf, type StageName } from "../lib/naming";
import type { PreflightCheck } from "./check";

/** A new account's quota per region, https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const DEFAULT_QUOTA = 5;

const QUOTA_PAGE = "https://console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-0263D0A3";

/** The Elastic IPs of a stage after this deployment. */
export interface WantedElasticIps {
  readonly stageName: StageName;
  readonly region: string;
  /** Logical names of all that the program creates, existing ones included. */
  readonly logicalNames: readonly string[];
  /** Addresses in the outputs of the last deployment, since their tags change when the stack is renamed. */
  readonly lastPublicIps: readonly string[];
}

/**
 * Compares the Elastic IPs at the peak of this deployment with the account's quota. At the peak all old ones still
 * exist, since Pulumi deletes last: a NAT switch in two zones takes four, and a bastion one more.
 */
export function elasticIpQuota(wanted: WantedElasticIps, clients: Pick<AwsClients, "ec2">): PreflightCheck {
  return {
    what: "compare Elastic IPs with the account's quota",
    run: async () => {
      if (wanted.logicalNames.length === 0) return [];
      const ec2 = await clients.ec2();
      const { DescribeAddressesCommand } = await import("@aws-sdk/client-ec2");
      const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
      const present = Addresses.filter((address) => isOfStage(address, wanted)).map((address) =>
        tagOf(address, "Name"),
      );
      const missing = wanted.logicalNames.filter((name) => !present.some((tag) => tag.endsWith(`-${name}`)));
      if (missing.length === 0) return [];
      const quota = await quotaOf(ec2);
      const count = Addresses.filter((address) => countsAgainstQuota(address, wanted.region)).length;
      const peak = count + missing.length;
      if (peak <= quota) return [];
      const names = missing.map((logicalName) => nameOf(wanted.stageName, { suffix: logicalName }));
      return [
        `too many Elastic IPs: this deployment creates ${names.join(" and ")} in addition to the ${count} in the region, ` +
          `${peak} at its peak, because old ones are released last; the account's quota is ${quota}. ` +
          `Request a higher quota at ${QUOTA_PAGE} or release unused addresses`,
      ];
    },
  };
}

function isOfStage(address: Address, { stageName, lastPublicIps }: WantedElasticIps): boolean {
  if (lastPublicIps.includes(address.PublicIp ?? "")) return true;
  return tagOf(address, "Service") === stageName.service && tagOf(address, "Stage") === stageName.stage;
}

const tagOf = ({ Tags = [] }: Address, key: string): string => Tags.find(({ Key }) => Key === key)?.Value ?? "";

/**
 * Counts addresses from Amazon's own pool in the region. It leaves out those that the account brought (BYOIP or an IPAM
 * pool), those that an AWS service manages, and those of a Local Zone, a Wavelength Zone or an Outpost. Counting too
 * many blocks a stage, while AWS itself rejects an address too many:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Address.html
 */
function countsAgainstQuota(address: Address, region: string): boolean {
  const { PublicIpv4Pool = "amazon", ServiceManaged, NetworkBorderGroup = region } = address;
  const isOwnPool = PublicIpv4Pool !== "amazon" || address.CustomerOwnedIpv4Pool !== undefined;
  return !isOwnPool && ServiceManaged === undefined && NetworkBorderGroup === region;
}

async function quotaOf(ec2: EC2Client): Promise<number> {
  const { DescribeAccountAttributesCommand } = await import("@aws-sdk/client-ec2");
  const { AccountAttributes = [] } = await ec2.send(new DescribeAccountAttributesCommand({}));
  const attribute = AccountAttributes.find(({ AttributeName }) => AttributeName === "vpc-max-elastic-ips");
  const quota = Number(attribute?.AttributeValues?.[0]?.AttributeValue);
  return Number.isInteger(quota) ? quota : DEFAULT_QUOTA;
}
