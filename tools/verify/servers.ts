import { allPages, filtersOf } from "../../lib/aws";
import { count } from "../plan/words";
import { outcomeOf, type Check, type CheckContext } from "./check";
import { isLeaving, readGroup, serverIssue } from "./group";

export const servers: Check = {
  id: "servers",
  needsInstances: false,
  title: () => "Every web server is in service, and none has a public address",
  run: async (context) => {
    const { stageName, settings } = context.stage;
    const group = await readGroup(stageName, context.deployed.loadBalancer.name, context.clients);
    const { min } = settings.web;
    const staying = group.servers.filter((server) => !isLeaving(server));
    const number = staying.length;
    const issues = [
      ...(number < min ? [`${group.name} has ${count(number, "server")}, fewer than the ${min} of web.min`] : []),
      ...staying.flatMap((server) => serverIssue(server) ?? []),
      ...group.foreign.map((id) => `the load balancer sends visitors to ${id}, which is not in ${group.name}`),
      ...(await inPublic(
        staying.map(({ id }) => id),
        context,
      )),
    ];
    const advice = `aws autoscaling describe-scaling-activities --auto-scaling-group-name ${group.name}`;
    return outcomeOf(
      issues.length === 0 ? [] : [...issues, `recent activities: ${advice}`],
      `${count(number, "server")} of ${group.name} in service: ${staying.map(({ id }) => id).join(", ")}`,
    );
  },
};

async function inPublic(ids: readonly string[], { clients }: CheckContext): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { DescribeInstancesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  // A filter, since AWS rejects the whole call for an instance that it does not find yet.
  const Filters = filtersOf({ "instance-id": ids });
  const pages = await allPages((token) => ec2.send(new DescribeInstancesCommand({ Filters, ...token })));
  const instances = pages.flatMap(({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances));
  return instances.flatMap(({ InstanceId = "", PublicIpAddress }) =>
    PublicIpAddress === undefined ? [] : [`${InstanceId} has the public address ${PublicIpAddress}`],
  );
}
