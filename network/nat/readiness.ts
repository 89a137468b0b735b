import type { EC2Client } from "@aws-sdk/client-ec2";

import { waitFor, type AwsClients } from "../../hooks";

/** EC2's two status checks take two to four minutes after a launch. */
const LIMIT_SECONDS = 600;

/**
 * Waits until the target of a route can send packets on: a NAT gateway that is available, or an instance that runs
 * and has passed EC2's status checks. "Running" alone is not ready: nothing listens yet, and packets are lost.
 *
 * @param route the inputs of an `aws.ec2.Route`
 * @throws Error when the target is gone or has failed, or is not ready after ten minutes
 */
export async function waitUntilReady(
  route: Readonly<Record<string, unknown>>,
  clients: Pick<AwsClients, "ec2">,
): Promise<void> {
  const { natGatewayId, networkInterfaceId } = route;
  if (typeof natGatewayId === "string") await waitForGateway(natGatewayId, clients);
  else if (typeof networkInterfaceId === "string") await waitForInstance(networkInterfaceId, clients);
}

async function waitForGateway(id: string, clients: Pick<AwsClients, "ec2">): Promise<void> {
  const { DescribeNatGatewaysCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  await waitFor({
    what: `NAT gateway ${id}`,
    everySeconds: 5,
    limitSeconds: LIMIT_SECONDS,
    advice: `Look at its state with: aws ec2 describe-nat-gateways --nat-gateway-ids ${id}`,
    look: async () => {
      const { NatGateways } = await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }));
      const gateway = NatGateways?.[0];
      const state = gateway?.State;
      if (state === "available") return undefined;
      if (state !== "pending") {
        throw new Error(`NAT gateway ${id} is ${state ?? "gone"}: ${gateway?.FailureMessage ?? "no reason given"}`);
      }
      return "is not available yet";
    },
  });
}

async function waitForInstance(networkInterfaceId: string, clients: Pick<AwsClients, "ec2">): Promise<void> {
  const { DescribeInstanceStatusCommand, DescribeNetworkInterfacesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  const { NetworkInterfaces } = await ec2.send(
    new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [networkInterfaceId] }),
  );
  const id = NetworkInterfaces?.[0]?.Attachment?.InstanceId;
  if (id === undefined) throw new Error(`network interface ${networkInterfaceId} belongs to no instance`);
  await waitFor({
    what: `NAT instance ${id}`,
    everySeconds: 5,
    limitSeconds: LIMIT_SECONDS,
    advice: `See what it says with: aws ec2 get-console-output --latest --instance-id ${id}`,
    look: async () => {
      await throwIfScriptFailed(id, ec2);
      const { InstanceStatuses } = await ec2.send(
        new DescribeInstanceStatusCommand({ InstanceIds: [id], IncludeAllInstances: true }),
      );
      const status = InstanceStatuses?.[0];
      const state = status?.InstanceState?.Name;
      if (state !== "pending" && state !== "running") throw new Error(`NAT instance ${id} is ${state ?? "gone"}`);
      const passed = status?.InstanceStatus?.Status === "ok" && status.SystemStatus?.Status === "ok";
      return state === "running" && passed ? undefined : "has not passed EC2's status checks";
    },
  });
}

/**
 * The status checks know nothing of the guest script; its last word on the console does, where the console can be read
 * while a machine runs (on Nitro types).
 */
async function throwIfScriptFailed(id: string, ec2: EC2Client): Promise<void> {
  const { GetConsoleOutputCommand } = await import("@aws-sdk/client-ec2");
  const answer = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id, Latest: true })).catch(() => undefined);
  const words = Buffer.from(answer?.Output ?? "", "base64")
    .toString()
    .match(/minimal-secure-web: NAT .*/g);
  const last = words?.at(-1)?.trim();
  if (last?.includes("FAILED")) {
    throw new Error(`NAT instance ${id} says "${last}". Terminate it, then run: pulumi up --refresh`);
  }
}
