import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeKeyPairsCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing";
import {
  ListInstanceProfilesCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListServerCertificatesCommand,
} from "@aws-sdk/client-iam";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { ListTopicsCommand } from "@aws-sdk/client-sns";

import type { Aws } from "./aws";

/** Ids of all resources in the account, by kind. Resources that are being deleted do not count. */
export type Inventory = Readonly<Record<string, readonly string[]>>;

/**
 * Lists every kind of resource that the program creates, and those that AWS creates with it (volumes, snapshots, network
 * interfaces). Two inventories, before and after, show what was left behind.
 */
export async function takeInventory(aws: Aws): Promise<Inventory> {
  const { ec2, iam } = aws;
  const self = { OwnerIds: ["self"] };
  const lists: Record<string, Promise<(string | undefined)[]>> = {
    instances: ec2.send(new DescribeInstancesCommand({})).then(({ Reservations = [] }) =>
      Reservations.flatMap(({ Instances = [] }) => Instances)
        .filter(({ State }) => State?.Name !== "terminated")
        .map(({ InstanceId }) => InstanceId),
    ),
    images: ec2
      .send(new DescribeImagesCommand({ Owners: ["self"] }))
      .then(({ Images = [] }) => Images.map(({ ImageId }) => ImageId)),
    snapshots: ec2
      .send(new DescribeSnapshotsCommand(self))
      .then(({ Snapshots = [] }) => Snapshots.map(({ SnapshotId }) => SnapshotId)),
    volumes: ec2
      .send(new DescribeVolumesCommand({}))
      .then(({ Volumes = [] }) => Volumes.map(({ VolumeId }) => VolumeId)),
    keyPairs: ec2
      .send(new DescribeKeyPairsCommand({}))
      .then(({ KeyPairs = [] }) => KeyPairs.map(({ KeyPairId }) => KeyPairId)),
    addresses: ec2
      .send(new DescribeAddressesCommand({}))
      .then(({ Addresses = [] }) => Addresses.map(({ AllocationId }) => AllocationId)),
    vpcs: ec2.send(new DescribeVpcsCommand({})).then(({ Vpcs = [] }) => Vpcs.map(({ VpcId }) => VpcId)),
    subnets: ec2
      .send(new DescribeSubnetsCommand({}))
      .then(({ Subnets = [] }) => Subnets.map(({ SubnetId }) => SubnetId)),
    routeTables: ec2
      .send(new DescribeRouteTablesCommand({}))
      .then(({ RouteTables = [] }) => RouteTables.map(({ RouteTableId }) => RouteTableId)),
    internetGateways: ec2
      .send(new DescribeInternetGatewaysCommand({}))
      .then(({ InternetGateways = [] }) => InternetGateways.map(({ InternetGatewayId }) => InternetGatewayId)),
    natGateways: ec2
      .send(new DescribeNatGatewaysCommand({}))
      .then(({ NatGateways = [] }) =>
        NatGateways.filter(({ State }) => State !== "deleted").map(({ NatGatewayId }) => NatGatewayId),
      ),
    endpoints: ec2
      .send(new DescribeVpcEndpointsCommand({}))
      .then(({ VpcEndpoints = [] }) =>
        VpcEndpoints.filter(({ State }) => String(State) !== "deleted").map(({ VpcEndpointId }) => VpcEndpointId),
      ),
    securityGroups: ec2
      .send(new DescribeSecurityGroupsCommand({}))
      .then(({ SecurityGroups = [] }) => SecurityGroups.map(({ GroupId }) => GroupId)),
    networkInterfaces: ec2
      .send(new DescribeNetworkInterfacesCommand({}))
      .then(({ NetworkInterfaces = [] }) => NetworkInterfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId)),
    launchTemplates: ec2
      .send(new DescribeLaunchTemplatesCommand({}))
      .then(({ LaunchTemplates = [] }) => LaunchTemplates.map(({ LaunchTemplateId }) => LaunchTemplateId)),
    flowLogs: ec2
      .send(new DescribeFlowLogsCommand({}))
      .then(({ FlowLogs = [] }) => FlowLogs.map(({ FlowLogId }) => FlowLogId)),
    groups: aws.autoScaling
      .send(new DescribeAutoScalingGroupsCommand({}))
      .then(({ AutoScalingGroups = [] }) => AutoScalingGroups.map(({ AutoScalingGroupName }) => AutoScalingGroupName)),
    loadBalancers: aws.elb
      .send(new DescribeLoadBalancersCommand({}))
      .then(({ LoadBalancerDescriptions = [] }) =>
        LoadBalancerDescriptions.map(({ LoadBalancerName }) => LoadBalancerName),
      ),
    certificates: iam
      .send(new ListServerCertificatesCommand({}))
      .then(({ ServerCertificateMetadataList = [] }) => ServerCertificateMetadataList.map(({ Arn }) => Arn)),
    roles: iam.send(new ListRolesCommand({})).then(({ Roles = [] }) =>
      // AWS creates service-linked roles once per account, and keeps them.
      Roles.filter(({ Path }) => Path?.startsWith("/aws-service-role/") !== true).map(({ Arn }) => Arn),
    ),
    policies: iam
      .send(new ListPoliciesCommand({ Scope: "Local" }))
      .then(({ Policies = [] }) => Policies.map(({ Arn }) => Arn)),
    instanceProfiles: iam
      .send(new ListInstanceProfilesCommand({}))
      .then(({ InstanceProfiles = [] }) => InstanceProfiles.map(({ Arn }) => Arn)),
    buckets: aws.s3.send(new ListBucketsCommand({})).then(({ Buckets = [] }) => Buckets.map(({ Name }) => Name)),
    logGroups: aws.logs
      .send(new DescribeLogGroupsCommand({}))
      .then(({ logGroups = [] }) => logGroups.map(({ logGroupName }) => logGroupName)),
    alarms: aws.cloudWatch
      .send(new DescribeAlarmsCommand({}))
      .then(({ MetricAlarms = [] }) => MetricAlarms.map(({ AlarmName }) => AlarmName)),
    topics: aws.sns.send(new ListTopicsCommand({})).then(({ Topics = [] }) => Topics.map(({ TopicArn }) => TopicArn)),
  };
  const entries = await Promise.all(
    Object.entries(lists).map(async ([kind, list]) => [kind, (await list).map(String).sort()] as const),
  );
  return Object.fromEntries(entries);
}

/** The resources that only the second inventory contains, by kind. */
export function addedSince(before: Inventory, now: Inventory): Inventory {
  const added = Object.entries(now).map(([kind, ids]) => [
    kind,
    ids.filter((id) => before[kind]?.includes(id) !== true),
  ]);
  return Object.fromEntries(added.filter(([, ids]) => ids?.length !== 0)) as Inventory;
}
