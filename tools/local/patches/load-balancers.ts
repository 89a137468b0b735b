import { isCall, listOf, param, structuresOf, type ApiCall, type Patch } from "../api";
import { withParams } from "../api-request";
import { queryResponse } from "../api-response";
import { bodyOf, editXml, element, find, findAll, membersOf, setChild, textAt, type XmlElement } from "../xml";

/**
 * The emulator returns a listener's protocol as its instance protocol, and may return listeners in another order. Both
 * look like drift.
 */
export function loadBalancerListeners(): Patch {
  /** By load balancer: the instance protocol by port, in the order in which the listeners were requested. */
  const requested = new Map<string, Map<string, string>>();
  return {
    description: "listeners of a Classic Load Balancer are returned as they were requested",
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
      const response = await next(call);
      const name = param(call, "LoadBalancerName") ?? "";
      if (call.action === "DescribeLoadBalancers") {
        return editXml(response, (root) => {
          for (const balancer of membersOf(root, "LoadBalancerDescriptions")) {
            showListeners(balancer, requested.get(textAt(balancer, "LoadBalancerName") ?? ""));
          }
        });
      }
      if (response.status >= 300) return response;
      if (call.action === "CreateLoadBalancer") requested.set(name, new Map());
      if (call.action === "DeleteLoadBalancer") requested.delete(name);
      const ports = requested.get(name);
      for (const port of listOf(call, "LoadBalancerPorts.member")) ports?.delete(port);
      for (const listener of structuresOf(call, "Listeners.member")) {
        const protocol = listener.InstanceProtocol ?? listener.Protocol ?? "";
        ports?.set(listener.LoadBalancerPort ?? "", protocol.toUpperCase());
      }
      return response;
    },
  };
}

function showListeners(balancer: XmlElement, ports: ReadonlyMap<string, string> | undefined): void {
  const listeners = find(balancer, "ListenerDescriptions");
  if (ports === undefined || listeners === undefined) return;
  const portOf = (description: XmlElement) => textAt(description, "Listener/LoadBalancerPort") ?? "";
  for (const description of listeners.children) {
    const listener = find(description, "Listener");
    const protocol = ports.get(portOf(description));
    if (listener && protocol !== undefined) setChild(listener, element("InstanceProtocol", protocol));
  }
  const order = [...ports.keys()];
  listeners.children.sort((a, b) => order.indexOf(portOf(a)) - order.indexOf(portOf(b)));
}

const timeout = "LoadBalancerAttributes.ConnectionDraining.Timeout";
const draining = "LoadBalancerAttributes.ConnectionDraining.Enabled";
const additional = "LoadBalancerAttributes.AdditionalAttributes.member";

/**
 * A call that changes one attribute leaves the others as they are. The emulator resets the timeout of connection
 * draining to 300 s instead, and the desync mitigation mode to `defensive`.
 */
export function loadBalancerAttributes(): Patch {
  const timeouts = new Map<string, string>();
  const modes = new Map<string, Map<string, string>>();

  const withOtherAttributes = (call: ApiCall): ApiCall => {
    const name = param(call, "LoadBalancerName") ?? "";
    const requested = param(call, timeout);
    if (requested !== undefined) timeouts.set(name, requested);
    const known = modes.get(name) ?? new Map<string, string>();
    modes.set(name, known);
    for (const { Key, Value } of structuresOf(call, additional)) known.set(Key ?? "", Value ?? "");

    const changes: Record<string, string | undefined> = {};
    const previous = timeouts.get(name);
    if (param(call, draining) === "true" && previous !== undefined) changes[timeout] = previous;
    [...known].forEach(([key, value], index) => {
      changes[`${additional}.${index + 1}.Key`] = key;
      changes[`${additional}.${index + 1}.Value`] = value;
    });
    return withParams(call, changes);
  };

  return {
    description: "attributes of a Classic Load Balancer stay as they were set",
    applies: (call) => isCall(call, "elasticloadbalancing", "ModifyLoadBalancerAttributes", "DeleteLoadBalancer"),
    handle: (call, next) => {
      if (call.action !== "DeleteLoadBalancer") return next(withOtherAttributes(call));
      timeouts.delete(param(call, "LoadBalancerName") ?? "");
      modes.delete(param(call, "LoadBalancerName") ?? "");
      return next(call);
    },
  };
}

