/** What a scanner says about one resource by one of its checks. */
export interface Verdict {
  /** The scanner's own name of the check, such as `CKV_AWS_79`. */
  readonly check: string;
  /** What the check asks for, in the scanner's words. */
  readonly title: string;
  /** A name of the resource that is the same in every run. */
  readonly resource: string;
  readonly passed: boolean;
}

/** A failed check that is so on purpose, or is the scanner's mistake. */
export interface Accepted {
  readonly check: string;
  /** Matches whole names of resources. */
  readonly resource: RegExp;
  readonly reason: string;
}

/** The verdicts of a scanner, held against what is accepted in writing. */
export interface Judgement {
  readonly passed: readonly Verdict[];
  readonly accepted: readonly { readonly verdict: Verdict; readonly reason: string }[];
  /** Failed, and nobody has written why that would be right. */
  readonly unexplained: readonly Verdict[];
  /** Written, and nothing fails any more that it would explain. */
  readonly stale: readonly Accepted[];
}

/** Holds verdicts against the list of what is accepted. */
export function judge(verdicts: readonly Verdict[], list: readonly Accepted[]): Judgement {
  const failed = verdicts.filter(({ passed }) => !passed);
  const reasonFor = (verdict: Verdict) => list.find((entry) => explains(entry, verdict))?.reason;
  return {
    passed: verdicts.filter(({ passed }) => passed),
    accepted: failed.flatMap((verdict) => {
      const reason = reasonFor(verdict);
      return reason === undefined ? [] : [{ verdict, reason }];
    }),
    unexplained: failed.filter((verdict) => reasonFor(verdict) === undefined),
    stale: list.filter((entry) => !failed.some((verdict) => explains(entry, verdict))),
  };
}

function explains({ check, resource }: Accepted, verdict: Verdict): boolean {
  return verdict.check === check && new RegExp(`^(?:${resource.source})$`, resource.flags).test(verdict.resource);
}
