import { isCall, param, structuresOf, type ApiCall, type Ask, type Patch } from "../api";
import { bodyOf, editXml, element, findAll, items, membersOf, setChild, textAt, type XmlElement } from "../xml";
import { LAUNCHING } from "./group-instances";

/** AWS takes as long as requests are in flight, up to the draining timeout: long enough here to be noticed. */
const DRAINING_MS = 3_000;

/** Calls after which a load balancer may have fewer or more instances. */
const CHANGING: Readonly<Record<string, readonly string[]>> = {
  autoscaling: [...LAUNCHING, "ExitStandby", "AttachLoadBalancers", "DetachLoadBalancers"],
  elasticloadbalancing: ["RegisterInstancesWithLoadBalancer", "DeregisterInstancesFromLoadBalancer"],
};

/** A load balancer, as far as its instances are concerned. */
interface Balancer {
  draining: boolean;
  registered: ReadonlySet<string>;
  /** By instance: when its connections have been drained. */
  readonly drainedAt: Map<string, number>;
}

/**
 * A deregistered instance is still reported as in service while its connections are drained, with a description that says
 * so; in the emulator it disappears at once.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html
 * @param drainingMs milliseconds that draining takes, whatever the timeout
 */
export function connectionDraining(drainingMs = DRAINING_MS): Patch {
  const balancers = new Map<string, Balancer>();
  const balancerOf = (name: string): Balancer => {
    const known = balancers.get(name) ?? { draining: false, registered: new Set(), drainedAt: new Map() };
    balancers.set(name, known);
    return known;
  };

  const compareInstances = async (call: ApiCall, ask: Ask): Promise<void> => {
    const described = bodyOf(await ask("elasticloadbalancing", "DescribeLoadBalancers", {}, call));
    for (const description of membersOf(described, "LoadBalancerDescriptions")) {
      const balancer = balancerOf(textAt(description, "LoadBalancerName") ?? "");
      const registered = new Set(items(description, "Instances").map((one) => textAt(one, "InstanceId") ?? ""));
      for (const id of balancer.registered) {
        if (balancer.draining && !registered.has(id)) balancer.drainedAt.set(id, Date.now() + drainingMs);
      }
      for (const id of registered) balancer.drainedAt.delete(id);
      balancer.registered = registered;
    }
  };

  return {
    description: "a deregistered instance is in service for some seconds, while its connections are drained",
    applies: (call) =>
      CHANGING[call.service]?.includes(call.action) === true ||
      isCall(
        call,
        "elasticloadbalancing",
        "ModifyLoadBalancerAttributes",
        "DeleteLoadBalancer",
        "DescribeInstanceHealth",
      ),
    handle: async (call, next, ask) => {
      const response = await next(call);
      if (response.status >= 300) return response;
      const name = param(call, "LoadBalancerName") ?? "";
      if (call.action === "DescribeInstanceHealth") {
        return editXml(response, (root) => {
          showDraining(
            root,
            structuresOf(call, "Instances.member").flatMap(({ InstanceId }) => InstanceId ?? []),
            balancers.get(name)?.drainedAt ?? new Map(),
          );
        });
      }
      if (call.action === "DeleteLoadBalancer") {
        balancers.delete(name);
      } else if (call.action === "ModifyLoadBalancerAttributes") {
        const enabled = param(call, "LoadBalancerAttributes.ConnectionDraining.Enabled");
        if (enabled !== undefined) balancerOf(name).draining = enabled === "true";
      } else {
        await compareInstances(call, ask);
      }
      return response;
    },
  };
}

/** @param requested the instances that the call names; empty: all */
function showDraining(root: XmlElement, requested: readonly string[], drainedAt: ReadonlyMap<string, number>): void {
  const [list] = findAll(root, "InstanceStates");
  if (list === undefined) return;
  for (const [id, end] of drainedAt) {
    if (Date.now() >= end || (requested.length > 0 && !requested.includes(id))) continue;
    let state = list.children.find((one) => textAt(one, "InstanceId") === id);
    if (state === undefined) {
      state = element("member", [element("InstanceId", id)]);
      list.children.push(state);
    }
    setChild(state, element("State", "InService"));
    setChild(state, element("ReasonCode", "N/A"));
    setChild(state, element("Description", "Instance deregistration currently in progress."));
  }
}
