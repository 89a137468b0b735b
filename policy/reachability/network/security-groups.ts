import type { GraphResource } from "../../graph";
import { parseIpv6Range, parseRange, WORLD } from "../addresses";
import { ALL_TRAFFIC, describeTraffic, parseTraffic, type Traffic } from "../traffic";
import type { Peer, SecurityGroup, SecurityGroupRule } from "./model";
import { isSet, numberOf, type Part, type Reader } from "./reader";
import { TYPE } from "./resource-types";
import { isS3Endpoint } from "./subnets";

type Direction = "ingress" | "egress";

export type SecurityGroups = ReadonlyMap<string, SecurityGroup>;

/** Types that stand for a security group; a VPC does where a property is the id of its default group. */
export const GROUP_TYPES: readonly string[] = [TYPE.securityGroup, TYPE.defaultSecurityGroup, TYPE.vpc];

/** A rule to read. Rule resources and inline rules have different property names. */
interface RuleSource {
  readonly part: Part;
  readonly direction: Direction;
  /** The rule's name in proofs. */
  readonly title: string;
  readonly protocol: string;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly prefixLists: string;
  readonly groups: string;
  /** The property of the resource that contains a property of the rule; references and secrets are known by it. */
  readonly within: (property: string) => string;
}

interface DescribedPeer {
  readonly peer: Peer;
  readonly text: string;
}

export function readSecurityGroups(reader: Reader): SecurityGroups {
  const declared = reader.all(TYPE.securityGroup, TYPE.defaultSecurityGroup);
  const keys = new Set(declared.map((group) => keyOf(reader, group)));
  const withInitialGroup = reader.all(TYPE.vpc).filter(({ urn }) => !keys.has(urn));
  const resources = { ingress: readRuleResources(reader, "ingress"), egress: readRuleResources(reader, "egress") };
  const read = (
    resource: GraphResource,
    inline: (direction: Direction) => readonly SecurityGroupRule[],
  ): [string, SecurityGroup] => {
    const key = keyOf(reader, resource);
    const rules = (direction: Direction): SecurityGroupRule[] => [
      ...inline(direction),
      ...(resources[direction].get(key) ?? []),
    ];
    return [key, { key, name: nameOf(resource), ingress: rules("ingress"), egress: rules("egress") }];
  };
  return new Map([
    ...declared.map((group) => read(group, (direction) => readInlineRules(reader, group, direction))),
    ...withInitialGroup.map((vpc) => read(vpc, (direction) => [initialRule(vpc, direction)])),
  ]);
}

/** @returns the named security groups, or the VPC's default group if there are none */
export function effectiveGroups(
  reader: Reader,
  groups: SecurityGroups,
  named: readonly GraphResource[],
  vpcUrn: string,
): readonly SecurityGroup[] {
  const keys = named.length > 0 ? named.map((group) => keyOf(reader, group)) : [vpcUrn];
  return [...new Set(keys)].flatMap((key) => groups.get(key) ?? []);
}

/** Rules that are resources of their own, by the key of their group. */
function readRuleResources(reader: Reader, direction: Direction): ReadonlyMap<string, readonly SecurityGroupRule[]> {
  const rules = new Map<string, readonly SecurityGroupRule[]>();
  for (const resource of reader.all(direction === "ingress" ? TYPE.ingressRule : TYPE.egressRule)) {
    const group = reader.theOne(resource, "securityGroupId", ...GROUP_TYPES);
    if (group === undefined) continue;
    const key = keyOf(reader, group);
    const read = readRule(reader, {
      part: { resource, properties: resource.properties },
      direction,
      title: `rule ${resource.name}`,
      protocol: "ipProtocol",
      ipv4: "cidrIpv4",
      ipv6: "cidrIpv6",
      prefixLists: "prefixListId",
      groups: "referencedSecurityGroupId",
      within: (property) => property,
    });
    rules.set(key, [...(rules.get(key) ?? []), ...read]);
  }
  return rules;
}

/**
 * Reads inline rules. References are known only for all rules of a direction together, so each rule that refers to any
 * group or prefix list is taken to refer to all of them.
 */
function readInlineRules(reader: Reader, group: GraphResource, direction: Direction): readonly SecurityGroupRule[] {
  return reader
    .parts(group, direction)
    .flatMap((part) =>
      readRule(reader, {
        part,
        direction,
        title: `an inline rule of ${group.name}`,
        protocol: "protocol",
        ipv4: "cidrBlocks",
        ipv6: "ipv6CidrBlocks",
        prefixLists: "prefixListIds",
        groups: "securityGroups",
        within: () => direction,
      }),
    );
}

