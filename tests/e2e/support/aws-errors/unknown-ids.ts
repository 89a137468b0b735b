import * as asg from "@aws-sdk/client-auto-scaling";
import * as ec2 from "@aws-sdk/client-ec2";
import * as elb from "@aws-sdk/client-elastic-load-balancing";
import * as iam from "@aws-sdk/client-iam";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as s3 from "@aws-sdk/client-s3";
import * as sns from "@aws-sdk/client-sns";

import { row, type Row } from "./context";

const ID = "0123456789abcdef0";
const topic = "arn:aws:sns:ap-northeast-1:123456789012:none";

/** Calls that name what does not exist. */
export const unknownIds: readonly Row[] = [
  row("describe an unknown VPC", "InvalidVpcID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DescribeVpcsCommand({ VpcIds: [`vpc-${ID}`] })),
  ),
  row("describe an unknown instance", "InvalidInstanceID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DescribeInstancesCommand({ InstanceIds: [`i-${ID}`] })),
  ),
  row("status of an unknown instance", "InvalidInstanceID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DescribeInstanceStatusCommand({ InstanceIds: [`i-${ID}`] })),
  ),
  row("start an unknown instance", "InvalidInstanceID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.StartInstancesCommand({ InstanceIds: [`i-${ID}`] })),
  ),
  row("start an instance with a malformed ID", "InvalidInstanceID.Malformed", ({ ec2: c }) =>
    c.send(new ec2.StartInstancesCommand({ InstanceIds: ["i-x"] })),
  ),
  row("console of an unknown instance", "InvalidInstanceID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.GetConsoleOutputCommand({ InstanceId: `i-${ID}` })),
  ),
  row("describe an unknown image", "InvalidAMIID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DescribeImagesCommand({ ImageIds: [`ami-${ID}`] })),
  ),
  row("deregister an unknown image", "InvalidAMIID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DeregisterImageCommand({ ImageId: `ami-${ID}` })),
  ),
  row("describe an unknown Elastic IP", "InvalidAllocationID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DescribeAddressesCommand({ AllocationIds: [`eipalloc-${ID}`] })),
  ),
  row("describe an unknown NAT gateway", "NatGatewayNotFound", ({ ec2: c }) =>
    c.send(new ec2.DescribeNatGatewaysCommand({ NatGatewayIds: [`nat-${ID}`] })),
  ),
  row("describe an unknown endpoint", "InvalidVpcEndpointId.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DescribeVpcEndpointsCommand({ VpcEndpointIds: [`vpce-${ID}`] })),
  ),
  row("describe an unknown key pair", "InvalidKeyPair.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DescribeKeyPairsCommand({ KeyNames: ["none"] })),
  ),
  row("describe an unknown volume", "InvalidVolume.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DescribeVolumesCommand({ VolumeIds: [`vol-${ID}`] })),
  ),
  row("delete an unknown volume", "InvalidVolume.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DeleteVolumeCommand({ VolumeId: `vol-${ID}` })),
  ),
  row("describe an unknown snapshot", "InvalidSnapshot.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DescribeSnapshotsCommand({ SnapshotIds: [`snap-${ID}`] })),
  ),
  row("delete an unknown network interface", "InvalidNetworkInterfaceID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DeleteNetworkInterfaceCommand({ NetworkInterfaceId: `eni-${ID}` })),
  ),
  row("delete an unknown route table", "InvalidRouteTableID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DeleteRouteTableCommand({ RouteTableId: `rtb-${ID}` })),
  ),
  row("delete an unknown launch template", "InvalidLaunchTemplateId.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DeleteLaunchTemplateCommand({ LaunchTemplateId: `lt-${ID}` })),
  ),
  row("default version that a launch template does not have", "InvalidLaunchTemplateId.VersionNotFound", (context) =>
    context.ec2.send(new ec2.ModifyLaunchTemplateCommand({ LaunchTemplateId: context.template, DefaultVersion: "9" })),
  ),
  row("describe an unknown Availability Zone", "InvalidParameterValue", ({ ec2: c }) =>
    c.send(new ec2.DescribeAvailabilityZonesCommand({ ZoneNames: ["ap-northeast-1z"] })),
  ),
  row("delete an unknown key pair", "accepted", async ({ ec2: c }) => {
    await c.send(new ec2.DeleteKeyPairCommand({ KeyName: "none" }));
  }),

  row("update an unknown group", "ValidationError", ({ aws }) =>
    aws.autoScaling.send(new asg.UpdateAutoScalingGroupCommand({ AutoScalingGroupName: "none", MinSize: 1 })),
  ),
  row("tags of an unknown group", "ValidationError", ({ aws }) => {
    const Tags = [{ Key: "a", Value: "b", ResourceId: "none", ResourceType: "auto-scaling-group" }];
    return aws.autoScaling.send(new asg.CreateOrUpdateTagsCommand({ Tags }));
  }),
  row("refresh of an unknown group", "ValidationError", ({ aws }) =>
    aws.autoScaling.send(new asg.StartInstanceRefreshCommand({ AutoScalingGroupName: "none" })),
  ),
  row("refreshes of an unknown group", "ValidationError", ({ aws }) =>
    aws.autoScaling.send(new asg.DescribeInstanceRefreshesCommand({ AutoScalingGroupName: "none" })),
  ),
  row("terminate an instance that no group has", "ValidationError", ({ aws }) =>
    aws.autoScaling.send(
      new asg.TerminateInstanceInAutoScalingGroupCommand({
        ...{ InstanceId: `i-${ID}`, ShouldDecrementDesiredCapacity: false },
      }),
    ),
  ),

  ...(
    [
      ["register", elb.RegisterInstancesWithLoadBalancerCommand],
      ["deregister", elb.DeregisterInstancesFromLoadBalancerCommand],
      ["health of", elb.DescribeInstanceHealthCommand],
    ] as const
  ).map(([what, Command]) =>
    row(`load balancer: ${what} an unknown instance`, "InvalidInstance", ({ aws, loadBalancer }) => {
      const named = { LoadBalancerName: loadBalancer, Instances: [{ InstanceId: `i-${ID}` }] };
      return aws.elb.send(new Command(named) as elb.DescribeInstanceHealthCommand);
    }),
  ),
  row("describe an unknown policy", "PolicyNotFound", ({ aws, loadBalancer }) =>
    aws.elb.send(
      new elb.DescribeLoadBalancerPoliciesCommand({ LoadBalancerName: loadBalancer, PolicyNames: ["none"] }),
    ),
  ),
  row("describe an unknown load balancer", ["LoadBalancerNotFound", "AccessPointNotFound"], ({ aws }) =>
    aws.elb.send(new elb.DescribeLoadBalancersCommand({ LoadBalancerNames: ["none"] })),
  ),
  row("delete an unknown load balancer", "accepted", async ({ aws }) => {
    await aws.elb.send(new elb.DeleteLoadBalancerCommand({ LoadBalancerName: "none" }));
  }),

  row("read an unknown role", "NoSuchEntity", ({ aws }) => aws.iam.send(new iam.GetRoleCommand({ RoleName: "none" }))),
  row("delete an unknown role", "NoSuchEntity", ({ aws }) =>
    aws.iam.send(new iam.DeleteRoleCommand({ RoleName: "none" })),
  ),
  row("read an unknown certificate", "NoSuchEntity", ({ aws }) =>
    aws.iam.send(new iam.GetServerCertificateCommand({ ServerCertificateName: "none" })),
  ),
  row("tags of an unknown certificate", "NoSuchEntity", ({ aws }) =>
    aws.iam.send(new iam.ListServerCertificateTagsCommand({ ServerCertificateName: "none" })),
  ),
  row("SNS: subscribe to an unknown topic", "NotFound", ({ aws }) =>
    aws.sns.send(new sns.SubscribeCommand({ TopicArn: topic, Protocol: "email", Endpoint: "a@example.com" })),
  ),
  row("SNS: attributes of an unknown topic", "NotFound", ({ aws }) =>
    aws.sns.send(new sns.GetTopicAttributesCommand({ TopicArn: topic })),
  ),
  row("SNS: delete an unknown topic", "accepted", async ({ aws }) => {
    await aws.sns.send(new sns.DeleteTopicCommand({ TopicArn: topic }));
  }),
  row("S3: delete an unknown bucket", "NoSuchBucket", ({ aws }) =>
    aws.s3.send(new s3.DeleteBucketCommand({ Bucket: "no-such-bucket-1" })),
  ),
  row("Logs: delete an unknown group", "ResourceNotFoundException", ({ aws }) =>
    aws.logs.send(new logs.DeleteLogGroupCommand({ logGroupName: "none" })),
  ),
  row("Logs: events of an unknown group", "ResourceNotFoundException", ({ aws }) =>
    aws.logs.send(new logs.FilterLogEventsCommand({ logGroupName: "none" })),
  ),
];
