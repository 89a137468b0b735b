import type { CheckResult } from "../../../../tools/scan/evaluate";

/** Kinds of resources whose ARNs do not name them. */
const ONLY_KINDS: Readonly<Record<string, string>> = { s3: "bucket", sns: "topic" };

/** A finding as prowler writes it in the Open Cybersecurity Schema Framework, as far as it is read here. */
interface Finding {
  readonly metadata: { readonly event_code: string };
  readonly finding_info: { readonly title: string };
  readonly status_code: string;
  readonly resources: readonly [{ readonly uid: string; readonly labels?: readonly string[] }];
}

/**
 * Reads prowler's report. Ids differ in every run, so a resource is called by its kind and its Name:
 * `instance/servicename-stg-nat`, or by its kind alone where it has none.
 *
 * @param isOfStage whether a resource belongs to what is evaluated, by its id
 */
export function resultsIn(report: string, isOfStage: (id: string) => boolean): readonly CheckResult[] {
  const findings = JSON.parse(report) as readonly Finding[];
  return findings
    .filter(({ status_code }) => status_code === "PASS" || status_code === "FAIL")
    .filter(({ resources: [{ uid }] }) => isOfStage(idOf(uid)))
    .map(({ metadata, finding_info, status_code, resources: [{ uid, labels = [] }] }) => ({
      check: metadata.event_code,
      title: finding_info.title,
      resource: [kindOf(uid), ...labels.flatMap((label) => /^Name:(.+)$/.exec(label)?.[1] ?? [])].join("/"),
      passed: status_code === "PASS",
    }));
}

/** The part of an ARN that tells one resource from another of its kind; that of a log group stands for its streams too. */
function idOf(arn: string): string {
  return arn.replace(/:\*$/, "").split(/[:/]/).at(-1) ?? arn;
}

/** The kind of resource; where an ARN names none, its service has only one here. */
function kindOf(arn: string): string {
  const [, , service = "", , , ...rest] = arn.split(":");
  return ONLY_KINDS[service] ?? rest.join(":").split(/[:/]/)[0] ?? service;
}
