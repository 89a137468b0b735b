import { evaluate, type Suppression, type CheckResult } from "./evaluate";

export type Scan = Readonly<Record<string, readonly CheckResult[]>>;

export function report(
  scanner: string,
  scan: Scan,
  list: readonly Suppression[],
): { lines: string[]; isClean: boolean } {
  const stages = Object.entries(scan).map(([stage, results]) => ({ stage, results, ...evaluate(results, list) }));
  // A suppression is stale when no stage needs it.
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

/** Every check that applies, with its results by stage and the reasons: Markdown for `docs/security.md`. */
export function scanList(scan: Scan, list: readonly Suppression[]): string {
  const titles = new Map(Object.values(scan).flatMap((entries) => entries.map(({ check, title }) => [check, title])));
  const checks = [...titles.keys()].sort().map((check) => {
    const results = Object.entries(scan).flatMap(([stage, entries]) => {
      const own = entries.filter((entry) => entry.check === check);
      return own.length === 0 ? [] : [{ stage, ...evaluate(own, list) }];
    });
    const isPassed = results.every(({ suppressed, unexplained }) => suppressed.length + unexplained.length === 0);
    return { check, results, isPassed };
  });
  const failed = checks.flatMap(({ check, results, isPassed }) => {
    if (isPassed) return [];
    const reasons = new Set(results.flatMap(({ suppressed }) => suppressed));
    const title = titles.get(check)?.replaceAll("*", "\\*").replace(/\.$/, "") ?? "";
    const counts = results.map((result) => `${result.stage} ${resultWords(result)}`).join("; ");
    return [`- \`${check}\`: ${title}. ${counts}.${reasons.size === 0 ? "" : ` Reason: ${[...reasons].join("; ")}`}`];
  });
  const passed = checks.flatMap(({ check, results, isPassed }) =>
    isPassed ? [`\`${check}\` (${results.map((result) => `${result.stage} ${result.passed.length}`).join(", ")})`] : [],
  );
  return [...failed, ...(passed.length === 0 ? [] : [`- Passed: ${passed.join(", ")}`])].join("\n");
}

function resultWords({ passed, suppressed, unexplained }: ReturnType<typeof evaluate>): string {
  const counts = [
    [passed.length, "passed"],
    [suppressed.length, "suppressed"],
    [unexplained.length, "UNEXPLAINED"],
  ] as const;
  return counts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`])).join(", ");
}
