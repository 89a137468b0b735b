import type { Subnet, Vpc } from "@aws-sdk/client-ec2";
import { allPages, filtersOf, stageTags, type AwsClients } from "../lib/aws";
import type { StageName } from "../lib/naming";
import { findLoadBalancer } from "./load-balancer";

/** The two subnets that the stage has in each zone. */
export type SubnetRole = "public" | "private";

export interface ExistingSubnet {
  readonly id: string;
  readonly zone: string;
  readonly cidr: string;
  /** Absent when it does not belong to the stage. */
  readonly role?: SubnetRole;
}

export interface ExistingGateway {
  readonly id: string;
  readonly subnetId: string;
  readonly allocationIds: readonly string[];
}

export interface ExistingNetwork {
  readonly vpcCidr: string;
  readonly subnets: readonly ExistingSubnet[];
  readonly gateways: readonly ExistingGateway[];
  /** Ids of instances that hold an Elastic IP of the user's own, by its allocation id. */
  readonly instances: ReadonlyMap<string, string>;
  /** Absent when there is no load balancer. */
  readonly loadBalancerSubnetIds?: readonly string[];
}

export interface NetworkOfStage {
  readonly stageName: StageName;
  /** VPC of the last deployment, since its tags change when the stack is renamed. @default found by its tags */
  readonly vpcId?: string | undefined;
  /** Allocation ids of the user's own Elastic IPs in the settings. */
  readonly ownAllocationIds: readonly string[];
}

/** @returns undefined when the stage has no VPC */
export async function readNetwork(
  stage: NetworkOfStage,
  clients: Pick<AwsClients, "ec2" | "elb">,
): Promise<ExistingNetwork | undefined> {
  const vpc = await findVpc(stage, clients);
  if (vpc === undefined) return undefined;
  const [subnets, gateways, instances, loadBalancerSubnetIds] = await Promise.all([
    subnetsOf(vpc, clients),
    gatewaysOf(vpc, clients),
    instancesOf(stage.ownAllocationIds, clients),
    findLoadBalancer(stage.stageName, clients).then((loadBalancer) => loadBalancer?.Subnets),
  ]);
  return {
    vpcCidr: vpc.CidrBlock ?? "",
    subnets,
    gateways,
    instances,
    ...(loadBalancerSubnetIds === undefined ? {} : { loadBalancerSubnetIds }),
  };
}

/** @returns undefined when the stage has none */
export async function findVpc(
  { stageName, vpcId }: Pick<NetworkOfStage, "stageName" | "vpcId">,
  clients: Pick<AwsClients, "ec2">,
): Promise<Vpc | undefined> {
  const { DescribeVpcsCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  const Filters = filtersOf(
    vpcId === undefined ? { ...stageTags(stageName), "tag:ManagedBy": "pulumi" } : { "vpc-id": vpcId },
  );
  const pages = await allPages((token) => ec2.send(new DescribeVpcsCommand({ Filters, ...token })));
  return pages.flatMap(({ Vpcs = [] }) => Vpcs)[0];
}

async function subnetsOf({ VpcId = "" }: Vpc, clients: Pick<AwsClients, "ec2">): Promise<ExistingSubnet[]> {
  const { DescribeSubnetsCommand } = await import("@aws-sdk/client-ec2");
  const Filters = filtersOf({ "vpc-id": VpcId });
  const ec2 = await clients.ec2();
  const pages = await allPages((token) => ec2.send(new DescribeSubnetsCommand({ Filters, ...token })));
  return pages
    .flatMap(({ Subnets = [] }) => Subnets)
    .map((subnet) => {
      const { SubnetId: id = "", AvailabilityZone: zone = "", CidrBlock: cidr = "" } = subnet;
      const role = roleOf(subnet);
      return { id, zone, cidr, ...(role === undefined ? {} : { role }) };
    });
}

/** The end of the Name tells, which is the same in every stage. */
function roleOf({ Tags = [] }: Subnet): SubnetRole | undefined {
  const tags = new Map(Tags.map(({ Key, Value }) => [Key, Value]));
  if (tags.get("ManagedBy") !== "pulumi") return undefined;
  const role = /-(public|private)-\d+[a-z]$/.exec(tags.get("Name") ?? "")?.[1];
  return role as SubnetRole | undefined;
}

async function gatewaysOf({ VpcId = "" }: Vpc, clients: Pick<AwsClients, "ec2">): Promise<ExistingGateway[]> {
  const { DescribeNatGatewaysCommand } = await import("@aws-sdk/client-ec2");
  const Filter = filtersOf({ "vpc-id": VpcId, state: ["pending", "available"] });
  const ec2 = await clients.ec2();
  const pages = await allPages((token) => ec2.send(new DescribeNatGatewaysCommand({ Filter, ...token })));
  return pages
    .flatMap(({ NatGateways = [] }) => NatGateways)
    .map(({ NatGatewayId: id = "", SubnetId: subnetId = "", NatGatewayAddresses = [] }) => ({
      id,
      subnetId,
      allocationIds: NatGatewayAddresses.map(({ AllocationId = "" }) => AllocationId),
    }));
}

async function instancesOf(
  allocationIds: readonly string[],
  clients: Pick<AwsClients, "ec2">,
): Promise<ReadonlyMap<string, string>> {
  if (allocationIds.length === 0) return new Map();
  const { DescribeAddressesCommand } = await import("@aws-sdk/client-ec2");
  // A filter, since AWS rejects the whole call for an unknown id.
  const Filters = filtersOf({ "allocation-id": allocationIds });
  const { Addresses = [] } = await (await clients.ec2()).send(new DescribeAddressesCommand({ Filters }));
  return new Map(
    Addresses.flatMap(({ AllocationId: id = "", InstanceId }) => (InstanceId ? [[id, InstanceId] as const] : [])),
  );
}
