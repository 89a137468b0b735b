/** What a scanner says about one resource by one of its checks. */
export interface CheckResult {
  /** The scanner's own name of the check, such as `CKV_AWS_79`. */
  readonly check: string;
  /** What the check asks for, in the scanner's words. */
  readonly title: string;
  /** A name of the resource that is the same in every run. */
  readonly resource: string;
  readonly passed: boolean;
}

/** A failed check that is so on purpose, or is the scanner's mistake. */
export interface Suppression {
  readonly check: string;
  /** Matches whole names of resources. */
  readonly resource: RegExp;
  readonly reason: string;
}

/** The results of a scanner, held against what is suppressed. */
export interface Evaluation {
  readonly passed: readonly CheckResult[];
  readonly suppressed: readonly { readonly result: CheckResult; readonly reason: string }[];
  /** Failed, and nobody has written why that would be right. */
  readonly unexplained: readonly CheckResult[];
  /** Written, and nothing fails any more that it would explain. */
  readonly stale: readonly Suppression[];
}

/** Holds results against the list of what is suppressed. */
export function evaluate(results: readonly CheckResult[], list: readonly Suppression[]): Evaluation {
  const failed = results.filter(({ passed }) => !passed);
  const reasonFor = (result: CheckResult) => list.find((entry) => explains(entry, result))?.reason;
  return {
    passed: results.filter(({ passed }) => passed),
    suppressed: failed.flatMap((result) => {
      const reason = reasonFor(result);
      return reason === undefined ? [] : [{ result, reason }];
    }),
    unexplained: failed.filter((result) => reasonFor(result) === undefined),
    stale: list.filter((entry) => !failed.some((result) => explains(entry, result))),
  };
}

function explains({ check, resource }: Suppression, result: CheckResult): boolean {
  return result.check === check && new RegExp(`^(?:${resource.source})$`, resource.flags).test(result.resource);
}
