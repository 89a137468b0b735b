import type { Deletion } from "./deletion";
import { throwListed } from "../errors";

async function sdk() {
  return import("@aws-sdk/client-ec2");
}

export const instance: Deletion = {
  delete: async ({ id }, clients) =>
    (await clients.ec2()).send(new (await sdk()).TerminateInstancesCommand({ InstanceIds: [id] })),
  remaining: async ({ id }, clients) => {
    const { DescribeInstancesCommand } = await sdk();
    const { Reservations = [] } = await (await clients.ec2()).send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    const state = Reservations[0]?.Instances?.[0]?.State?.Name ?? "terminated";
    return state === "terminated" ? undefined : `is ${state}`;
  },
  limitSeconds: 900,
};

export const volume: Deletion = {
  delete: async ({ id }, clients) =>
    (await clients.ec2()).send(new (await sdk()).DeleteVolumeCommand({ VolumeId: id })),
};

export const image: Deletion = {
  delete: async ({ id }, clients) =>
    (await clients.ec2()).send(new (await sdk()).DeregisterImageCommand({ ImageId: id })),
};

export const snapshot: Deletion = {
  delete: async ({ id }, clients) =>
    (await clients.ec2()).send(new (await sdk()).DeleteSnapshotCommand({ SnapshotId: id })),
};

export const keyPair: Deletion = {
  delete: async ({ id }, clients) =>
    (await clients.ec2()).send(new (await sdk()).DeleteKeyPairCommand({ KeyName: id })),
};

export const launchTemplate: Deletion = {
  delete: async ({ id }, clients) =>
    (await clients.ec2()).send(new (await sdk()).DeleteLaunchTemplateCommand({ LaunchTemplateId: id })),
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteFlowLogs.html */
export const flowLog: Deletion = {
  delete: async ({ id }, clients) => {
    const { DeleteFlowLogsCommand } = await sdk();
    const { Unsuccessful = [] } = await (await clients.ec2()).send(new DeleteFlowLogsCommand({ FlowLogIds: [id] }));
    throwListed(
      "DeleteFlowLogs",
      Unsuccessful.map(({ Error: error = {} }) => error),
    );
  },
};

/** The instances of the group go with it. */
export const group: Deletion = {
  delete: async ({ id }, clients) => {
    const { DeleteAutoScalingGroupCommand } = await import("@aws-sdk/client-auto-scaling");
    await (
      await clients.autoScaling()
    ).send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: id, ForceDelete: true }));
  },
  remaining: async ({ id }, clients) => {
    const { DescribeAutoScalingGroupsCommand } = await import("@aws-sdk/client-auto-scaling");
    const { AutoScalingGroups = [] } = await (
      await clients.autoScaling()
    ).send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [id] }));
    const [found] = AutoScalingGroups;
    return found === undefined ? undefined : `still has ${found.Instances?.length ?? 0} instances`;
  },
  limitSeconds: 1200,
};

export const scalingPolicy: Deletion = {
  delete: async ({ parentId, key }, clients) => {
    const { DeletePolicyCommand } = await import("@aws-sdk/client-auto-scaling");
    await (
      await clients.autoScaling()
    ).send(new DeletePolicyCommand({ AutoScalingGroupName: parentId, PolicyName: key }));
  },
};
