import { partsOfKey, type PlanDocument, type PlannedFlow } from "../document";
import type { Row } from "./columns";
import { KINDS } from "./kinds";

/** Who can reach whom, on what and by which chain of rules and routes; what is not listed is refused. */
export function accessRows({ access }: PlanDocument): Row[] {
  const indent = { branch: "  ", below: "  " } as const;
  return access.allowed.flatMap(({ from, to, traffic, flows }) => [
    { ...indent, label: from, name: `→ ${to}`, parts: traffic },
    ...chainsOf(flows).map((parts): Row => ({ ...indent, label: "", name: "", parts, chain: true })),
  ]);
}

/** Types that a chain calls otherwise than the tree, where they stand below what they belong to. */
const LABELS: Readonly<Record<string, string>> = {
  "aws.vpc.SecurityGroupIngressRule": "rule",
  "aws.vpc.SecurityGroupEgressRule": "rule",
};

/** The chains of flows, those together that lead the same way and differ by rules only. */
function chainsOf(flows: readonly PlannedFlow[]): string[][] {
  const alike = new Map<string, PlannedFlow[]>();
  for (const flow of flows) {
    const shape = JSON.stringify([flow.through, flow.via.length]);
    alike.set(shape, [...(alike.get(shape) ?? []), flow]);
  }
  return [...alike.values()].map((group) => {
    const links = (group[0]?.via ?? []).map((_, index) =>
      link(group.flatMap(({ via }) => via[index]?.resources ?? [])),
    );
    // One thing may do several steps of the way, the last of them together with another.
    const [first = "", ...others] = links.filter(
      (text, index) => text !== "" && links[index + 1]?.startsWith(text) !== true,
    );
    return [`by ${first}`, ...others];
  });
}

/** Resources by kind: `rule access-web-to-anyone-{tcp80,tcp443}`. */
function link(keys: readonly string[]): string {
  const names = new Map<string, string[]>();
  for (const { type, name } of [...new Set(keys)].map(partsOfKey)) {
    const label = LABELS[type] ?? KINDS[type]?.label ?? type;
    names.set(label, [...(names.get(label) ?? []), name]);
  }
  return [...names].map(([label, some]) => called(label, together(some))).join(", ");
}

/** Some names say what they are of. */
function called(label: string, name: string): string {
  return label.toLowerCase().replaceAll(" ", "-") === name ? name : `${label} ${name}`;
}

/** Names that differ in their last part only, in one. */
function together(names: readonly string[]): string {
  const ends = new Map<string, string[]>();
  for (const name of names) {
    const end = name.lastIndexOf("-") + 1;
    const stem = name.slice(0, end);
    ends.set(stem, [...(ends.get(stem) ?? []), name.slice(end)]);
  }
  return [...ends]
    .map(([stem, some]) => (some.length === 1 ? stem + some.join("") : `${stem}{${some.join(",")}}`))
    .join(", ");
}
