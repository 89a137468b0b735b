import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { changesOf, type Stage } from "./changes";
import { choose, untried, type Choice, type Trial } from "./choice";
import { FAULTS, type FaultName, type Row, type SurveyRecord } from "./record";

/** Names of security groups and rules without what all of them have in common. */
const COMMON = /securitygroup-servicename-(?:stg|prod)-/;

const ROOT = path.join(__dirname, "..", "..", "..");

/** The committed results, from which the tables of docs/faults.md come. */
const RESULTS = path.join(__dirname, "results.json");

/** The results of one change. */
interface ChangeResults {
  readonly stage: Stage;
  readonly change: string;
  /** How many calls it makes without faults. */
  readonly calls: number;
  readonly chosen: number;
  /** `FAULT CALL` of the chosen ones that have not been tried. */
  readonly untried: readonly string[];
  readonly rows: readonly Pick<Row, "point" | "fault" | "outcome" | "deleted" | "cleared">[];
}

export interface Results {
  readonly seed: number;
  readonly changes: readonly ChangeResults[];
}

const NAMES = Object.keys(FAULTS) as FaultName[];

/** The good outcomes. */
const OUTCOMES = ["invisible", "refreshed", "recovered"] as const;

function resultsOf(record: SurveyRecord, choice: Choice): Results {
  const rows = record.rows();
  const committed = fs.existsSync(RESULTS) ? readResults().changes : [];
  const changes = (["stg", "prod"] as const).flatMap((stage) =>
    changesOf(stage).map(({ name: change }): ChangeResults => {
      const reference = record.references(stage).find((one) => one.change === change);
      const trials = reference === undefined ? [] : choose(reference, choice);
      const before = committed.find((one) => one.stage === stage && one.change === change);
      if (reference === undefined && before !== undefined) return before;
      const order = (point: string) => reference?.points.indexOf(point) ?? 0;
      return {
        ...{ stage, change, calls: reference?.points.length ?? 0, chosen: trials.length },
        untried: untried(trials, rows).map(nameOf),
        rows: rows
          .filter((row) => row.stage === stage && row.change === change)
          .sort((a, b) => order(a.point) - order(b.point) || NAMES.indexOf(a.fault) - NAMES.indexOf(b.fault))
          .map(({ point, fault, outcome, deleted, cleared }) => ({
            ...{ point, fault, outcome },
            ...(outcome === "recovered" && { deleted, cleared }),
          })),
      };
    }),
  );
  return { seed: choice.seed, changes };
}

export function readResults(): Results {
  return JSON.parse(fs.readFileSync(RESULTS, "utf8")) as Results;
}

/** The committed results, by call and fault. */
export function committedRows(): readonly Row[] {
  if (!fs.existsSync(RESULTS)) return [];
  return readResults().changes.flatMap(({ stage, change, rows }) => rows.map((row) => ({ ...row, stage, change })));
}

/** Writes the committed results, and the tables from them. */
export function writeResults(record: SurveyRecord, choice: Choice): void {
  fs.writeFileSync(RESULTS, JSON.stringify(resultsOf(record, choice)));
  execFileSync("npx", ["prettier", "--write", "--log-level", "warn", RESULTS], { cwd: ROOT });
  execFileSync("npx", ["mocha", "tests/unit/docs/faults.test.ts"], {
    ...{ cwd: ROOT, stdio: "inherit", env: { ...process.env, UPDATE_SNAPSHOTS: "1" } },
  });
  execFileSync("npx", ["prettier", "--write", "--log-level", "warn", "docs/faults.md"], { cwd: ROOT });
}

/** What has been tried, and what has not, for a terminal. */
export function summaryLines(record: SurveyRecord, choice: Choice): readonly string[] {
  const { changes } = resultsOf(record, choice);
  const rows = changes.flatMap((one) => one.rows);
  const failed = record.rows().filter(({ outcome }) => outcome === "failed");
  return [
    ...changes.map(
      ({ stage, change, calls, chosen, untried: left, rows: own }) =>
        `${stage} ${change}: ${calls} calls, ${chosen} faults chosen, ${own.length} tried, ${left.length} not tried`,
    ),
    ...changes.flatMap(({ stage, change, untried: left }) =>
      left.map((name) => `not tried: ${stage} ${change}: ${name}`),
    ),
    ...failed.map((row) => `FAILED: ${row.stage} ${row.change}: ${nameOf(row)}: ${row.reason ?? ""}`),
    `${rows.length} faults tried, ${OUTCOMES.map((outcome) => `${count(rows, outcome)} ${outcome}`).join(", ")}, ${failed.length} failed`,
  ];
}

