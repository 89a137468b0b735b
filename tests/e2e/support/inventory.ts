import * as asg from "@aws-sdk/client-auto-scaling";
import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as ec2 from "@aws-sdk/client-ec2";
import * as elb from "@aws-sdk/client-elastic-load-balancing";
import * as iam from "@aws-sdk/client-iam";
import * as s3 from "@aws-sdk/client-s3";
import * as sns from "@aws-sdk/client-sns";

import type { Aws } from "./aws";

/** Ids of all resources in the account, by kind. Resources that are being deleted do not count. */
export type Inventory = Readonly<Record<string, readonly string[]>>;

/** A resource in a response, such as `{ VpcId: "vpc-1" }`. */
type Resource = Readonly<Record<string, unknown>>;

/**
 * Lists every kind of resource that the program creates, and those that AWS creates with it (volumes, snapshots, network
 * interfaces). Two inventories, before and after, show what was left behind.
 */
export async function takeInventory(aws: Aws): Promise<Inventory> {
  const inventory: Record<string, readonly string[]> = {};
  /** Adds the ids in a response: the keys of its list and of the id, and which resources count. */
  const add = async (
    kind: string,
    response: Promise<object>,
    list: string,
    id: string,
    counts: (resource: Resource) => boolean = () => true,
  ): Promise<void> => {
    const resources = ((await response) as Record<string, readonly Resource[] | undefined>)[list] ?? [];
    inventory[kind] = resources
      .filter(counts)
      .map((resource) => String(resource[id]))
      .sort();
  };
  const instances = async () => {
    const { Reservations = [] } = await aws.ec2.send(new ec2.DescribeInstancesCommand({}));
    return { Instances: Reservations.flatMap(({ Instances = [] }) => Instances) };
  };
  const isRunningOrStopped = ({ State }: Resource) => (State as ec2.InstanceState).Name !== "terminated";
  const isNotDeleted = ({ State }: Resource) => State !== "deleted";
  // AWS creates service-linked roles once per account, and keeps them.
  const isOwnRole = ({ Path }: Resource) => !String(Path).startsWith("/aws-service-role/");
  const c = aws.ec2;
  await Promise.all([
    add("instances", instances(), "Instances", "InstanceId", isRunningOrStopped),
    add("images", c.send(new ec2.DescribeImagesCommand({ Owners: ["self"] })), "Images", "ImageId"),
    add("snapshots", c.send(new ec2.DescribeSnapshotsCommand({ OwnerIds: ["self"] })), "Snapshots", "SnapshotId"),
    add("volumes", c.send(new ec2.DescribeVolumesCommand({})), "Volumes", "VolumeId"),
    add("keyPairs", c.send(new ec2.DescribeKeyPairsCommand({})), "KeyPairs", "KeyPairId"),
    add("addresses", c.send(new ec2.DescribeAddressesCommand({})), "Addresses", "AllocationId"),
    add("vpcs", c.send(new ec2.DescribeVpcsCommand({})), "Vpcs", "VpcId"),
    add("subnets", c.send(new ec2.DescribeSubnetsCommand({})), "Subnets", "SubnetId"),
    add("routeTables", c.send(new ec2.DescribeRouteTablesCommand({})), "RouteTables", "RouteTableId"),
    add(
      "internetGateways",
      c.send(new ec2.DescribeInternetGatewaysCommand({})),
      "InternetGateways",
      "InternetGatewayId",
    ),
    add("natGateways", c.send(new ec2.DescribeNatGatewaysCommand({})), "NatGateways", "NatGatewayId", isNotDeleted),
    add("endpoints", c.send(new ec2.DescribeVpcEndpointsCommand({})), "VpcEndpoints", "VpcEndpointId", isNotDeleted),
    add("securityGroups", c.send(new ec2.DescribeSecurityGroupsCommand({})), "SecurityGroups", "GroupId"),
    add(
      "networkInterfaces",
      c.send(new ec2.DescribeNetworkInterfacesCommand({})),
      "NetworkInterfaces",
      "NetworkInterfaceId",
    ),
    add("launchTemplates", c.send(new ec2.DescribeLaunchTemplatesCommand({})), "LaunchTemplates", "LaunchTemplateId"),
    add("flowLogs", c.send(new ec2.DescribeFlowLogsCommand({})), "FlowLogs", "FlowLogId"),
    add(
      "groups",
      aws.autoScaling.send(new asg.DescribeAutoScalingGroupsCommand({})),
      "AutoScalingGroups",
      "AutoScalingGroupName",
    ),
    add(
      "loadBalancers",
      aws.elb.send(new elb.DescribeLoadBalancersCommand({})),
      "LoadBalancerDescriptions",
      "LoadBalancerName",
    ),
    add(
      "certificates",
      aws.iam.send(new iam.ListServerCertificatesCommand({})),
      "ServerCertificateMetadataList",
      "Arn",
    ),
    add("roles", aws.iam.send(new iam.ListRolesCommand({})), "Roles", "Arn", isOwnRole),
    add("policies", aws.iam.send(new iam.ListPoliciesCommand({ Scope: "Local" })), "Policies", "Arn"),
    add("instanceProfiles", aws.iam.send(new iam.ListInstanceProfilesCommand({})), "InstanceProfiles", "Arn"),
    add("buckets", aws.s3.send(new s3.ListBucketsCommand({})), "Buckets", "Name"),
    add("logGroups", aws.logs.send(new logs.DescribeLogGroupsCommand({})), "logGroups", "logGroupName"),
    add("alarms", aws.cloudWatch.send(new cloudWatch.DescribeAlarmsCommand({})), "MetricAlarms", "AlarmName"),
    add("topics", aws.sns.send(new sns.ListTopicsCommand({})), "Topics", "TopicArn"),
  ]);
  return inventory;
}

/** The resources that only the second inventory contains, by kind. */
export function addedSince(before: Inventory, now: Inventory): Inventory {
  const added = Object.entries(now).map(([kind, ids]) => [
    kind,
    ids.filter((id) => before[kind]?.includes(id) !== true),
  ]);
  return Object.fromEntries(added.filter(([, ids]) => ids?.length !== 0)) as Inventory;
}
