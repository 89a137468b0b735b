import { markdownTable } from "../markdown-table";
import { evaluate, type Suppression, type CheckResult } from "./evaluate";

/** The results of a scanner by stage. */
export type Scan = Readonly<Record<string, readonly CheckResult[]>>;

/** What a scan comes to: lines for people, and whether anything is unexplained or out of date. */
export function report(
  scanner: string,
  scan: Scan,
  list: readonly Suppression[],
): { lines: string[]; isClean: boolean } {
  const stages = Object.entries(scan).map(([stage, results]) => ({ stage, results, ...evaluate(results, list) }));
  // An entry is needed when some stage needs it.
  const { stale } = evaluate(Object.values(scan).flat(), list);
  const unexplained = stages.flatMap(({ stage, unexplained: found }) => found.map((result) => ({ stage, ...result })));
  return {
    lines: [
      ...stages.map(
        ({ stage, results, passed, suppressed, unexplained: found }) =>
          `${scanner} on ${stage}: ${new Set(results.map(({ check }) => check)).size} checks apply, ${results.length} results: ` +
          `${passed.length} passed, ${suppressed.length} suppressed, ${found.length} unexplained`,
      ),
      ...unexplained.map(({ stage, check, title, resource }) => `${stage}: ${check} fails on ${resource}: ${title}`),
      ...stale.map(({ check, resource }) => `${check} fails on no ${resource.source} any more: its reason can go`),
    ],
    isClean: unexplained.length === 0 && stale.length === 0,
  };
}

/** Every check that applies, by its result in each stage, with the reasons: a Markdown table for `docs/security.md`. */
export function scanTable(scan: Scan, list: readonly Suppression[]): string {
  const stages = Object.keys(scan);
  const titles = new Map(Object.values(scan).flatMap((results) => results.map(({ check, title }) => [check, title])));
  const rows = [...titles]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([check, title]) => {
      const evaluated = stages.map((stage) =>
        evaluate(
          (scan[stage] ?? []).filter((one) => one.check === check),
          list,
        ),
      );
      const reasons = evaluated.flatMap(({ suppressed }) => suppressed.map(({ reason }) => reason));
      return [check, title, ...evaluated.map(resultWords), [...new Set(reasons)].join("; ")];
    });
  const heads = ["check", "what it asks for", ...stages, "accepted because"];
  return markdownTable(heads, rows);
}

function resultWords({ passed, suppressed, unexplained }: ReturnType<typeof evaluate>): string {
  const counts = [
    [passed.length, "passed"],
    [suppressed.length, "accepted"],
    [unexplained.length, "UNEXPLAINED"],
  ] as const;
  return counts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`])).join(", ") || "–";
}
