import stringWidth from "string-width";
import { nextSteps, type Step } from "../next-steps";
import { ELASTIC_IP_QUOTA, type Summary } from "../summary";
import type { Texts } from "../texts";
import { commandLines } from "../../terminal";
import { fold } from "../../fold";
import { SECTIONS, type Page } from "./report";

/** Longer lines are harder to read. */
const WIDEST = 100;

const GAP = "  ";

/** A stage at a glance: at most 19 lines at a width of 80. */
export function summaryText(summary: Summary, gbOut: number, texts: Texts, { width, paint }: Page): string {
  const { stage, service, region, zones } = summary;
  const room = Math.min(width, WIDEST);
  const places = zones.map((zone) => zone.slice(zone.lastIndexOf("-") + 1));
  const labelWidth = Math.max(...Object.values(texts.labels).map(stringWidth)) + GAP.length;
  const pad = (label: string): string => paint("cyan", label) + " ".repeat(labelWidth - stringWidth(label));
  const labeled = (label: string, lines: readonly string[]): string[] =>
    lines.map((line, index) => pad(index === 0 ? label : "") + line);
  return [
    ...fold(`${paint("bold", stage)}  ${texts.about(service, region, places)}`, room),
    "",
    ...picture(summary, texts, room - GAP.length).map((line) => GAP + line),
    "",
    ...linesOf(summary, gbOut, texts).flatMap(([label, text]) => labeled(label, fold(text, room - labelWidth))),
    ...labeled(texts.labels.next, stepLines(stage, texts, room - labelWidth, paint)),
    "",
  ].join("\n");
}

function linesOf(summary: Summary, gbOut: number, texts: Texts): (readonly [label: string, text: string])[] {
  const { costs, openings, unclear, violations, suppressed, elasticIps } = summary;
  const { labels } = texts;
  const named = (endpoint: string): string => texts.endpoints[endpoint] ?? endpoint;
  const parts = costs.parts.map(({ part, usd }) => `${texts.parts[part] ?? part} ${texts.usd(usd)}`);
  return [
    [labels.cost, [texts.cost(texts.usd(costs.total), parts), texts.usage(gbOut)].join(texts.between)],
    ...(costs.unknown.length === 0 ? [] : [["", texts.unknownPrices(costs.unknown)] as const]),
    [
      labels.open,
      texts.openings(openings.map(({ traffic, to, from }) => texts.opening(traffic, named(to), named(from)))),
    ],
    ...(unclear === 0 ? [] : [["", texts.unclear(unclear, summary.stage)] as const]),
    [labels.security, texts.findings(violations, suppressed)],
    [
      labels.size,
      [
        texts.size(summary.resources, summary.protected),
        texts.elasticIps(elasticIps.now, elasticIps.duringNatSwitch, ELASTIC_IP_QUOTA),
      ].join(texts.between),
    ],
  ];
}

function stepLines(stage: string, texts: Texts, width: number, paint: Page["paint"]): string[] {
  const [part = ""] = SECTIONS.slice(-1);
  const steps: readonly Step[] = [
    [`npm start -- ${stage} --full`, texts.whole],
    [`npm start -- ${stage} ${part}`, texts.part(SECTIONS)],
    ...nextSteps(stage, texts),
  ];
  return commandLines(steps, width, (command) => paint("bold", command));
}

/** The way of a request, and below it that of a web server's own connections. */
function picture({ path }: Summary, texts: Texts, width: number): string[] {
  const { fromInternet, servers, nat, toInternet } = path;
  const ports = (traffic: string): string => traffic.replace(/^tcp /, "").replace(" and ", ", ");
  const there: Way = [texts.internet, ports(fromInternet), texts.loadBalancer, "", texts.servers(servers)];
  const back: Way = [texts.internet, ports(toInternet), texts.nat(nat.kind, nat.count), "", texts.webServers];
  const ways = toInternet === "" ? [there] : [there, back];
  const rows = ways.map((way, index) => row(way, ways[1 - index] ?? [], index === 0 ? "▶" : "◀"));
  const isTooWide = rows.some((line) => stringWidth(line) > width);
  return [
    ...(isTooWide ? ways.flatMap((way, index) => narrowRow(way, index === 0 ? "▶" : "◀", width)) : rows),
    ...(toInternet === "" ? fold(texts.noNat, width) : []),
  ];
}

type Arrow = "▶" | "◀";

/** A box, the traffic on the edge to the next, and so on. */
type Way = readonly string[];

/** A way in one line, with columns as wide as those of the other way. */
function row(way: Way, other: Way, arrow: Arrow): string {
  const cells = way.map((text, index) => {
    const space = Math.max(0, stringWidth(other[index] ?? "") - stringWidth(text));
    return index % 2 === 1 ? edge(text, space, arrow) : text + " ".repeat(space);
  });
  return cells.join(" ").trimEnd();
}

/** A way without its traffic, in as many lines as it needs. */
function narrowRow(way: Way, arrow: Arrow, width: number): string[] {
  return fold(way.filter((_, index) => index % 2 === 0).join(` ${arrow} `), width);
}

function edge(text: string, space: number, arrow: Arrow): string {
  const label = text === "" ? "─".repeat(space) : ` ${text} ${"─".repeat(space)}`;
  return arrow === "▶" ? `─${label}─▶` : `◀─${label}─`;
}
