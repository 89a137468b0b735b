import * as asg from "@aws-sdk/client-auto-scaling";
import * as ec2 from "@aws-sdk/client-ec2";

import { row, type Context, type Row } from "./context";

const code = "ValidationError";
const METRIC = { PredefinedMetricType: "ASGAverageCPUUtilization" } as const;

/** More of Auto Scaling groups, their policies and instance refreshes. */
export const groups: readonly Row[] = [
  ...policies([
    ["that keeps 101 %", 101, 150],
    ["up to 201 %", 100, 201],
    ["up to 99 %", 50, 99],
    ["with a range of 101 %", 50, 151],
    ["without an upper bound", 100, undefined],
  ]),
  row("maintenance policy of an update that keeps 101 %", code, (context) =>
    inGroup(context, (client, AutoScalingGroupName) => {
      const InstanceMaintenancePolicy = { MinHealthyPercentage: 101, MaxHealthyPercentage: 150 };
      return client.send(new asg.UpdateAutoScalingGroupCommand({ AutoScalingGroupName, InstanceMaintenancePolicy }));
    }),
  ),
  row("maintenance policy that launches first", "accepted", async (context) => {
    const policy = { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 };
    await create(context, { InstanceMaintenancePolicy: policy });
  }),
  row("no maintenance policy", "accepted", async (context) => {
    const policy = { MinHealthyPercentage: -1, MaxHealthyPercentage: -1 };
    await create(context, { InstanceMaintenancePolicy: policy });
  }),
  row("unknown termination policy", code, (context) => create(context, { TerminationPolicies: ["Oldest"] })),
  row("instance lifetime of an hour", code, (context) => create(context, { MaxInstanceLifetime: 3600 })),
  row("default warm-up of -2 s", code, (context) => create(context, { DefaultInstanceWarmup: -2 })),
  row("minimum of -1", code, (context) => create(context, { MinSize: -1 })),
  row("group name of 256 characters", code, (context) => create(context, { AutoScalingGroupName: "x".repeat(256) })),
  row("group without a launch template", code, (context) => create(context, { LaunchTemplate: undefined })),
  row("group without a subnet", code, (context) => create(context, { VPCZoneIdentifier: undefined })),
  row("launch template by ID and by name", code, (context) =>
    create(context, { LaunchTemplate: { LaunchTemplateId: context.template, LaunchTemplateName: "x" } }),
  ),
  row("51 tags of a group", ["LimitExceeded", code], (context) => {
    const Tags = Array.from({ length: 51 }, (_, number) => ({ Key: `k${number}`, Value: "v" }));
    return create(context, { Tags });
  }),
  row("tag aws:x of a group", code, (context) => create(context, { Tags: [{ Key: "aws:x", Value: "v" }] })),
  row("launch template of an unknown image", code, (context) =>
    withTemplate(context, { ImageId: "ami-0123456789abcdef0" }),
  ),
  row("launch template without an image", code, (context) => withTemplate(context, { ImageId: undefined })),
  row("launch template without an instance type", code, (context) =>
    withTemplate(context, { InstanceType: undefined }),
  ),
  row("launch template of an unknown instance profile", code, (context) =>
    withTemplate(context, { IamInstanceProfile: { Name: "none" } }),
  ),
  row("update to a launch template of another architecture", code, async (context) => {
    const LaunchTemplate = await template(context, { ImageId: context.images.x86 });
    await inGroup(context, (client, AutoScalingGroupName) =>
      client.send(new asg.UpdateAutoScalingGroupCommand({ AutoScalingGroupName, LaunchTemplate })),
    );
  }),
  row("update to an unknown version", code, (context) =>
    inGroup(context, (client, AutoScalingGroupName) => {
      const LaunchTemplate = { LaunchTemplateId: context.template, Version: "77" };
      return client.send(new asg.UpdateAutoScalingGroupCommand({ AutoScalingGroupName, LaunchTemplate }));
    }),
  ),
  row("update to a subnet of another VPC", code, (context) =>
    inGroup(context, (client, AutoScalingGroupName) => {
      const VPCZoneIdentifier = context.other.subnet;
      return client.send(new asg.UpdateAutoScalingGroupCommand({ AutoScalingGroupName, VPCZoneIdentifier }));
    }),
  ),
  row("delete the launch template of a group", "accepted", async (context) => {
    const { LaunchTemplateId } = await withTemplate(context, {});
    await context.ec2.send(new ec2.DeleteLaunchTemplateCommand({ LaunchTemplateId }));
  }),

  row("second policy of a metric", code, (context) =>
    inGroup(context, async (client, name) => {
      await client.send(tracking(name, { PolicyName: "one" }));
      await client.send(tracking(name, { PolicyName: "other" }));
    }),
  ),
  row("a policy again", "accepted", async (context) => {
    await inGroup(context, async (client, name) => {
      await client.send(tracking(name));
      await client.send(tracking(name));
    });
  }),
  row("policy with a target of 0", code, (context) =>
    inGroup(context, (client, name) => {
      const TargetTrackingConfiguration = { TargetValue: 0, PredefinedMetricSpecification: METRIC };
      return client.send(tracking(name, { TargetTrackingConfiguration }));
    }),
  ),
  row("tracking policy without a target", code, (context) =>
    inGroup(context, (client, name) => client.send(tracking(name, { TargetTrackingConfiguration: undefined }))),
  ),
  row("simple policy without an adjustment", code, (context) =>
    inGroup(context, (client, name) =>
      client.send(tracking(name, { PolicyType: "SimpleScaling", TargetTrackingConfiguration: undefined })),
    ),
  ),
  row("delete an unknown policy", code, (context) =>
    inGroup(context, (client, AutoScalingGroupName) =>
      client.send(new asg.DeletePolicyCommand({ AutoScalingGroupName, PolicyName: "none" })),
    ),
  ),
  row("metrics without a granularity", code, (context) =>
    inGroup(context, (client, AutoScalingGroupName) =>
      client.send(new asg.EnableMetricsCollectionCommand({ AutoScalingGroupName, Granularity: undefined })),
    ),
  ),
  row("detach a load balancer that a group does not have", code, (context) =>
    inGroup(context, (client, AutoScalingGroupName) => {
      const LoadBalancerNames = [context.loadBalancer];
      return client.send(new asg.DetachLoadBalancersCommand({ AutoScalingGroupName, LoadBalancerNames }));
    }),
  ),
  row("attach an unknown load balancer", code, (context) =>
    inGroup(context, (client, AutoScalingGroupName) =>
      client.send(new asg.AttachLoadBalancersCommand({ AutoScalingGroupName, LoadBalancerNames: ["none"] })),
    ),
  ),
  row("terminate an instance of a group at its minimum, without a replacement", code, async (context) => {
    const AutoScalingGroupName = context.name();
    const { autoScaling: client } = context.aws;
    await create(context, { AutoScalingGroupName, MinSize: 1, MaxSize: 1 });
    const named = { AutoScalingGroupNames: [AutoScalingGroupName] };
    const { AutoScalingGroups } = await client.send(new asg.DescribeAutoScalingGroupsCommand(named));
    const { InstanceId } = AutoScalingGroups![0]!.Instances![0]!;
    const command = { InstanceId, ShouldDecrementDesiredCapacity: true };
    try {
      await client.send(new asg.TerminateInstanceInAutoScalingGroupCommand(command));
    } finally {
      await client.send(new asg.DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true }));
    }
  }),

  row("roll back without a refresh", "ActiveInstanceRefreshNotFound", (context) =>
    inGroup(context, (client, AutoScalingGroupName) =>
      client.send(new asg.RollbackInstanceRefreshCommand({ AutoScalingGroupName })),
    ),
  ),
  row("cancel without a refresh", "ActiveInstanceRefreshNotFound", (context) =>
    inGroup(context, (client, AutoScalingGroupName) =>
      client.send(new asg.CancelInstanceRefreshCommand({ AutoScalingGroupName })),
    ),
  ),
  row("refresh that rolls back to no configuration", code, (context) => refresh(context, { AutoRollback: true })),
  row("refresh with a warm-up of -1 s", code, (context) => refresh(context, { InstanceWarmup: -1 })),
  row("refresh with a bake time of three days", code, (context) => refresh(context, { BakeTime: 259_200 })),
  row("refresh up to 201 %", code, (context) =>
    refresh(context, { MinHealthyPercentage: 100, MaxHealthyPercentage: 201 }),
  ),
  row("refresh with descending checkpoints", code, (context) => refresh(context, { CheckpointPercentages: [50, 20] })),
  row("refresh to an unknown version", code, (context) =>
    inGroup(context, (client, AutoScalingGroupName) => {
      const DesiredConfiguration = { LaunchTemplate: { LaunchTemplateId: context.template, Version: "88" } };
      return client.send(new asg.StartInstanceRefreshCommand({ AutoScalingGroupName, DesiredConfiguration }));
    }),
  ),
];

