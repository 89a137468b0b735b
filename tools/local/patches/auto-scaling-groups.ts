import { isCall, listOf, param, type ApiCall, type Ask, type Patch } from "../api";
import { queryResponse } from "../api-response";
import { bodyOf, editXml, element, find, membersOf, setChild, textAt, textsOf, type XmlElement } from "../xml";

/** The parameters that select one Auto Scaling group. */
export function groupNamed(name: string): Record<string, string> {
  return { "AutoScalingGroupNames.member.1": name };
}

const simple = ["DefaultCooldown", "DefaultInstanceWarmup", "MaxInstanceLifetime", "CapacityRebalance"];

/** The emulator ignores some settings of an Auto Scaling group, or accepts them at its creation only. */
export function groupSettings(): Patch {
  const settings = new Map<string, Map<string, XmlElement>>();
  return {
    description: "settings of an Auto Scaling group are returned as they were set",
    applies: (call) =>
      isCall(
        call,
        "autoscaling",
        "CreateAutoScalingGroup",
        "UpdateAutoScalingGroup",
        "DeleteAutoScalingGroup",
        "DescribeAutoScalingGroups",
      ),
    handle: async (call, next) => {
      const response = await next(call);
      const name = param(call, "AutoScalingGroupName") ?? "";
      if (call.action === "DescribeAutoScalingGroups") {
        return editXml(response, (root) => {
          for (const group of membersOf(root, "AutoScalingGroups")) {
            const known = settings.get(textAt(group, "AutoScalingGroupName") ?? "");
            for (const setting of known?.values() ?? []) setChild(group, setting);
          }
        });
      }
      if (response.status >= 300) return response;
      if (call.action !== "UpdateAutoScalingGroup") settings.delete(name);
      if (call.action === "DeleteAutoScalingGroup") return response;
      const known = settings.get(name) ?? new Map<string, XmlElement>();
      settings.set(name, known);
      for (const setting of settingsIn(call)) known.set(setting.name, setting);
      return response;
    },
  };
}

function settingsIn(call: ApiCall): XmlElement[] {
  const found = simple.flatMap((name) => {
    const value = param(call, name);
    // -1 removes a warm-up.
    return value === undefined || value === "-1" ? [] : [element(name, value)];
  });
  const policies = listOf(call, "TerminationPolicies.member").map((policy) => element("member", policy));
  if (policies.length > 0) found.push(element("TerminationPolicies", policies));
  const bounds = ["MinHealthyPercentage", "MaxHealthyPercentage"].flatMap((name) => {
    const value = param(call, `InstanceMaintenancePolicy.${name}`);
    return value === undefined ? [] : [element(name, value)];
  });
  if (bounds.length > 0) found.push(element("InstanceMaintenancePolicy", bounds));
  return found;
}

/** The emulator cannot disable single metrics, but `EnableMetricsCollection` replaces the whole list. */
export function groupMetrics(): Patch {
  return {
    description: "metrics of an Auto Scaling group can be disabled",
    applies: (call) => isCall(call, "autoscaling", "DisableMetricsCollection"),
    handle: async (call, _next, ask) => {
      const group = param(call, "AutoScalingGroupName") ?? "";
      const root = bodyOf(await ask("autoscaling", "DescribeAutoScalingGroups", groupNamed(group), call));
      const disabled = listOf(call, "Metrics.member");
      const left = textsOf(root, "Metric").filter((metric) => disabled.length > 0 && !disabled.includes(metric));
      const metrics = Object.fromEntries(left.map((metric, index) => [`Metrics.member.${index + 1}`, metric]));
      const enable = { AutoScalingGroupName: group, Granularity: "1Minute", ...metrics };
      const response = await ask("autoscaling", "EnableMetricsCollection", enable, call);
      return response.status < 300 ? queryResponse(call, []) : response;
    },
  };
}

/**
 * The emulator leaves instances in subnets that an Auto Scaling group no longer has. AWS launches instances in the new
 * subnets, then terminates the old ones.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#AutoScalingBehavior.InstanceUsage
 */
export function groupSubnets(): Patch {
  return {
    description: "instances leave a subnet when their Auto Scaling group does",
    applies: (call) => isCall(call, "autoscaling", "UpdateAutoScalingGroup"),
    handle: async (call, next, ask) => {
      const response = await next(call);
      const subnets = param(call, "VPCZoneIdentifier")?.split(",");
      if (response.status < 300 && subnets !== undefined) await leaveOtherSubnets(subnets, call, ask);
      return response;
    },
  };
}

async function leaveOtherSubnets(subnets: readonly string[], call: ApiCall, ask: Ask): Promise<void> {
  const AutoScalingGroupName = param(call, "AutoScalingGroupName") ?? "";
  const group = bodyOf(await ask("autoscaling", "DescribeAutoScalingGroups", groupNamed(AutoScalingGroupName), call));
  // Those that are being terminated count no more.
  const ids = membersOf(group, "Instances")
    .filter((member) => textAt(member, "LifecycleState")?.startsWith("Terminat") !== true)
    .flatMap((member) => textAt(member, "InstanceId") ?? []);
  const leaving = await inOtherSubnets(ids, subnets, call, ask);
  if (leaving.length === 0) return;
  const desired = Number(textsOf(group, "DesiredCapacity")[0]) + leaving.length;
  await ask("autoscaling", "SetDesiredCapacity", { AutoScalingGroupName, DesiredCapacity: String(desired) }, call);
  for (const InstanceId of leaving) {
    const params = { InstanceId, ShouldDecrementDesiredCapacity: "true" };
    await ask("autoscaling", "TerminateInstanceInAutoScalingGroup", params, call);
  }
}

async function inOtherSubnets(
  ids: readonly string[],
  subnets: readonly string[],
  call: ApiCall,
  ask: Ask,
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const params = Object.fromEntries(ids.map((id, index) => [`InstanceId.${index + 1}`, id]));
  return membersOf(bodyOf(await ask("ec2", "DescribeInstances", params, call)), "instancesSet")
    .filter((instance) => !subnets.includes(textAt(instance, "subnetId") ?? ""))
    .flatMap((instance) => textAt(instance, "instanceId") ?? []);
}

/**
 * The emulator does not return whether a scaling policy is enabled, which the provider reads as `false`, and returns an
 * empty predictive scaling configuration with every policy.
 */
export function scalingPolicies(): Patch {
  const enabled = new Map<string, string>();
  const key = (group: string | undefined, policy: string | undefined) => `${group ?? ""}/${policy ?? ""}`;
  return {
    description: "a scaling policy is returned as it was put, with whether it is enabled",
    applies: (call) => isCall(call, "autoscaling", "PutScalingPolicy", "DescribePolicies"),
    handle: async (call, next) => {
      const response = await next(call);
      if (call.action === "PutScalingPolicy") {
        const name = key(param(call, "AutoScalingGroupName"), param(call, "PolicyName"));
        if (response.status < 300) enabled.set(name, param(call, "Enabled") ?? "true");
        return response;
      }
      return editXml(response, (root) => {
        for (const policy of membersOf(root, "ScalingPolicies")) {
          const name = key(textAt(policy, "AutoScalingGroupName"), textAt(policy, "PolicyName"));
          setChild(policy, element("Enabled", enabled.get(name) ?? "true"));
          const predictive = find(policy, "PredictiveScalingConfiguration");
          if (predictive?.children.length === 0) {
            policy.children = policy.children.filter((child) => child !== predictive);
          }
        }
      });
    },
  };
}
