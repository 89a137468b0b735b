import type { GraphResource } from "../../graph";
import { readIpv6Range, readRange, WORLD } from "../sets/addresses";
import { EVERYTHING, readTraffic, type Traffic } from "../sets/traffic";
import { trafficWords } from "../sets/traffic-words";
import type { Peer, Rule } from "./model";
import { isS3Endpoint } from "./places";
import { isSet, numberOf, type Part, type Reader } from "./reader";
import { TYPE } from "./types";

/** Whether a rule is about what comes in or about what goes out. */
export type Direction = "ingress" | "egress";

/** Types that stand for a security group; a VPC does where a property is the id of its default group. */
export const GROUP_TYPES: readonly string[] = [TYPE.group, TYPE.defaultGroup, TYPE.vpc];

/** A rule to be read. Rule resources and rules inside a group have different words for the same things. */
interface Source {
  readonly part: Part;
  readonly direction: Direction;
  /** What proofs call it. */
  readonly title: string;
  /** Names of properties. */
  readonly protocol: string;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly lists: string;
  readonly groups: string;
  /** The property of the resource that a property of the rule is, or is a part of: references and secrets are known by it. */
  readonly within: (property: string) => string;
}

/** The other end of a rule, and what people call it. */
interface NamedPeer {
  readonly peer: Peer;
  readonly words: string;
}

/** By what a security group is known: its URN, but a VPC's default group by the VPC's, whatever stands for it. */
export function keyOf(reader: Reader, group: GraphResource): string {
  const [vpc] = group.type === TYPE.defaultGroup ? reader.referred(group, "vpcId", TYPE.vpc) : [];
  return vpc?.urn ?? group.urn;
}

/** What proofs call a security group. */
export function nameOf({ type, name }: GraphResource): string {
  return type === TYPE.vpc ? `the default group of ${name}` : name;
}

/** Reads a rule that is a resource of its own. */
export function readRuleResource(reader: Reader, resource: GraphResource, direction: Direction): readonly Rule[] {
  return readRule(reader, {
    part: { resource, properties: resource.properties },
    direction,
    title: `rule ${resource.name}`,
    protocol: "ipProtocol",
    ipv4: "cidrIpv4",
    ipv6: "cidrIpv6",
    lists: "prefixListId",
    groups: "referencedSecurityGroupId",
    within: (property) => property,
  });
}

/**
 * Reads the rules that stand inside a security group. References are known for all of them together, so each that names
 * any group or prefix list is taken to name all that any of them names.
 */
export function readRulesInside(reader: Reader, group: GraphResource, direction: Direction): readonly Rule[] {
  return reader.parts(group, direction).flatMap((part) =>
    readRule(reader, {
      part,
      direction,
      title: `a rule in ${group.name}`,
      protocol: "protocol",
      ipv4: "cidrBlocks",
      ipv6: "ipv6CidrBlocks",
      lists: "prefixListIds",
      groups: "securityGroups",
      within: () => direction,
    }),
  );
}

/** What EC2 puts into a VPC's default security group: in from its own members, out to everywhere. */
export function initialRules(vpc: GraphResource, direction: Direction): readonly Rule[] {
  const title = `the default security group of ${vpc.name}, as EC2 makes it,`;
  const world: NamedPeer = { peer: { kind: "range", range: WORLD }, words: WORLD.text };
  const itself: NamedPeer = { peer: { kind: "group", key: vpc.urn }, words: "itself" };
  return [makeRule(vpc, { direction, title }, EVERYTHING, direction === "ingress" ? itself : world)];
}

function readRule(reader: Reader, source: Source): readonly Rule[] {
  const { resource, properties } = source.part;
  const protocol = properties[source.protocol];
  const [from, to] = [numberOf(properties.fromPort), numberOf(properties.toPort)];
  const traffic = typeof protocol === "string" ? readTraffic(protocol, from, to) : undefined;
  if (traffic === undefined) {
    reader.note(resource, "protocol and ports are not known, or make no sense");
    return [];
  }
  return readPeers(reader, source).map((peer) => makeRule(resource, source, traffic, peer));
}

function makeRule(
  { urn }: GraphResource,
  { direction, title }: Pick<Source, "direction" | "title">,
  traffic: Traffic,
  { peer, words }: NamedPeer,
): Rule {
  const what = trafficWords(traffic);
  const text =
    direction === "ingress" ? `${title} lets in ${what} from ${words}` : `${title} lets out ${what} to ${words}`;
  return { traffic, peer, step: { text, resources: [urn] } };
}

function readPeers(reader: Reader, source: Source): readonly NamedPeer[] {
  const { part, ipv4, ipv6, groups, lists, within } = source;
  const { resource, properties } = part;
  const self = reader.yesOrNo(part, "self") === true ? [resource] : [];
  const named = isSet(properties[groups]) ? reader.referred(resource, within(groups), ...GROUP_TYPES) : [];
  const s3 = isSet(properties[lists])
    ? reader.referred(resource, within(lists), TYPE.endpoint).filter(isS3Endpoint)
    : [];
  if (isSet(properties[groups]) && named.length === 0) reader.note(resource, "names a group that is not in this stack");
  if (isSet(properties[lists]) && s3.length === 0) reader.note(resource, "names a prefix list that is not S3's");
  return [
    ...reader.texts(part, ipv4).flatMap((text) => ipv4Peer(reader, source, text)),
    ...reader.texts(part, ipv6).flatMap((text) => ipv6Peer(reader, source, text)),
    ...[...named, ...self].map((group): NamedPeer => ({
      peer: { kind: "group", key: keyOf(reader, group) },
      words: nameOf(group),
    })),
    ...s3.map(({ name }): NamedPeer => ({ peer: { kind: "s3" }, words: `the addresses of S3 (${name})` })),
  ];
}

function ipv4Peer(reader: Reader, { part: { resource }, ipv4, within }: Source, text: string): NamedPeer[] {
  const range = readRange(text);
  if (range === undefined) {
    reader.note(resource, "names a range that is not IPv4");
    return [];
  }
  return resource.secrets.includes(within(ipv4))
    ? [{ peer: { kind: "range", range, secretOf: resource.name }, words: "a secret range" }]
    : [{ peer: { kind: "range", range }, words: text }];
}

function ipv6Peer(reader: Reader, { part: { resource }, ipv6, within }: Source, text: string): NamedPeer[] {
  const whom = readIpv6Range(text);
  if (whom === undefined) reader.note(resource, "names a range that is not IPv6");
  if (whom !== "everybody") return [];
  const words = resource.secrets.includes(within(ipv6)) ? "a secret range" : text;
  return [{ peer: { kind: "range", range: WORLD }, words: `${words}, which counts as anyone` }];
}
