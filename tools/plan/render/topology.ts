import { shortType, type Recording } from "../../../offline";
import { wrap } from "./columns";
import { Looks } from "./look";
import { subnetViews, type SubnetView } from "./network-view";
import type { Page } from "./report";
import { words } from "./words";

/** What stands beside a box's inner lines: two columns of indent, a border and a space on each side. */
const FRAME = 6;

/** The network as a picture: the VPC, in it its zones, in them their subnets with what stands there and the way out. */
export function topology(recording: Recording, { width, paint }: Page): string[] {
  const looks = new Looks(recording);
  const vpc = recording.resources.find(({ type }) => shortType(type) === "aws.ec2.Vpc");
  const subnets = subnetViews(recording);
  if (vpc === undefined || subnets.length === 0) return [];
  const title = `${looks.nameOf(vpc)} ${words(vpc.inputs.cidrBlock ?? "")}`;
  const inner = width - FRAME;
  const heads = subnets.map(({ isPublic, cidr }) => `  ${isPublic ? "public " : "private"}  ${cidr}  `);
  const indent = Math.max(...heads.map(({ length }) => length));
  const lines = subnets.flatMap((subnet, index) => [
    ...(subnet.zone === subnets[index - 1]?.zone ? [] : [subnet.zone]),
    ...subnetLines(subnet, looks, heads[index]?.padEnd(indent) ?? "", inner),
  ]);
  const room = Math.max(title.length, ...lines.map(({ length }) => length));
  const border = (text: string): string => paint("dim", text);
  return [
    paint("bold", "network"),
    `${border("  ┌")} ${title} ${border(`${"─".repeat(room - title.length)}┐`)}`,
    ...lines.map((line) => `${border("  │")} ${line.padEnd(room)} ${border("│")}`),
    border(`  └${"─".repeat(room + 2)}┘`),
    "",
  ];
}

function subnetLines({ contents, natTarget }: SubnetView, looks: Looks, head: string, room: number): string[] {
  const out = natTarget === undefined ? "no way out" : `out by ${looks.nameOf(natTarget)}`;
  const [first = "", ...more] = wrap([...contents.map((one) => looks.nameOf(one)), out], room - head.length);
  return [head + first, ...more.map((line) => " ".repeat(head.length) + line)];
}
