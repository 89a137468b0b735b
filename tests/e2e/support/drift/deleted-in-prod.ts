import * as asg from "@aws-sdk/client-auto-scaling";
import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as ec2 from "@aws-sdk/client-ec2";
import * as iam from "@aws-sdk/client-iam";
import * as s3 from "@aws-sdk/client-s3";
import * as sns from "@aws-sdk/client-sns";

import type { Wave } from "./case";
import { nameIn, only, type Hand } from "./hand";

const PARTS: Wave = [
  {
    what: "a NAT gateway",
    deletes: ["aws.ec2.NatGateway"],
    steps: ["create nat-gateway-1a", "update nat-private-default-1a"],
    act: async ({ aws, stageName }) => {
      const { NatGateways = [] } = await aws.ec2.send(new ec2.DescribeNatGatewaysCommand({}));
      const { NatGatewayId } = only(
        NatGateways.filter(({ State, Tags }) => State === "available" && nameIn(Tags) === `${stageName}-nat-1a`),
      );
      await aws.ec2.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId }));
      // While it is being deleted, the provider still finds it.
      await ec2.waitUntilNatGatewayDeleted(
        { client: aws.ec2, maxWaitTime: 600 },
        { NatGatewayIds: [NatGatewayId ?? ""] },
      );
    },
  },
  {
    what: "the flow log",
    deletes: ["aws.ec2.FlowLog"],
    steps: ["create flow-logs"],
    act: async ({ aws }) => {
      const { FlowLogs = [] } = await aws.ec2.send(new ec2.DescribeFlowLogsCommand({}));
      await aws.ec2.send(new ec2.DeleteFlowLogsCommand({ FlowLogIds: [only(FlowLogs).FlowLogId ?? ""] }));
    },
  },
  {
    what: "an alarm",
    deletes: ["aws.cloudwatch.MetricAlarm"],
    steps: ["create load-balancer-healthy"],
    act: async ({ aws }) => {
      const { MetricAlarms = [] } = await aws.cloudWatch.send(new cloudWatch.DescribeAlarmsCommand({}));
      const { AlarmName = "" } = only(MetricAlarms.filter(({ MetricName }) => MetricName === "HealthyHostCount"));
      await aws.cloudWatch.send(new cloudWatch.DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
    },
  },
  {
    what: "the scaling policy",
    deletes: ["aws.autoscaling.Policy"],
    steps: ["create web-group-cpu"],
    act: async ({ aws, group }) => {
      const { ScalingPolicies = [] } = await aws.autoScaling.send(new asg.DescribePoliciesCommand(group));
      const { PolicyName } = only(ScalingPolicies);
      await aws.autoScaling.send(new asg.DeletePolicyCommand({ ...group, PolicyName }));
    },
  },
  {
    what: "the subscription of `alarmEmail`",
    deletes: ["aws.sns.TopicSubscription"],
    steps: ["create alarms-email"],
    act: async ({ aws }) => {
      const { Subscriptions = [] } = await aws.sns.send(new sns.ListSubscriptionsCommand({}));
      await aws.sns.send(new sns.UnsubscribeCommand({ SubscriptionArn: only(Subscriptions).SubscriptionArn }));
    },
  },
  {
    what: "the instance profile of web servers",
    deletes: ["aws.iam.InstanceProfile"],
    steps: ["create session-manager", "update web-group-version"],
    act: async ({ aws }) => {
      const { InstanceProfiles = [] } = await aws.iam.send(new iam.ListInstanceProfilesCommand({}));
      await deleteProfile(only(InstanceProfiles), aws);
    },
  },
  {
    what: "the settings of the log bucket",
    deletes: [
      "aws.s3.BucketPolicy",
      "aws.s3.BucketPublicAccessBlock",
      "aws.s3.BucketLifecycleConfiguration",
      "aws.s3.BucketOwnershipControls",
    ],
    steps: ["create access-logs"],
    act: async ({ aws }) => {
      const bucket = await logBucket(aws);
      await aws.s3.send(new s3.DeleteBucketPolicyCommand(bucket));
      await aws.s3.send(new s3.DeletePublicAccessBlockCommand(bucket));
      await aws.s3.send(new s3.DeleteBucketLifecycleCommand(bucket));
      await aws.s3.send(new s3.DeleteBucketOwnershipControlsCommand(bucket));
    },
  },
];