function policies(list: readonly (readonly [what: string, min: number, max: number | undefined])[]): readonly Row[] {
  return list.map(([what, MinHealthyPercentage, MaxHealthyPercentage]) =>
    row(`maintenance policy ${what}`, code, (context) => {
      const bounds = { MinHealthyPercentage, ...(MaxHealthyPercentage !== undefined && { MaxHealthyPercentage }) };
      return create(context, { InstanceMaintenancePolicy: bounds });
    }),
  );
}

function create(context: Context, more: Partial<asg.CreateAutoScalingGroupCommandInput>): Promise<unknown> {
  return context.aws.autoScaling.send(
    new asg.CreateAutoScalingGroupCommand({
      ...{ AutoScalingGroupName: context.name(), MinSize: 0, MaxSize: 2, VPCZoneIdentifier: context.subnet },
      LaunchTemplate: { LaunchTemplateId: context.template, Version: "1" },
      ...more,
    }),
  );
}

/** Creates a group without instances for a call. */
async function inGroup(
  context: Context,
  use: (client: asg.AutoScalingClient, name: string) => Promise<unknown>,
): Promise<unknown> {
  const AutoScalingGroupName = context.name();
  await create(context, { AutoScalingGroupName });
  return use(context.aws.autoScaling, AutoScalingGroupName);
}

