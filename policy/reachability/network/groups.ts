import type { GraphResource } from "../../graph";
import type { Group, Rule } from "./model";
import type { Reader } from "./reader";
import { GROUP_TYPES, initialRules, keyOf, nameOf, readRuleResource, readRulesInside, type Direction } from "./rules";
import { TYPE } from "./types";

/** Security groups by key. */
export type Groups = ReadonlyMap<string, Group>;

/** Reads all security groups with their rules, wherever those are written. */
export function readGroups(reader: Reader): Groups {
  const written = reader.all(TYPE.group, TYPE.defaultGroup);
  const keys = new Set(written.map((group) => keyOf(reader, group)));
  const untouched = reader.all(TYPE.vpc).filter(({ urn }) => !keys.has(urn));
  const resources = {
    ingress: readRuleResources(reader, TYPE.ingressRule, "ingress"),
    egress: readRuleResources(reader, TYPE.egressRule, "egress"),
  };
  const make = (resource: GraphResource, inside: (direction: Direction) => readonly Rule[]): [string, Group] => {
    const key = keyOf(reader, resource);
    const rules = (direction: Direction): Rule[] => [...inside(direction), ...(resources[direction].get(key) ?? [])];
    return [key, { key, name: nameOf(resource), ingress: rules("ingress"), egress: rules("egress") }];
  };
  return new Map([
    ...written.map((group) => make(group, (direction) => readRulesInside(reader, group, direction))),
    ...untouched.map((vpc) => make(vpc, (direction) => initialRules(vpc, direction))),
  ]);
}

/** Rules that are resources of their own, by the key of the group that they belong to. */
function readRuleResources(reader: Reader, type: string, direction: Direction): ReadonlyMap<string, readonly Rule[]> {
  const rules = new Map<string, readonly Rule[]>();
  for (const resource of reader.all(type)) {
    const group = reader.theOne(resource, "securityGroupId", ...GROUP_TYPES);
    if (group === undefined) continue;
    const key = keyOf(reader, group);
    rules.set(key, [...(rules.get(key) ?? []), ...readRuleResource(reader, resource, direction)]);
  }
  return rules;
}

/**
 * The security groups of something in a VPC.
 *
 * @param named what names them; a VPC's default group when nothing does
 */
export function membershipOf(
  reader: Reader,
  groups: Groups,
  { named, vpcUrn }: { readonly named: readonly GraphResource[]; readonly vpcUrn: string },
): readonly Group[] {
  const keys = named.length > 0 ? named.map((group) => keyOf(reader, group)) : [vpcUrn];
  return [...new Set(keys)].flatMap((key) => groups.get(key) ?? []);
}
