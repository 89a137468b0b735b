import { isCall, type Patch } from "../api";
import { editXml, element, find, findAll, setChild, textAt } from "../xml";

/** What AWS sets where nothing is asked for: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-healthchecks.html */
const defaults = { Interval: "30", Timeout: "5", UnhealthyThreshold: "2", HealthyThreshold: "10" };

/** A Classic ELB without a health check is reported without one, and the provider crashes on that. */
export function loadBalancerHealthCheck(): Patch {
  return {
    what: "a Classic ELB always has a health check",
    applies: (call) => isCall(call, "elasticloadbalancing", "DescribeLoadBalancers"),
    handle: async (call, next) =>
      editXml(await next(call), (root) => {
        for (const balancer of findAll(root, "LoadBalancerDescriptions")[0]?.children ?? []) {
          if (find(balancer, "HealthCheck/Target") !== undefined) continue;
          const listener = findAll(balancer, "Listener")[0];
          const target = `TCP:${textAt(listener, "InstancePort") ?? "80"}`;
          const rest = Object.entries(defaults).map(([name, value]) => element(name, value));
          setChild(balancer, element("HealthCheck", [element("Target", target), ...rest]));
        }
      }),
  };
}