const WHOLES: Wave = [
  {
    what: "the log group of the flow log, with everything in it",
    deletes: ["aws.cloudwatch.LogGroup"],
    steps: ["create flow-logs", "replace flow-logs"],
    act: async ({ aws }) => {
      const { logGroups = [] } = await aws.logs.send(new logs.DescribeLogGroupsCommand({}));
      await aws.logs.send(new logs.DeleteLogGroupCommand({ logGroupName: only(logGroups).logGroupName }));
    },
  },
  {
    what: "the topic of the alarms",
    deletes: ["aws.sns.Topic"],
    steps: ["create alarms", "create alarms-email", "update load-balancer-healthy"],
    act: async ({ aws }) => {
      const { Topics = [] } = await aws.sns.send(new sns.ListTopicsCommand({}));
      await aws.sns.send(new sns.DeleteTopicCommand({ TopicArn: only(Topics).TopicArn }));
    },
  },
  {
    what: "the log bucket, with everything in it",
    deletes: ["aws.s3.Bucket", "aws.s3.BucketServerSideEncryptionConfiguration"],
    steps: ["create access-logs", "update load-balancer"],
    act: async ({ aws }) => {
      const bucket = await logBucket(aws);
      const { Versions = [] } = await aws.s3.send(new s3.ListObjectVersionsCommand(bucket));
      for (const { Key, VersionId } of Versions) {
        await aws.s3.send(new s3.DeleteObjectCommand({ ...bucket, Key, VersionId }));
      }
      await aws.s3.send(new s3.DeleteBucketCommand(bucket));
    },
  },
];

const ROLES: Wave = [
  {
    what: "the roles, with their policies and the instance profile",
    deletes: ["aws.iam.Role", "aws.iam.RolePolicy"],
    steps: ["create flow-logs", "replace flow-logs", "create session-manager"],
    act: async ({ aws }) => {
      const { InstanceProfiles = [] } = await aws.iam.send(new iam.ListInstanceProfilesCommand({}));
      for (const profile of InstanceProfiles) await deleteProfile(profile, aws);
      const { Roles = [] } = await aws.iam.send(new iam.ListRolesCommand({}));
      for (const { RoleName = "" } of Roles.filter(({ Path }) => Path?.startsWith("/aws-service-role/") !== true)) {
        const { PolicyNames = [] } = await aws.iam.send(new iam.ListRolePoliciesCommand({ RoleName }));
        for (const PolicyName of PolicyNames) {
          await aws.iam.send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName }));
        }
        const { AttachedPolicies = [] } = await aws.iam.send(new iam.ListAttachedRolePoliciesCommand({ RoleName }));
        for (const { PolicyArn } of AttachedPolicies) {
          await aws.iam.send(new iam.DetachRolePolicyCommand({ RoleName, PolicyArn }));
        }
        await aws.iam.send(new iam.DeleteRoleCommand({ RoleName }));
      }
    },
  },
];

/** What is deleted in `prod`, with Session Manager and an e-mail address for alarms. */
export const DELETED_IN_PROD: readonly Wave[] = [PARTS, WHOLES, ROLES];

async function logBucket(aws: Hand["aws"]): Promise<{ readonly Bucket: string }> {
  const { Buckets = [] } = await aws.s3.send(new s3.ListBucketsCommand({}));
  return { Bucket: only(Buckets).Name ?? "" };
}

async function deleteProfile(
  { InstanceProfileName, Roles = [] }: iam.InstanceProfile,
  aws: Hand["aws"],
): Promise<void> {
  for (const { RoleName } of Roles) {
    await aws.iam.send(new iam.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
  }
  await aws.iam.send(new iam.DeleteInstanceProfileCommand({ InstanceProfileName }));
}
