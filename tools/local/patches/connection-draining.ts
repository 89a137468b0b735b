import { isCall, param, structuresOf, type ApiCall, type Ask, type Patch } from "../api";
import { editXml, element, find, findAll, parseXml, setChild, textAt, type XmlElement } from "../xml";
import { LAUNCHING } from "./group-instances";

/** AWS takes as long as requests are in flight, up to the draining timeout: long enough here to be seen. */
const DRAINING_MS = 3_000;

/** Calls after which a load balancer may have fewer instances or more, of an auto scaling group's above all. */
const CHANGING: Readonly<Record<string, readonly string[]>> = {
  autoscaling: [...LAUNCHING, "ExitStandby", "AttachLoadBalancers", "DetachLoadBalancers"],
  elasticloadbalancing: ["RegisterInstancesWithLoadBalancer", "DeregisterInstancesFromLoadBalancer"],
};

/** A load balancer, as far as its instances are concerned. */
interface Balancer {
  draining: boolean;
  registered: ReadonlySet<string>;
  /** Until when each instance is drained. */
  readonly until: Map<string, number>;
}

/**
 * An instance that is deregistered is still reported as in service while its connections are drained, with a description
 * that says so; in the emulator it is gone at once.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html
 *
 * @param drainingMs milliseconds for which it is drained, whatever the timeout
 */
export function connectionDraining(drainingMs = DRAINING_MS): Patch {
  const balancers = new Map<string, Balancer>();
  const balancerOf = (name: string): Balancer => {
    const known = balancers.get(name) ?? { draining: false, registered: new Set(), until: new Map() };
    balancers.set(name, known);
    return known;
  };

  const observe = async (call: ApiCall, ask: Ask): Promise<void> => {
    for (const [name, registered] of await registeredInstances(call, ask)) {
      const balancer = balancerOf(name);
      for (const id of balancer.registered) {
        if (balancer.draining && !registered.has(id)) balancer.until.set(id, Date.now() + drainingMs);
      }
      for (const id of registered) balancer.until.delete(id);
      balancer.registered = registered;
    }
  };

  return {
    what: "an instance is in service for some seconds after it was deregistered, while its connections are drained",
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
      const answer = await next(call);
      if (answer.status >= 300) return answer;
      const name = param(call, "LoadBalancerName") ?? "";
      if (call.action === "DescribeInstanceHealth") {
        return editXml(answer, (root) => {
          showDraining(
            root,
            structuresOf(call, "Instances.member").flatMap(({ InstanceId }) => InstanceId ?? []),
            balancers.get(name)?.until ?? new Map(),
          );
        });
      }
      if (call.action === "DeleteLoadBalancer") {
        balancers.delete(name);
      } else if (call.action === "ModifyLoadBalancerAttributes") {
        const enabled = param(call, "LoadBalancerAttributes.ConnectionDraining.Enabled");
        if (enabled !== undefined) balancerOf(name).draining = enabled === "true";
      } else {
        await observe(call, ask);
      }
      return answer;
    },
  };
}

async function registeredInstances(call: ApiCall, ask: Ask): Promise<readonly (readonly [string, Set<string>])[]> {
  const answer = await ask("elasticloadbalancing", "DescribeLoadBalancers", {}, call);
  const root = parseXml(answer.body.toString("utf8"));
  const described = root ? findAll(root, "LoadBalancerDescriptions").flatMap(({ children }) => children) : [];
  return described.map((balancer) => {
    const instances = find(balancer, "Instances")?.children ?? [];
    return [
      textAt(balancer, "LoadBalancerName") ?? "",
      new Set(instances.map((one) => textAt(one, "InstanceId") ?? "")),
    ];
  });
}

/** @param asked the instances that were asked for; empty: all */
function showDraining(root: XmlElement, asked: readonly string[], until: ReadonlyMap<string, number>): void {
  const list = findAll(root, "InstanceStates")[0];
  if (list === undefined) return;
  for (const [id, end] of until) {
    if (Date.now() >= end || (asked.length > 0 && !asked.includes(id))) continue;
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
