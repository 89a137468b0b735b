import type { ValueSource } from "../../../config";
import type { Severity, Status } from "../../../policy/rules";
import type { Estimate } from "../../costs";

/**
 * A stage's plan as plain data: what `--json` prints, and what plans are compared by. It holds no secret and no
 * made-up id; what only a deployment can tell is said in words.
 */
export interface PlanDocument {
  /** Raised when a reader of the form before would go wrong. */
  readonly format: 1;
  readonly project: string;
  readonly stage: string;
  readonly region: string;
  readonly settings: readonly PlannedSetting[];
  /** A component before what belongs to it. */
  readonly resources: readonly PlannedResource[];
  /** The stack's outputs, in words. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly access: PlannedAccess;
  readonly findings: readonly PlannedFinding[];
  readonly costs: PlannedCosts;
}

/** Who can reach whom, derived from rules, routes, addresses and listeners. What is not listed is refused. */
export interface PlannedAccess {
  readonly allowed: readonly PlannedRelation[];
  /** What could not be read, so that more may be allowed than is listed. */
  readonly unclear: readonly string[];
}

/** All that one party may send to another. */
export interface PlannedRelation {
  readonly from: string;
  readonly to: string;
  /** In words, a line for each way: `tcp 80 through load-balancer`. */
  readonly traffic: readonly string[];
  /** Why, flow by flow. */
  readonly flows: readonly PlannedFlow[];
}

/** Some traffic with the chain of rules, routes and other things that let it pass. */
export interface PlannedFlow {
  readonly traffic: string;
  readonly through: readonly string[];
  readonly via: readonly { readonly text: string; /** Keys. */ readonly resources: readonly string[] }[];
}

/** Something that a standing rule of `policy/` finds. */
export interface PlannedFinding {
  /** The rule's id. */
  readonly rule: string;
  /** What should hold. */
  readonly title: string;
  readonly severity: Severity;
  /** Its numbers in AWS FSBP, CIS, prowler and checkov. */
  readonly sources: readonly string[];
  /** `broken`: it must be put right. `accepted`: it need not, for the reason given. */
  readonly status: Status;
  /** Logical name of the resource. */
  readonly resource: string;
  /** What is so. */
  readonly text: string;
  readonly reason?: string;
}

/** What the stage costs in a month, USD. */
export interface PlannedCosts extends Pick<Estimate, "usage" | "lines" | "totals" | "notCounted"> {
  /** Names of what costs more than is known here: without a price, or of an unknown type. */
  readonly more: readonly string[];
  /** Prices in use that were not confirmed. */
  readonly unconfirmed: readonly string[];
}

/** One setting in effect. */
export interface PlannedSetting {
  /** `nat`, or a part: `web.min`, `zones[0].name`. */
  readonly key: string;
  /** In words; what is not set and has no default is not listed. */
  readonly value: string;
  readonly origin: ValueSource | "--set";
}

/** One resource or component. */
export interface PlannedResource {
  /** The same in every stage: types and logical name, `network:Vpc::vpc` or `network:Vpc$aws.ec2.Subnet::vpc-public-1a`. */
  readonly key: string;
  /** `aws.ec2.Subnet`, or `network:Vpc` for a component. */
  readonly type: string;
  /** What people call it in the console. */
  readonly name: string;
  readonly component: boolean;
  /** Key of what it belongs to; the stack's own parts have none. */
  readonly parent?: string;
  readonly protected: boolean;
  /** By path (`rootBlockDevice.encrypted`), in words; a resource that is referred to by its logical name. */
  readonly properties: Readonly<Record<string, string>>;
  /** Keys of what must stand first. */
  readonly dependsOn: readonly string[];
}