/** AWS's defaults: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-healthchecks.html */
const healthCheck = { Interval: "30", Timeout: "5", UnhealthyThreshold: "2", HealthyThreshold: "10" };

/** The emulator returns no health check until one is configured, and the provider crashes on that. */
export function loadBalancerHealthCheck(): Patch {
  return {
    description: "a Classic Load Balancer always has a health check",
    applies: (call) => isCall(call, "elasticloadbalancing", "DescribeLoadBalancers"),
    handle: async (call, next) =>
      editXml(await next(call), (root) => {
        for (const balancer of membersOf(root, "LoadBalancerDescriptions")) {
          if (find(balancer, "HealthCheck/Target") !== undefined) continue;
          const target = `TCP:${textAt(findAll(balancer, "Listener")[0], "InstancePort") ?? "80"}`;
          const rest = Object.entries(healthCheck).map(([name, value]) => element(name, value));
          setChild(balancer, element("HealthCheck", [element("Target", target), ...rest]));
        }
      }),
  };
}

/**
 * IDs of the hosted zones of Classic Load Balancers' names: https://docs.aws.amazon.com/general/latest/gr/elb.html
 * In other regions here, that of us-east-1.
 */
const hostedZones: Readonly<Record<string, string>> = { "ap-northeast-1": "Z14GRHDCWA56QT" };
const otherHostedZone = "Z35SXDOTRQ7X7K";

/** The hosted zone of the DNS names of a region's load balancers. */
export const balancerZone = (region: string): string => hostedZones[region] ?? otherHostedZone;

/** The emulator puts us-east-1 into the DNS name of every load balancer, and knows no hosted zone of these names. */
export function loadBalancerNames(): Patch {
  return {
    description: "the DNS name of a load balancer contains its region, and has a hosted zone",
    applies: (call) => isCall(call, "elasticloadbalancing", "CreateLoadBalancer", "DescribeLoadBalancers"),
    handle: async (call, next) =>
      editXml(await next(call), (root) => {
        for (const name of [...findAll(root, "DNSName"), ...findAll(root, "CanonicalHostedZoneName")]) {
          name.text = name.text.replace(".us-east-1.elb.", `.${call.region}.elb.`);
        }
        for (const balancer of membersOf(root, "LoadBalancerDescriptions")) {
          setChild(balancer, element("CanonicalHostedZoneNameID", balancerZone(call.region)));
        }
      }),
  };
}

/**
 * AWS accepts the creation of a load balancer again, as after a lost response, and rejects it only with other parameters;
 * the emulator always rejects it.
 */
export function repeatedLoadBalancers(): Patch {
  const created = new Map<string, string>();
  return {
    description: "a load balancer that is created again with the same parameters stays as it is",
    applies: (call) => isCall(call, "elasticloadbalancing", "CreateLoadBalancer", "DeleteLoadBalancer"),
    handle: async (call, next, ask) => {
      const key = `${call.region} ${param(call, "LoadBalancerName")}`;
      const params = JSON.stringify(Object.entries(call.params).sort(([a], [b]) => (a < b ? -1 : 1)));
      if (call.action === "CreateLoadBalancer" && created.get(key) === params) {
        const named = { "LoadBalancerNames.member.1": param(call, "LoadBalancerName") ?? "" };
        const [name] = findAll(bodyOf(await ask(call.service, "DescribeLoadBalancers", named, call)), "DNSName");
        if (name !== undefined) return queryResponse(call, [element("DNSName", name.text)]);
      }
      const response = await next(call);
      if (call.action === "DeleteLoadBalancer") created.delete(key);
      else if (response.status < 300) created.set(key, params);
      return response;
    },
  };
}
