import { commandLines } from "../terminal";
import { fold } from "../fold";
import type { FetchedPage } from "./page";
import type { LocalStatus } from "./status";

/** What was deployed, and how to look at it. */
export interface Deployed {
  readonly stage: string;
  readonly status: Pick<LocalStatus, "instances" | "ports">;
  readonly pages: readonly FetchedPage[];
  /** The setting `nat`. */
  readonly nat: string;
}

const LABELS = { page: "Page", next: "Next", stop: "Stop" } as const;

/** As wide as a label and the space after it. */
const INDENT = 6;

/** The last lines of `npm run local`: its page, how to look around, and how to stop. */
export function stageSummary(deployed: Deployed, width: number): string {
  const { stage } = deployed;
  const local = `npm run local -- ${stage}`;
  const labeled = (label: string, lines: readonly string[]): string[] =>
    lines.map((line, index) => (index === 0 ? label : "").padEnd(INDENT) + line);
  // In one list, so that both have the same columns.
  const commands = [...next(deployed, local), [`${local} --down`, "stop it and remove its files"] as const];
  const lines = commandLines(commands, width - INDENT);
  const stop = lines.findIndex((line) => line.startsWith(`${local} --down`));
  return [
    "",
    ...labeled(LABELS.page, pageLines(deployed, width - INDENT)),
    ...labeled(LABELS.next, lines.slice(0, stop)),
    ...labeled(LABELS.stop, lines.slice(stop)),
    "",
  ].join("\n");
}

function next(
  { stage, status, nat }: Deployed,
  local: string,
): readonly (readonly [command: string, effect: string])[] {
  const { instances, ports } = status;
  return [
    [`${local} --status`, "what runs, addresses, AWS CLI"],
    instances.running
      ? [`${local} --logs web -f`, "the console of a web server"]
      : [`${local} --logs api -f`, "AWS API calls"],
    ports.ssh === undefined
      ? [`${local} --verify`, "check that it works"]
      : [`npm run ssh -- ${stage} web`, "log in to a web server"],
    [`${local} --kill-one`, "see a web server replaced"],
    [`${local} --set nat=${nat === "gateway" ? "instance" : "gateway"}`, "switch the NAT"],
  ];
}

/** The pages, or why there is none. */
function pageLines({ stage, status: { instances }, pages }: Deployed, width: number): readonly string[] {
  if (!instances.running) return fold(`none, only the AWS API answers: ${instances.reason}`, width);
  if (pages.length === 0) return fold(`none: npm run local -- ${stage} --status shows why`, width);
  const column = Math.max(...pages.map(({ url }) => url.length)) + 1;
  return pages.flatMap(({ url, found }) =>
    fold(`→ ${found}`, Math.max(width - column, column)).map(
      (line, index) => (index === 0 ? url : "").padEnd(column) + line,
    ),
  );
}
