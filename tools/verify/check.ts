import type { Settings } from "../../config";
import type { CommandResult } from "../login/run-on-instance";
import type { StageInstance } from "../stage/instances";
import type { OperatedStage } from "../stage/stage";
import type { Clients, Deployed } from "../stage/deployed";

/** The dependencies of a run. Tests replace each. */
export interface VerifyIo {
  /** Whether there are instances behind the API: in the emulator there are none. */
  readonly hasInstances: boolean;
  /** Whether the AWS API is the emulator's: nobody trusts the certificates of its ACM. */
  readonly isLocal: boolean;
  readonly clients: Clients;
  readonly addressesOf: (name: string) => Promise<readonly string[]>;
  readonly ports: {
    readonly http: number;
    readonly https: number;
    readonly ssh: number;
    /** Ports to try from outside. */
    readonly tried: readonly number[];
  };
  readonly clock: { readonly now: () => number; readonly sleep: (milliseconds: number) => Promise<void> };
  /** Runs a command on an instance of the stage, with SSH or with Session Manager. */
  readonly runOn: (
    instance: StageInstance,
    command: string,
    instances: readonly StageInstance[],
  ) => Promise<CommandResult>;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface CheckContext extends VerifyIo {
  readonly stage: OperatedStage;
  readonly deployed: Deployed;
  /** Shows how far a check is. */
  readonly say: (progress: string) => void;
}

/** IDs in reports: they stay the same. */
export type CheckId =
  "listeners" | "http" | "https" | "servers" | "way-out" | "closed" | "additions" | "bastion" | "renewal" | "kill-one";

export interface Outcome {
  readonly status: "passed" | "failed" | "skipped";
  readonly detail: string;
}

export interface Check {
  readonly id: CheckId;
  /** Whether it sends requests to instances, not only to the AWS API. */
  readonly needsInstances: boolean;
  /** Whether a stage with these settings has what it checks. @default every stage */
  readonly applies?: (settings: Settings) => boolean;
  /** A sentence that is true when it passes. */
  readonly title: (settings: Settings) => string;
  readonly run: (context: CheckContext) => Promise<Outcome>;
}

export function passed(detail: string): Outcome {
  return { status: "passed", detail };
}

export function failed(detail: string): Outcome {
  return { status: "failed", detail };
}

export function skipped(detail: string): Outcome {
  return { status: "skipped", detail };
}

/** Failed with these issues, or passed when there are none. */
export function outcomeOf(issues: readonly string[], seen: string): Outcome {
  return issues.length === 0 ? passed(seen) : failed(issues.join("; "));
}
