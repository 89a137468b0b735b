import type { Subnet, Vpc } from "@aws-sdk/client-ec2";

import type { AwsClients } from "../lib/aws";
import { nameOf, type StageName } from "../lib/naming";

/** The two subnets that the stage has in each zone. */
export type SubnetRole = "public" | "private";

/** A subnet in the stage's VPC. */
export interface ExistingSubnet {
  readonly id: string;
  readonly zone: string;
  readonly cidr: string;
  /** Absent: it is not the stage's. */
  readonly role?: SubnetRole;
}

/** A NAT gateway in the stage's VPC. */
export interface ExistingGateway {
  readonly id: string;
  readonly subnetId: string;
  readonly allocationIds: readonly string[];
}

/** What AWS has of a stage's network. */
export interface ExistingNetwork {
  readonly vpcCidr: string;
  readonly subnets: readonly ExistingSubnet[];
  readonly gateways: readonly ExistingGateway[];
  /** Instances that have an Elastic IP of the user's own, by its allocation id. */
  readonly instances: ReadonlyMap<string, string>;
  /** Subnets of the load balancer of this name; absent: there is none. */
  readonly loadBalancerSubnetIds?: readonly string[];
}

/** Which stage's network it is. */
export interface NetworkOfStage {
  readonly stageName: StageName;
  /** VPC of the last deployment, which keeps its id when the stack is renamed; absent: found by its tags. */
  readonly vpcId?: string | undefined;
  /** Allocation ids of the user's own that the settings name. */
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
    subnetsOfLoadBalancer(nameOf(stage.stageName, { prefix: "elb" }), clients),
  ]);
  return {
    vpcCidr: vpc.CidrBlock ?? "",
    subnets,
    gateways,
    instances,
    ...(loadBalancerSubnetIds === undefined ? {} : { loadBalancerSubnetIds }),
  };
}

/** Names of the zones in which the account can create subnets, Local and Wavelength Zones left out. */
export async function zoneNames(clients: Pick<AwsClients, "ec2">): Promise<readonly string[]> {
  const { DescribeAvailabilityZonesCommand } = await import("@aws-sdk/client-ec2");
  const { AvailabilityZones = [] } = await (await clients.ec2()).send(new DescribeAvailabilityZonesCommand({}));
  return AvailabilityZones.filter(
    ({ State, ZoneType = "availability-zone" }) => State === "available" && ZoneType === "availability-zone",
  ).map(({ ZoneName = "" }) => ZoneName);
}

async function findVpc(
  { stageName, vpcId }: NetworkOfStage,
  clients: Pick<AwsClients, "ec2" | "elb">,
): Promise<Vpc | undefined> {
  const { DescribeVpcsCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  const find = async (filters: Readonly<Record<string, string>>): Promise<Vpc | undefined> => {
    const Filters = Object.entries(filters).map(([Name, value]) => ({ Name, Values: [value] }));
    return (await ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs?.[0];
  };
  if (vpcId !== undefined) return find({ "vpc-id": vpcId });
  return find({ "tag:Service": stageName.service, "tag:Stage": stageName.stage, "tag:ManagedBy": "pulumi" });
}

async function subnetsOf({ VpcId = "" }: Vpc, clients: Pick<AwsClients, "ec2">): Promise<ExistingSubnet[]> {
  const { DescribeSubnetsCommand } = await import("@aws-sdk/client-ec2");
  const Filters = [{ Name: "vpc-id", Values: [VpcId] }];
  const { Subnets = [] } = await (await clients.ec2()).send(new DescribeSubnetsCommand({ Filters }));
  return Subnets.map((subnet) => {
    const { SubnetId: id = "", AvailabilityZone: zone = "", CidrBlock: cidr = "" } = subnet;
    const role = roleOf(subnet);
    return { id, zone, cidr, ...(role === undefined ? {} : { role }) };
  });
}

/** By the end of its Name, which is the same in every stage. */
function roleOf({ Tags = [] }: Subnet): SubnetRole | undefined {
  const tags = new Map(Tags.map(({ Key, Value }) => [Key, Value]));
  if (tags.get("ManagedBy") !== "pulumi") return undefined;
  const role = /-(public|private)-\d+[a-z]$/.exec(tags.get("Name") ?? "")?.[1];
  return role as SubnetRole | undefined;
}

async function gatewaysOf({ VpcId = "" }: Vpc, clients: Pick<AwsClients, "ec2">): Promise<ExistingGateway[]> {
  const { DescribeNatGatewaysCommand } = await import("@aws-sdk/client-ec2");
  const Filter = [
    { Name: "vpc-id", Values: [VpcId] },
    { Name: "state", Values: ["pending", "available"] },
  ];
  const { NatGateways = [] } = await (await clients.ec2()).send(new DescribeNatGatewaysCommand({ Filter }));
  return NatGateways.map(({ NatGatewayId: id = "", SubnetId: subnetId = "", NatGatewayAddresses = [] }) => ({
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
  // A filter, since AWS rejects the whole call for an id that it does not know.
  const Filters = [{ Name: "allocation-id", Values: [...allocationIds] }];
  const { Addresses = [] } = await (await clients.ec2()).send(new DescribeAddressesCommand({ Filters }));
  return new Map(
    Addresses.flatMap(({ AllocationId: id = "", InstanceId }) => (InstanceId ? [[id, InstanceId] as const] : [])),
  );
}

async function subnetsOfLoadBalancer(name: string, clients: Pick<AwsClients, "elb">): Promise<string[] | undefined> {
  const { DescribeLoadBalancersCommand } = await import("@aws-sdk/client-elastic-load-balancing");
  const elb = await clients.elb();
  try {
    const answer = await elb.send(new DescribeLoadBalancersCommand({ LoadBalancerNames: [name] }));
    return answer.LoadBalancerDescriptions?.[0]?.Subnets;
  } catch (error) {
    // AWS's code is LoadBalancerNotFound; the SDK names the error after the shape in its model.
    if (/^(AccessPointNotFound(Exception)?|LoadBalancerNotFound(Exception)?)$/.test((error as Error).name))
      return undefined;
    throw error;
  }
}
