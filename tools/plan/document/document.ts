import type { ValueSource } from "../../../config";
import type { Severity, Status } from "../../../policy/rules";
import type { Estimate } from "../../costs";

/**
 * A stage's plan as data: the output of `--json` and the basis of comparisons. It contains no secrets and no fake ids;
 * values that only a deployment knows are described in words.
 */
export interface PlanDocument {
  /** Raised with incompatible changes. */
  readonly format: 1;
  readonly project: string;
  readonly stage: string;
  readonly region: string;
  readonly settings: readonly PlannedSetting[];
  /** A component before its children. */
  readonly resources: readonly PlannedResource[];
  /** The stack's outputs, in words. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly access: PlannedAccess;
  readonly findings: readonly PlannedFinding[];
  readonly costs: PlannedCosts;
}

/** Allowed traffic, derived from security groups, routes, addresses and listeners. Everything else is blocked. */
export interface PlannedAccess {
  readonly allowed: readonly PlannedRelation[];
  /** Parts that the analysis cannot read, so that more traffic may be allowed. */
  readonly unclear: readonly string[];
}

interface PlannedRelation {
  readonly from: string;
  readonly to: string;
  /** In words, for each path: `tcp 80 through load-balancer`. */
  readonly traffic: readonly string[];
  readonly flows: readonly PlannedFlow[];
}

/** Traffic with the rules, routes and other resources that allow it. */
export interface PlannedFlow {
  readonly traffic: string;
  readonly through: readonly string[];
  readonly via: readonly { readonly text: string; /** Keys. */ readonly resources: readonly string[] }[];
}

/** A finding of a rule of `policy/`. */
export interface PlannedFinding {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** Its numbers in AWS FSBP, CIS, prowler and checkov. */
  readonly sources: readonly string[];
  /** `broken`: a violation, to be fixed. `accepted`: suppressed, for the reason given. */
  readonly status: Status;
  /** Logical name of the resource. */
  readonly resource: string;
  readonly text: string;
  readonly reason?: string;
}

export function violationsIn(findings: readonly PlannedFinding[]): readonly PlannedFinding[] {
  return findings.filter(({ status }) => status === "broken");
}

/** The stage's monthly cost in USD. */
export interface PlannedCosts extends Pick<Estimate, "usage" | "lines" | "totals" | "notCounted"> {
  /** Charges and resources whose price is unknown. */
  readonly more: readonly string[];
  readonly unconfirmed: readonly string[];
}

export interface PlannedSetting {
  /** `nat`, or a part: `web.min`, `zones[0].name`. */
  readonly key: string;
  /** In words. Settings without a value and a default are not listed. */
  readonly value: string;
  readonly origin: ValueSource | "--set";
}

export interface PlannedResource {
  /** The same in every stage: types and logical name, `network:Vpc::vpc` or `network:Vpc$aws.ec2.Subnet::vpc-public-1a`. */
  readonly key: string;
  /** `aws.ec2.Subnet`, or `network:Vpc` for a component. */
  readonly type: string;
  /** The name in the AWS console. */
  readonly name: string;
  readonly component: boolean;
  /** Key of the parent; absent at the top of the stack. */
  readonly parent?: string;
  readonly protected: boolean;
  /** By path (`rootBlockDevice.encrypted`), in words; references to resources by logical name. */
  readonly properties: Readonly<Record<string, string>>;
  /** Keys. */
  readonly dependsOn: readonly string[];
}