async function template(
  { ec2: client, images, name }: Context,
  more: ec2.RequestLaunchTemplateData,
): Promise<asg.LaunchTemplateSpecification> {
  const LaunchTemplateData = { ImageId: images.arm64, InstanceType: "t4g.nano" as const, ...more };
  const command = new ec2.CreateLaunchTemplateCommand({ LaunchTemplateName: name(), LaunchTemplateData });
  const { LaunchTemplate } = await client.send(command);
  return { LaunchTemplateId: LaunchTemplate!.LaunchTemplateId! };
}

async function withTemplate(
  context: Context,
  more: ec2.RequestLaunchTemplateData,
): Promise<asg.LaunchTemplateSpecification> {
  const LaunchTemplate = await template(context, more);
  await create(context, { LaunchTemplate });
  return LaunchTemplate;
}

function tracking(
  AutoScalingGroupName: string,
  more: Partial<asg.PutScalingPolicyCommandInput> = {},
): asg.PutScalingPolicyCommand {
  const TargetTrackingConfiguration = { TargetValue: 60, PredefinedMetricSpecification: METRIC };
  return new asg.PutScalingPolicyCommand({
    ...{ AutoScalingGroupName, PolicyName: "cpu", PolicyType: "TargetTrackingScaling", TargetTrackingConfiguration },
    ...more,
  });
}

function refresh(context: Context, Preferences: asg.RefreshPreferences): Promise<unknown> {
  return inGroup(context, (client, AutoScalingGroupName) =>
    client.send(new asg.StartInstanceRefreshCommand({ AutoScalingGroupName, Preferences })),
  );
}
