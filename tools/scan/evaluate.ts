export interface CheckResult {
  /** The scanner's ID of the check, such as `CKV_AWS_79`. */
  readonly check: string;
  /** What the check requires, in the scanner's words. */
  readonly title: string;
  /** A name that is the same in every run. */
  readonly resource: string;
  readonly passed: boolean;
}

/** A failed check that is intended, or a false positive. */
export interface Suppression {
  readonly check: string;
  /** Matches the whole name. */
  readonly resource: RegExp;
  readonly reason: string;
}

export function suppressions(rows: readonly (readonly [string, RegExp, string])[]): readonly Suppression[] {
  return rows.map(([check, resource, reason]) => ({ check, resource, reason }));
}

/** Compares results with suppressions. `unexplained` failed without one; `stale` suppressions match no failed check. */
export function evaluate(results: readonly CheckResult[], list: readonly Suppression[]) {
  const failed = results.filter(({ passed }) => !passed);
  const reasonFor = (result: CheckResult) => list.find((entry) => explains(entry, result))?.reason;
  return {
    passed: results.filter(({ passed }) => passed),
    suppressed: failed.flatMap((result) => reasonFor(result) ?? []),
    unexplained: failed.filter((result) => reasonFor(result) === undefined),
    stale: list.filter((entry) => !failed.some((result) => explains(entry, result))),
  };
}

function explains({ check, resource }: Suppression, result: CheckResult): boolean {
  return result.check === check && new RegExp(`^(?:${resource.source})$`, resource.flags).test(result.resource);
}
