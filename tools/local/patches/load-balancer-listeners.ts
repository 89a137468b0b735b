import { isCall, listOf, param, structuresOf, type Patch } from "../api";
import { editXml, element, find, findAll, setChild, textAt, type XmlElement } from "../xml";

/**
 * The emulator echoes a listener's proxy protocol as the protocol towards the instances and may hand listeners back in
 * another order: both read as drift.
 */
export function loadBalancerListeners(): Patch {
  /** By load balancer: the protocol towards the instances by port, in the order in which listeners were asked for. */
  const asked = new Map<string, Map<string, string>>();

  return {
    what: "listeners of a Classic ELB come back as they were asked for",
    applies: (call) =>
      isCall(
        call,
        "elasticloadbalancing",
        "CreateLoadBalancer",
        "CreateLoadBalancerListeners",
        "DeleteLoadBalancerListeners",
        "DeleteLoadBalancer",
        "DescribeLoadBalancers",
      ),
    handle: async (call, next) => {
      const answer = await next(call);
      const name = param(call, "LoadBalancerName") ?? "";
      if (call.action === "DescribeLoadBalancers")
        return editXml(answer, (root) => {
          correct(root, asked);
        });
      if (answer.status >= 300) return answer;
      if (call.action === "CreateLoadBalancer") asked.set(name, new Map());
      if (call.action === "DeleteLoadBalancer") asked.delete(name);
      const ports = asked.get(name);
      for (const port of listOf(call, "LoadBalancerPorts.member")) ports?.delete(port);
      for (const listener of structuresOf(call, "Listeners.member")) {
        const protocol = listener.InstanceProtocol ?? listener.Protocol ?? "";
        ports?.set(listener.LoadBalancerPort ?? "", protocol.toUpperCase());
      }
      return answer;
    },
  };
}

function correct(root: XmlElement, asked: ReadonlyMap<string, ReadonlyMap<string, string>>): void {
  for (const balancer of findAll(root, "LoadBalancerDescriptions")[0]?.children ?? []) {
    const ports = asked.get(textAt(balancer, "LoadBalancerName") ?? "");
    const listeners = find(balancer, "ListenerDescriptions");
    if (ports === undefined || listeners === undefined) continue;
    const order = [...ports.keys()];
    for (const description of listeners.children) {
      const listener = find(description, "Listener");
      const protocol = ports.get(portOf(description));
      if (listener && protocol !== undefined) setChild(listener, element("InstanceProtocol", protocol));
    }
    listeners.children.sort((a, b) => order.indexOf(portOf(a)) - order.indexOf(portOf(b)));
  }
}

function portOf(description: XmlElement): string {
  return textAt(description, "Listener/LoadBalancerPort") ?? "";
}
