import * as pulumi from "@pulumi/pulumi";
import { lastLineOf, readConsole, type AwsClients } from "../../lib/aws";
import { poll } from "../../lib/poll";

/**
 * The user data starts within a minute of the launch and tries for at most 435 s to install its packages (see nat.sh).
 * If it fails, it says so on the console before this timeout.
 */
const TIMEOUT_SECONDS = 600;

/** The last line of nat.sh on the console. */
const READY = "minimal-secure-web: NAT is ready";

/**
 * Seconds after which the status checks decide if the console has no line of the user data. EC2 keeps only the last
 * 64 KB, so the console of an instance that has run for long has none.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleOutput.html
 */
const SILENT_SECONDS = 300;

/**
 * Waits until the target of a route forwards packets: a NAT gateway that is available, or an instance whose user data
 * reports on its console that it has finished. EC2's status checks do not cover the user data. They decide only where
 * the console shows no line of it for five minutes, or cannot be read.
 * @param route the inputs of an `aws.ec2.Route`
 * @throws Error when the target does not exist or has failed, or is not ready after ten minutes
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
  await poll({
    what: `NAT gateway ${id}`,
    intervalSeconds: 5,
    timeoutSeconds: TIMEOUT_SECONDS,
    advice: `See its state: aws ec2 describe-nat-gateways --nat-gateway-ids ${id}`,
    check: async () => {
      const { NatGateways } = await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }));
      const gateway = NatGateways?.[0];
      const state = gateway?.State;
      if (state === "available") return undefined;
      if (state !== "pending") {
        const reason = gateway?.FailureMessage ?? "no reason given";
        throw new Error(`NAT gateway ${id} is ${state ?? "gone"}: ${reason}. Run: pulumi up --refresh`);
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
  if (id === undefined) {
    throw new Error(`network interface ${networkInterfaceId} is not attached to an instance. Run: pulumi up --refresh`);
  }
  const start = Date.now();
  let lastLine: string | undefined;
  await poll({
    what: `NAT instance ${id}`,
    intervalSeconds: 5,
    timeoutSeconds: TIMEOUT_SECONDS,
    advice: `See its console: aws ec2 get-console-output --latest --instance-id ${id}`,
    check: async () => {
      const { text, error } = await readConsole(ec2, id, { latest: true });
      lastLine = lastLineOf("NAT", text) ?? lastLine;
      if (lastLine?.includes("FAILED")) {
        throw new Error(`NAT instance ${id} says "${lastLine}". Terminate it, then run: pulumi up --refresh`);
      }
      const { InstanceStatuses } = await ec2.send(
        new DescribeInstanceStatusCommand({ InstanceIds: [id], IncludeAllInstances: true }),
      );
      const status = InstanceStatuses?.[0];
      const state = status?.InstanceState?.Name;
      if (state !== "pending" && state !== "running") {
        throw new Error(`NAT instance ${id} is ${state ?? "gone"}. Run: pulumi up --refresh`);
      }
      if (state === "pending") return "is not running yet";
      if (lastLine?.startsWith(READY)) return undefined;
      const unreadable = error === undefined ? "" : ` (the console cannot be read: ${error})`;
      const missing = `has not written "${READY}" to its console${unreadable}`;
      if (lastLine !== undefined || Date.now() - start < SILENT_SECONDS * 1000) return missing;
      if (status?.InstanceStatus?.Status !== "ok" || status.SystemStatus?.Status !== "ok") {
        return `${missing} and has not passed EC2's status checks`;
      }
      await pulumi.log.warn(
        `NAT instance ${id} ${missing}. It is treated as ready because it passes EC2's status checks`,
      );
      return undefined;
    },
  });
}
