import { count } from "../plan/render/words";
import { judged, type Check } from "./check";
import { isLeaving, lookAtGroup, serverFault } from "./group";
import type { Scene } from "./context";

/** Every web server serves, there are enough of them, and none can be spoken to from outside. */
export const servers: Check = {
  id: "servers",
  asksMachines: false,
  title: () => "Every web server is in service, and none has a public address",
  look: async (scene) => {
    const { stageName, settings } = scene.stage;
    const group = await lookAtGroup(stageName, scene.deployed.loadBalancer.name, scene.clients);
    const { min } = settings.web;
    const staying = group.servers.filter((server) => !isLeaving(server));
    const number = staying.length;
    const faults = [
      ...(number < min ? [`${group.name} has ${count(number, "server")}, fewer than the ${min} of web.min`] : []),
      ...staying.flatMap((server) => serverFault(server) ?? []),
      ...group.strangers.map((id) => `the load balancer sends visitors to ${id}, which is not of ${group.name}`),
      ...(await inPublic(
        staying.map(({ id }) => id),
        scene,
      )),
    ];
    const advice = `aws autoscaling describe-scaling-activities --auto-scaling-group-name ${group.name}`;
    return judged(
      faults.length === 0 ? [] : [...faults, `what happened lately: ${advice}`],
      `${count(number, "server")} of ${group.name} in service: ${staying.map(({ id }) => id).join(", ")}`,
    );
  },
};

async function inPublic(ids: readonly string[], { clients }: Scene): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { DescribeInstancesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [...ids] }));
  return Reservations.flatMap(({ Instances = [] }) => Instances).flatMap(({ InstanceId = "", PublicIpAddress }) =>
    PublicIpAddress === undefined ? [] : [`${InstanceId} has the public address ${PublicIpAddress}`],
  );
}
