import { isCall, listOf, param, type ApiCall, type Patch } from "../api";
import { editXml, element, findAll, setChild, textAt, type XmlElement } from "../xml";

const simple = ["DefaultCooldown", "DefaultInstanceWarmup", "MaxInstanceLifetime", "CapacityRebalance"];

/** Some settings of an auto scaling group are ignored by the emulator, or taken at its creation only. */
export function groupSettings(): Patch {
  const settings = new Map<string, Map<string, XmlElement>>();
  return {
    what: "settings of an auto scaling group come back as they were written",
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
      const answer = await next(call);
      const name = param(call, "AutoScalingGroupName") ?? "";
      if (call.action === "DescribeAutoScalingGroups") {
        return editXml(answer, (root) => {
          for (const group of findAll(root, "AutoScalingGroups").flatMap(({ children }) => children)) {
            const known = settings.get(textAt(group, "AutoScalingGroupName") ?? "");
            for (const setting of known?.values() ?? []) setChild(group, setting);
          }
        });
      }
      if (answer.status >= 300) return answer;
      if (call.action !== "UpdateAutoScalingGroup") settings.delete(name);
      if (call.action === "DeleteAutoScalingGroup") return answer;
      const known = settings.get(name) ?? new Map<string, XmlElement>();
      settings.set(name, known);
      for (const setting of written(call)) known.set(setting.name, setting);
      return answer;
    },
  };
}

function written(call: ApiCall): XmlElement[] {
  const found = simple.flatMap((name) => {
    const value = param(call, name);
    // -1 takes a warm-up away.
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
