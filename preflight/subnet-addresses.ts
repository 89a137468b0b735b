import type { EC2Client, Subnet } from "@aws-sdk/client-ec2";
import type { Zone } from "../config";
import { allPages, filtersOf, stageTags, type AwsClients } from "../lib/aws";
import { nameOf, type StageName } from "../lib/naming";
import type { PreflightCheck } from "./check";

/** Addresses that AWS reserves in each subnet: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const RESERVED = 5;

/**
 * Checks that the private subnets have addresses for twice as many web servers as the group may have: during a rollout,
 * new servers are launched before old ones are terminated.
 */
export function subnetAddresses(
  { stageName, zones, max }: { readonly stageName: StageName; readonly zones: readonly Zone[]; readonly max: number },
  clients: Pick<AwsClients, "ec2">,
): PreflightCheck {
  return {
    what: "count the free addresses of the private subnets",
    run: async () => {
      const ec2 = await clients.ec2();
      const subnets = await subnetsOf(stageName, ec2);
      const existing = zones.flatMap(({ privateCidr }) => subnets.get(privateCidr) ?? []);
      const servers = await countWebServers(stageName, existing, ec2);
      const rooms = zones.map(({ name, privateCidr }) => {
        const free = subnets.get(privateCidr)?.AvailableIpAddressCount ?? sizeOf(privateCidr) - RESERVED;
        return { text: `${free} in ${privateCidr} (${name})`, free };
      });
      const room = servers + rooms.reduce((sum, { free }) => sum + free, 0);
      if (room >= 2 * max) return [];
      const inUse = servers === 0 ? "" : `, and ${servers} that web servers use now`;
      return [
        `the private subnets have ${room} addresses for web servers (${rooms.map(({ text }) => text).join(", ")} free${inUse}), ` +
          `but web.max: ${max} needs ${2 * max}, because a rollout may double the number of servers. ` +
          "Lower web.max, or add zones with larger private subnets",
      ];
    },
  };
}

async function subnetsOf(stageName: StageName, ec2: EC2Client): Promise<ReadonlyMap<string, Subnet>> {
  const { DescribeSubnetsCommand } = await import("@aws-sdk/client-ec2");
  const Filters = filtersOf(stageTags(stageName));
  const pages = await allPages((token) => ec2.send(new DescribeSubnetsCommand({ Filters, ...token })));
  return new Map(pages.flatMap(({ Subnets = [] }) => Subnets.map((subnet) => [subnet.CidrBlock ?? "", subnet])));
}

async function countWebServers(stageName: StageName, subnets: readonly Subnet[], ec2: EC2Client): Promise<number> {
  if (subnets.length === 0) return 0;
  const { DescribeInstancesCommand } = await import("@aws-sdk/client-ec2");
  const Filters = filtersOf({
    "subnet-id": subnets.map(({ SubnetId = "" }) => SubnetId),
    "tag:Name": nameOf(stageName, { prefix: "as", suffix: "web" }),
    "instance-state-name": ["pending", "running", "stopping", "stopped", "shutting-down"],
  });
  const pages = await allPages((token) => ec2.send(new DescribeInstancesCommand({ Filters, ...token })));
  return pages.flatMap(({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances)).length;
}

const sizeOf = (cidr: string): number => 2 ** (32 - Number(cidr.split("/")[1]));