/** EC2 creates the default security group open to its own members, and to everything outbound. */
function initialRule(vpc: GraphResource, direction: Direction): SecurityGroupRule {
  const title = `the initial rule of ${nameOf(vpc)}`;
  const world: DescribedPeer = { peer: { kind: "range", range: WORLD }, text: WORLD.text };
  const itself: DescribedPeer = { peer: { kind: "group", key: vpc.urn }, text: "itself" };
  return toRule(vpc, { direction, title }, ALL_TRAFFIC, direction === "ingress" ? itself : world);
}

function readRule(reader: Reader, source: RuleSource): readonly SecurityGroupRule[] {
  const { resource, properties } = source.part;
  const protocol = properties[source.protocol];
  const [from, to] = [numberOf(properties.fromPort), numberOf(properties.toPort)];
  const traffic = typeof protocol === "string" ? parseTraffic(protocol, from, to) : undefined;
  if (traffic === undefined) {
    reader.note(resource, "protocol and ports are unknown or invalid");
    return [];
  }
  return readPeers(reader, source).map((peer) => toRule(resource, source, traffic, peer));
}

function toRule(
  { urn }: GraphResource,
  { direction, title }: Pick<RuleSource, "direction" | "title">,
  traffic: Traffic,
  { peer, text }: DescribedPeer,
): SecurityGroupRule {
  const preposition = direction === "ingress" ? "from" : "to";
  const step = { text: `${title} allows ${describeTraffic(traffic)} ${preposition} ${text}`, resources: [urn] };
  return { traffic, peer, step };
}

function readPeers(reader: Reader, source: RuleSource): readonly DescribedPeer[] {
  const { part, ipv4, ipv6, groups, prefixLists, within } = source;
  const { resource, properties } = part;
  const self = reader.boolean(part, "self") === true ? [resource] : [];
  const referred = isSet(properties[groups]) ? reader.referred(resource, within(groups), ...GROUP_TYPES) : [];
  const s3 = isSet(properties[prefixLists])
    ? reader.referred(resource, within(prefixLists), TYPE.vpcEndpoint).filter(isS3Endpoint)
    : [];
  if (isSet(properties[groups]) && referred.length === 0) {
    reader.note(resource, "refers to a security group outside this stack");
  }
  if (isSet(properties[prefixLists]) && s3.length === 0) {
    reader.note(resource, "refers to a prefix list other than S3's");
  }
  return [
    ...reader.texts(part, ipv4).flatMap((text) => ipv4Peer(reader, source, text)),
    ...reader.texts(part, ipv6).flatMap((text) => ipv6Peer(reader, source, text)),
    ...[...referred, ...self].map((group): DescribedPeer => ({
      peer: { kind: "group", key: keyOf(reader, group) },
      text: nameOf(group),
    })),
    ...s3.map(({ name }): DescribedPeer => ({ peer: { kind: "s3" }, text: `the S3 prefix list (${name})` })),
  ];
}

function ipv4Peer(reader: Reader, { part: { resource }, ipv4, within }: RuleSource, text: string): DescribedPeer[] {
  const range = parseRange(text);
  if (range === undefined) {
    reader.note(resource, "has an invalid IPv4 range");
    return [];
  }
  return resource.secrets.includes(within(ipv4))
    ? [{ peer: { kind: "range", range, secretOf: resource.name }, text: "a secret range" }]
    : [{ peer: { kind: "range", range }, text }];
}

function ipv6Peer(reader: Reader, { part: { resource }, ipv6, within }: RuleSource, text: string): DescribedPeer[] {
  const matches = parseIpv6Range(text);
  if (matches === undefined) reader.note(resource, "has an invalid IPv6 range");
  if (matches !== "everything") return [];
  const shown = resource.secrets.includes(within(ipv6)) ? "a secret range" : text;
  return [{ peer: { kind: "range", range: WORLD }, text: `${shown}, treated as 0.0.0.0/0` }];
}

/** The URN of a security group; for a VPC's default group the VPC's, whatever stands for it. */
function keyOf(reader: Reader, group: GraphResource): string {
  const [vpc] = group.type === TYPE.defaultSecurityGroup ? reader.referred(group, "vpcId", TYPE.vpc) : [];
  return vpc?.urn ?? group.urn;
}

function nameOf({ type, name }: GraphResource): string {
  return type === TYPE.vpc ? `the default security group of ${name}` : name;
}
