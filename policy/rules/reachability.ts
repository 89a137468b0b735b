import { NOT_KNOWN, type GraphResource } from "../graph";
import { describeTraffic, type Flow, type Traffic } from "../reachability";
import { NETWORK_ACLS, roleOf, rulesOf, webGroups } from "./roles";
import { perStack, type Rule, type Violation } from "./rule";
import type { Stack } from "./stack";

const LOAD_BALANCER = "aws.elb.LoadBalancer";

/** Rules for what can reach what, whatever the properties of single resources. */
export const REACHABILITY: readonly Rule[] = [
  {
    id: "web-servers-behind-load-balancer",
    title: "The internet reaches web servers only through the load balancer, on tcp 80",
    severity: "critical",
    why: "The load balancer is the only part that is meant to be internet-facing.",
    sources: ["prowler ec2_instance_internet_facing_with_instance_profile", "FSBP EC2.9"],
    check: perStack((stack) =>
      flowsFromOutside(stack)
        .filter(({ flow, to }) => isWeb(stack, to) && !(isForwarded(stack, flow) && isOnly(flow.arrives, 80)))
        .map(reached),
    ),
  },
  {
    id: "nat-closed",
    title: "The internet cannot reach a NAT",
    severity: "critical",
    why: "A NAT is for outbound connections only.",
    sources: [],
    check: perStack((stack) =>
      flowsFromOutside(stack)
        .filter(({ to }) => isNat(stack, to))
        .map(reached),
    ),
  },
  {
    id: "bastion-takes-ssh",
    title: "The internet reaches the bastion on tcp 22 only",
    severity: "high",
    why: "The bastion is for SSH.",
    sources: [],
    check: perStack((stack) =>
      flowsFromOutside(stack)
        .filter(({ flow, to }) => isBastion(stack, to) && !isOnly(flow.arrives, 22))
        .map(reached),
    ),
  },
  {
    id: "inside-as-meant",
    title: "Within the VPC, only the load balancer reaches web servers on tcp 80, and the bastion on tcp 22",
    severity: "high",
    why: "A compromised instance must not reach the next one.",
    sources: [],
    check: perStack((stack) => {
      // Rules with ranges, and traffic that the load balancer forwards from outside, have rules of their own.
      const rangeRules = webRulesWithoutGroup(stack);
      const forwarded = flowsFromOutside(stack).map(({ flow }) => describeTraffic(flow.arrives));
      return flowsInside(stack)
        .filter(
          ({ from, flow, to }) => isWeb(stack, to) && !isForwarded(stack, flow) && !mayReachWeb(stack, from, flow),
        )
        .filter(({ flow }) => !flow.via.some(({ resources }) => resources.some((urn) => rangeRules.includes(urn))))
        .filter(({ from, flow }) => from?.type !== LOAD_BALANCER || !forwarded.includes(describeTraffic(flow.arrives)))
        .map(reached);
    }),
  },
  {
    id: "nat-and-bastion-as-meant",
    title:
      "Within the VPC, a NAT receives only traffic that it forwards, and SSH from the bastion, which receives nothing",
    severity: "high",
    why: "A compromised web server must not log in to the instances with public IP addresses.",
    sources: [],
    check: perStack((stack) =>
      flowsInside(stack)
        .filter(({ from, flow, to }) => isBastion(stack, to) || (isNat(stack, to) && !mayReachNat(stack, from, flow)))
        .map(reached),
    ),
  },
  {
    id: "reachability-is-clear",
    title: "The reachability analysis supports every resource",
    severity: "medium",
    why: "A resource that the analysis cannot read may open an unnoticed path.",
    sources: [],
    check: perStack((stack) =>
      stack.reachability.unclear.flatMap(({ urn, text }) => {
        const resource = stack.at(urn);
        // Network ACLs have a rule of their own.
        if (resource === undefined || NETWORK_ACLS.includes(resource.type) || hasEncryptedRange(resource)) return [];
        return [{ resource, text: text.replace(`${resource.name}: `, "") }];
      }),
    ),
  },
];

/** Whether a rule's range is a secret that cannot be decrypted here; the policy pack sees it. */
function hasEncryptedRange({ properties: { cidrIpv4 }, secrets }: GraphResource): boolean {
  return cidrIpv4 === NOT_KNOWN && secrets.includes("cidrIpv4");
}

interface ResourceFlow {
  readonly flow: Flow;
  readonly from: GraphResource | undefined;
  readonly to: GraphResource;
}

function flows(stack: Stack): readonly ResourceFlow[] {
  const urnOf = new Map(stack.reachability.endpoints.map(({ id, urn }) => [id, urn]));
  return stack.reachability.flows.flatMap((flow) => {
    const to = stack.at(urnOf.get(flow.to));
    return to === undefined ? [] : [{ flow, from: stack.at(urnOf.get(flow.from)), to }];
  });
}

function flowsFromOutside(stack: Stack): readonly ResourceFlow[] {
  return flows(stack).filter(({ from }) => from === undefined);
}

function flowsInside(stack: Stack): readonly ResourceFlow[] {
  return flows(stack).filter(({ flow, from }) => from !== undefined && !flow.through.includes("the internet"));
}

function reached({ flow, to }: ResourceFlow): Violation {
  return { resource: to, text: `${flow.from} reaches it on ${describeTraffic(flow.arrives)}` };
}

function isInstance({ type }: GraphResource): boolean {
  return type === "aws.ec2.Instance" || type === "aws.autoscaling.Group";
}

function isWeb(stack: Stack, resource: GraphResource): boolean {
  return isInstance(resource) && roleOf(stack, resource) === "web";
}

function isBastion(stack: Stack, resource: GraphResource | undefined): boolean {
  return resource?.type === "aws.ec2.Instance" && roleOf(stack, resource) === "bastion";
}

function isNat(stack: Stack, resource: GraphResource): boolean {
  return resource.type === "aws.ec2.NatGateway" || (isInstance(resource) && roleOf(stack, resource) === "nat");
}

function isForwarded(stack: Stack, { through }: Flow): boolean {
  return stack.all(LOAD_BALANCER).some(({ name }) => through.at(-1) === name);
}

function mayReachWeb(stack: Stack, from: GraphResource | undefined, { arrives }: Flow): boolean {
  if (from?.type === LOAD_BALANCER) return isOnly(arrives, 80);
  return isBastion(stack, from) && isOnly(arrives, 22);
}

/** What web servers may send to the internet, in the words of {@link describeTraffic}. */
const FORWARDED_BY_NAT: readonly string[] = ["tcp 80", "tcp 443", "ping"];

function mayReachNat(stack: Stack, from: GraphResource | undefined, { arrives }: Flow): boolean {
  if (isBastion(stack, from)) return isOnly(arrives, 22);
  return from !== undefined && isWeb(stack, from) && FORWARDED_BY_NAT.includes(describeTraffic(arrives));
}

/** URNs of ingress rules of web servers that refer to no security group. */
function webRulesWithoutGroup(stack: Stack): readonly string[] {
  return rulesOf(stack, webGroups(stack), "aws.vpc.SecurityGroupIngressRule")
    .filter(({ references }) => (references.referencedSecurityGroupId ?? []).length === 0)
    .map(({ urn }) => urn);
}

function isOnly(traffic: Traffic, port: number): boolean {
  return describeTraffic(traffic) === `tcp ${port}`;
}
