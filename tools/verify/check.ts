import type { Settings } from "../../config";
import type { CheckContext } from "./context";

/** What the checks are called in reports: these names stay. */
export type CheckId = "listeners" | "http" | "https" | "servers" | "way-out" | "closed" | "bastion" | "kill-one";

/** How a check ended. */
export type Status = "passed" | "failed" | "skipped";

/** What came of a check. */
export interface Outcome {
  readonly status: Status;
  /** What was seen; of a skipped one, why. */
  readonly detail: string;
}

/** One thing that must hold of a stage that runs. */
export interface Check {
  readonly id: CheckId;
  /** Whether it asks instances, and not the AWS API alone. */
  readonly needsInstances: boolean;
  /** A sentence that is true when it passes. */
  readonly title: (settings: Settings) => string;
  readonly look: (context: CheckContext) => Promise<Outcome>;
}

/** It holds. */
export function passed(detail: string): Outcome {
  return { status: "passed", detail };
}

/** It does not hold. */
export function failed(detail: string): Outcome {
  return { status: "failed", detail };
}

/** It could not be looked at, or does not matter here. */
export function skipped(detail: string): Outcome {
  return { status: "skipped", detail };
}

/** Failed with these issues, or passed when there are none. */
export function outcomeOf(issues: readonly string[], seen: string): Outcome {
  return issues.length === 0 ? passed(seen) : failed(issues.join("; "));
}