function nameOf({ fault, point }: Trial): string {
  return `${fault} ${point}`;
}

function count(rows: ChangeResults["rows"], outcome: Row["outcome"]): number {
  return rows.filter((row) => row.outcome === outcome).length;
}

/** One row for each change: how many faults of each kind were tried, and what became of them. */
export function overviewTable({ changes }: Results): string {
  const head = ["stage", "change", "calls", ...NAMES.map((name) => FAULTS[name].words), "failed", "not tried"];
  const cells = changes.map(({ stage, change, calls, rows, untried: left }) => [
    ...[stage, change, calls],
    ...NAMES.map((name) => rows.filter(({ fault }) => fault === name).length),
    ...[count(rows, "failed"), left.length],
  ]);
  const totals = head.map((_, index) =>
    index < 2 ? (index === 0 ? "all" : "") : cells.reduce((sum, row) => sum + Number(row[index]), 0),
  );
  return table(head, [...cells, totals]);
}

/** The tried faults of each kind, and what became of them. */
export function outcomeTable({ changes }: Results): string {
  const rows = changes.flatMap((one) => one.rows);
  const lines = [...NAMES, undefined].map((name) => {
    const own = rows.filter(({ fault }) => name === undefined || fault === name);
    const words = name === undefined ? "all" : FAULTS[name].words;
    return [words, own.length, ...[...OUTCOMES, "failed" as const].map((outcome) => count(own, outcome))];
  });
  return table(["fault", "tried", ...OUTCOMES, "failed"], lines);
}

/** Each call of one change, and what became of its faults. */
export function callTable({ changes }: Results, stage: Stage, change: string): string {
  const rows = changes.find((one) => one.stage === stage && one.change === change)?.rows ?? [];
  const points = [...new Set(rows.map(({ point }) => point))];
  return table(
    ["call", "faults"],
    points.map((point) => [
      `\`${point}\``,
      rows
        .filter((row) => row.point === point)
        .map(outcomeWords)
        .join("; "),
    ]),
  );
}

/** Faults that fit into a row of the table. */
const IN_A_ROW = 2;

/** The faults of all changes but one. */
export function changeTable({ changes }: Results): string {
  const lines = changes
    .filter(({ stage, change }) => stage !== "stg" || change !== "deployment")
    .flatMap(({ stage, change, rows }) =>
      [...new Set(rows.map(({ point }) => point))].flatMap((point) => {
        const faults = rows.filter((row) => row.point === point).map(outcomeWords);
        const call = [`${stage}, ${change}`, `\`${point.replace(COMMON, "")}\``];
        const lines = Array.from({ length: Math.ceil(faults.length / IN_A_ROW) }, (_, index) =>
          faults.slice(index * IN_A_ROW, (index + 1) * IN_A_ROW).join(", "),
        );
        return lines.map((line, index) => [...(index === 0 ? call : ["", ""]), line]);
      }),
    );
  return table(["change", "call", "faults"], lines);
}

function outcomeWords({ fault, outcome, deleted = 0, cleared = 0 }: ChangeResults["rows"][number]): string {
  const { words } = FAULTS[fault];
  return outcome === "recovered"
    ? `${words} (${deleted}/${cleared})`
    : outcome === "invisible"
      ? words
      : `${words}: ${outcome === "failed" ? "FAILED" : outcome}`;
}

/** What was chosen and not tried, as a list. */
export function untriedList({ changes }: Results): string {
  const lines = changes.flatMap(({ stage, change, untried: left }) =>
    left.length === 0 ? [] : [`- ${stage}, ${change}: ${left.map((name) => `\`${name}\``).join(", ")}`],
  );
  return lines.length === 0 ? "Nothing." : lines.join("\n");
}

function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const line = (cells: readonly unknown[]) => `| ${cells.map(String).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
