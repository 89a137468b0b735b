import { isCall, param, type ApiCall, type Ask, type Patch } from "../api";
import { find, findAll, parseXml, textAt } from "../xml";

/**
 * The emulator leaves the instances of an auto scaling group in subnets that the group no longer has. AWS launches
 * others in the new subnets, then terminates them.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#AutoScalingBehavior.InstanceUsage
 */
export function groupSubnets(): Patch {
  return {
    what: "instances of an auto scaling group leave a subnet when the group does",
    applies: (call) => isCall(call, "autoscaling", "UpdateAutoScalingGroup"),
    handle: async (call, next, ask) => {
      const answer = await next(call);
      const subnets = param(call, "VPCZoneIdentifier")?.split(",");
      if (answer.status < 300 && subnets !== undefined) await leaveOtherSubnets(subnets, call, ask);
      return answer;
    },
  };
}

async function leaveOtherSubnets(subnets: readonly string[], call: ApiCall, ask: Ask): Promise<void> {
  const name = param(call, "AutoScalingGroupName") ?? "";
  const described = await ask(
    "autoscaling",
    "DescribeAutoScalingGroups",
    { "AutoScalingGroupNames.member.1": name },
    call,
  );
  const group = parseXml(described.body.toString("utf8"));
  const ids = (group === undefined ? [] : findAll(group, "Instances"))
    .flatMap(({ children }) => children)
    .flatMap((member) => textAt(member, "InstanceId") ?? []);
  const leaving = await inOtherSubnets(ids, subnets, call, ask);
  if (group === undefined || leaving.length === 0) return;
  const desired = Number(findAll(group, "DesiredCapacity")[0]?.text);
  const more = { AutoScalingGroupName: name, DesiredCapacity: String(desired + leaving.length) };
  await ask("autoscaling", "SetDesiredCapacity", more, call);
  for (const InstanceId of leaving) {
    const fewer = { InstanceId, ShouldDecrementDesiredCapacity: "true" };
    await ask("autoscaling", "TerminateInstanceInAutoScalingGroup", fewer, call);
  }
}

async function inOtherSubnets(
  ids: readonly string[],
  subnets: readonly string[],
  call: ApiCall,
  ask: Ask,
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const asked = Object.fromEntries(ids.map((id, index) => [`InstanceId.${index + 1}`, id]));
  const described = await ask("ec2", "DescribeInstances", asked, call);
  const root = parseXml(described.body.toString("utf8"));
  const instances = root === undefined ? [] : findAll(root, "instancesSet").flatMap(({ children }) => children);
  return instances
    .filter((instance) => !subnets.includes(textAt(instance, "subnetId") ?? ""))
    .flatMap((instance) => find(instance, "instanceId")?.text ?? []);
}
