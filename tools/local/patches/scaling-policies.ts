import { isCall, param, type Patch } from "../api";
import { editXml, element, find, findAll, removeChild, setChild, textAt } from "../xml";

/**
 * The emulator does not say whether a scaling policy is enabled, which the provider reads as `false`, and hands back an
 * empty configuration of predictive scaling with every policy.
 */
export function scalingPolicies(): Patch {
  const enabled = new Map<string, string>();
  const key = (group: string | undefined, policy: string | undefined) => `${group ?? ""}/${policy ?? ""}`;
  return {
    what: "a scaling policy comes back as it was put, and says whether it is enabled",
    applies: (call) => isCall(call, "autoscaling", "PutScalingPolicy", "DescribePolicies"),
    handle: async (call, next) => {
      const answer = await next(call);
      if (call.action === "PutScalingPolicy") {
        const name = key(param(call, "AutoScalingGroupName"), param(call, "PolicyName"));
        if (answer.status < 300) enabled.set(name, param(call, "Enabled") ?? "true");
        return answer;
      }
      return editXml(answer, (root) => {
        for (const policy of findAll(root, "ScalingPolicies").flatMap(({ children }) => children)) {
          const name = key(textAt(policy, "AutoScalingGroupName"), textAt(policy, "PolicyName"));
          setChild(policy, element("Enabled", enabled.get(name) ?? "true"));
          if (find(policy, "PredictiveScalingConfiguration")?.children.length === 0) {
            removeChild(policy, "PredictiveScalingConfiguration");
          }
        }
      });
    },
  };
}
