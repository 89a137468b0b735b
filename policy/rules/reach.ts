import type { Flow, Party } from "../reachability";
import { carries, trafficWords, type Traffic } from "../reachability";
import { NOT_KNOWN, type GraphResource } from "../graph";
import { NETWORK_ACLS, roleOf, webGroups } from "./parts";
import { ALWAYS, whole, type Rule } from "./rule";
import type { Stack } from "./stack";

const BALANCER = "aws.elb.LoadBalancer";

/** What must hold of who can reach whom, whatever the attributes of single resources. */
export const REACH: readonly Rule[] = [
  {
    id: "web-servers-behind-load-balancer",
    title: "Nothing on the internet reaches a web server but through the load balancer, and that on tcp 80",
    severity: "critical",
    why: "The load balancer is the one thing that is meant to face the internet.",
    sources: ["prowler ec2_instance_internet_facing_with_instance_profile", "FSBP EC2.9"],
    verdict: ALWAYS,
    check: whole((stack) =>
      flowsFromOutside(stack)
        .filter(({ flow, to }) => isWeb(stack, to) && !(isHandedOn(stack, flow) && isOnly(flow.arrives, [80])))
        .map(({ flow, to }) => ({ resource: to, text: `${flow.from} reaches it on ${trafficWords(flow.arrives)}` })),
    ),
  },
  {
    id: "nat-closed",
    title: "Nothing on the internet reaches a NAT",
    severity: "critical",
    why: "A NAT is a way out, and none in.",
    sources: [],
    verdict: ALWAYS,
    check: whole((stack) =>
      flowsFromOutside(stack)
        .filter(({ to }) => isNat(stack, to))
        .map(({ flow, to }) => ({ resource: to, text: `${flow.from} reaches it on ${trafficWords(flow.arrives)}` })),
    ),
  },
  {
    id: "bastion-takes-ssh",
    title: "The internet reaches the bastion on tcp 22 and nothing else",
    severity: "high",
    why: "The bastion is for logging in.",
    sources: [],
    verdict: ALWAYS,
    check: whole((stack) =>
      flowsFromOutside(stack)
        .filter(({ flow, to }) => isBastion(stack, to) && !isOnly(flow.arrives, [22]))
        .map(({ flow, to }) => ({ resource: to, text: `${flow.from} reaches it on ${trafficWords(flow.arrives)}` })),
    ),
  },
  {
    id: "inside-as-meant",
    title: "Inside, web servers are reached by the load balancer on tcp 80 and by the bastion on tcp 22 only",
    severity: "high",
    why: "One machine that was taken over is not to be a way to the next.",
    sources: [],
    verdict: ALWAYS,
    check: whole((stack) => {
      // Rules that name ranges have a rule of their own, and so has what the load balancer hands on from outside.
      const byRange = rulesByRange(stack);
      const handedOn = flowsFromOutside(stack).map(({ flow }) => flow.arrives);
      return flowsInside(stack)
        .filter(({ from, flow, to }) => isWeb(stack, to) && !isHandedOn(stack, flow) && !mayReachWeb(stack, from, flow))
        .filter(({ flow }) => !flow.via.some(({ resources }) => resources.some((urn) => byRange.includes(urn))))
        .filter(({ from, flow }) => from?.type !== BALANCER || !handedOn.some((each) => isSame(each, flow.arrives)))
        .map(({ flow, to }) => ({ resource: to, text: `${flow.from} reaches it on ${trafficWords(flow.arrives)}` }));
    }),
  },
  {
    id: "nat-and-bastion-as-meant",
    title: "Inside, a NAT is sent what it passes on, and SSH by the bastion; nothing reaches the bastion",
    severity: "high",
    why: "Who took a web server over is not to log in to the machines that face the internet.",
    sources: [],
    verdict: ALWAYS,
    check: whole((stack) =>
      flowsInside(stack)
        .filter(({ from, flow, to }) => isBastion(stack, to) || (isNat(stack, to) && !mayReachNat(stack, from, flow)))
        .map(({ flow, to }) => ({ resource: to, text: `${flow.from} reaches it on ${trafficWords(flow.arrives)}` })),
    ),
  },
  {
    id: "reachability-is-clear",
    title: "Who can reach whom can be told of every resource",
    severity: "medium",
    why: "What the analysis cannot read may be a way that nobody looked at.",
    sources: [],
    verdict: ALWAYS,
    check: whole((stack) =>
      stack.reach.unclear.flatMap(({ urn, text }) => {
        const resource = stack.at(urn);
        // Network ACLs have a rule of their own.
        if (resource === undefined || NETWORK_ACLS.includes(resource.type)) return [];
        if (isHiddenRange(resource)) return [];
        return [{ resource, text: text.replace(`${resource.name}: `, "") }];
      }),
    ),
  },
];

