import { isCall, listOf, param, type Patch } from "../api";
import { queryResponse } from "../api-response";
import { findAll, parseXml } from "../xml";

/** The emulator cannot switch a group's metrics off, but it can be told the whole list anew. */
export function groupMetrics(): Patch {
  return {
    what: "metrics of an auto scaling group can be switched off",
    applies: (call) => isCall(call, "autoscaling", "DisableMetricsCollection"),
    handle: async (call, _next, ask) => {
      const group = param(call, "AutoScalingGroupName") ?? "";
      const described = await ask("autoscaling", "DescribeAutoScalingGroups", groupNamed(group), call);
      const root = parseXml(described.body.toString("utf8"));
      const off = listOf(call, "Metrics.member");
      const left = (root ? findAll(root, "Metric") : [])
        .map(({ text }) => text)
        .filter((metric) => off.length > 0 && !off.includes(metric));
      const metrics = Object.fromEntries(left.map((metric, index) => [`Metrics.member.${index + 1}`, metric]));
      const asked = { AutoScalingGroupName: group, Granularity: "1Minute", ...metrics };
      const answer = await ask("autoscaling", "EnableMetricsCollection", asked, call);
      return answer.status < 300 ? queryResponse(call, []) : answer;
    },
  };
}

/** The parameters that ask for one auto scaling group. */
export function groupNamed(name: string): Record<string, string> {
  return { "AutoScalingGroupNames.member.1": name };
}