/** Whether a rule's range is a secret that cannot be read here; settings and the policy pack see it. */
function isHiddenRange({ properties: { cidrIpv4 }, secrets }: GraphResource): boolean {
  return cidrIpv4 === NOT_KNOWN && secrets.includes("cidrIpv4");
}

/** A flow with the resources at its ends. */
interface Between {
  readonly flow: Flow;
  readonly from: GraphResource | undefined;
  readonly to: GraphResource;
}

function flows(stack: Stack): readonly Between[] {
  const urnOf = new Map(stack.reach.parties.map(({ id, urn }: Party) => [id, urn]));
  return stack.reach.flows.flatMap((flow) => {
    const to = stack.at(urnOf.get(flow.to));
    return to === undefined ? [] : [{ flow, from: stack.at(urnOf.get(flow.from)), to }];
  });
}

function flowsFromOutside(stack: Stack): readonly Between[] {
  return flows(stack).filter(({ from }) => from === undefined);
}

/** Flows between things of the stack that do not leave its network. */
function flowsInside(stack: Stack): readonly Between[] {
  return flows(stack).filter(({ flow, from }) => from !== undefined && !flow.through.includes("anyone"));
}

function isMachine({ type }: GraphResource): boolean {
  return type === "aws.ec2.Instance" || type === "aws.autoscaling.Group";
}

function isWeb(stack: Stack, resource: GraphResource): boolean {
  return isMachine(resource) && roleOf(stack, resource) === "web";
}

function isBastion(stack: Stack, resource: GraphResource | undefined): boolean {
  return resource?.type === "aws.ec2.Instance" && roleOf(stack, resource) === "bastion";
}

function isNat(stack: Stack, resource: GraphResource): boolean {
  return resource.type === "aws.ec2.NatGateway" || (isMachine(resource) && roleOf(stack, resource) === "nat");
}

function isHandedOn(stack: Stack, { through }: Flow): boolean {
  return stack.all(BALANCER).some(({ name }) => through.at(-1) === name);
}

function mayReachWeb(stack: Stack, from: GraphResource | undefined, { arrives }: Flow): boolean {
  if (from?.type === BALANCER) return isOnly(arrives, [80]);
  return isBastion(stack, from) && isOnly(arrives, [22]);
}

/** What web servers may send to the internet, as {@link trafficWords} says it. */
const PASSED_ON: readonly string[] = ["tcp 80", "tcp 443", "ping"];

function mayReachNat(stack: Stack, from: GraphResource | undefined, { arrives }: Flow): boolean {
  if (isBastion(stack, from)) return isOnly(arrives, [22]);
  return from !== undefined && isWeb(stack, from) && PASSED_ON.includes(trafficWords(arrives));
}

/** URNs of ingress rules of web servers that name no group. */
function rulesByRange(stack: Stack): readonly string[] {
  const groups = webGroups(stack).map(({ urn }) => urn);
  return stack
    .all("aws.vpc.SecurityGroupIngressRule")
    .filter(({ references }) => references.securityGroupId?.some((urn) => groups.includes(urn)))
    .filter(({ references }) => (references.referencedSecurityGroupId ?? []).length === 0)
    .map(({ urn }) => urn);
}

function isSame(a: Traffic, b: Traffic): boolean {
  return trafficWords(a) === trafficWords(b);
}

/** Whether a set of packets holds some TCP ports and nothing else. */
function isOnly({ tcp, udp, icmp, other }: Traffic, ports: readonly number[]): boolean {
  const size = tcp.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const among = ports.filter((port) => carries({ tcp, udp, icmp, other }, "tcp", port)).length;
  return size === among && udp.length + icmp.length + other.length === 0;
}
