import type { CommandResult } from "../login/run-on-instance";
import type { StageInstance } from "../stage/instances";
import type { OperatedStage } from "../stage/stage";
import type { Clients, Deployed } from "./deployed";
import type { Settings } from "../../config";

/** Time, and pauses that end with the run. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Ports of the site, and those that are tried. */
export interface Ports {
  readonly http: number;
  readonly https: number;
  readonly ssh: number;
  /** What is tried from outside. */
  readonly tried: readonly number[];
}

/** Runs a command on an instance of the stage, over SSH or by Session Manager. */
export type RunOn = (
  instance: StageInstance,
  command: string,
  instances: readonly StageInstance[],
) => Promise<CommandResult>;

/** What a run has around it. Tests put other things in the endpoint of each. */
export interface VerifyIo {
  /** Whether there are instances behind the API: in the emulator there are none. */
  readonly hasInstances: boolean;
  readonly clients: Clients;
  /** All addresses that a name has. */
  readonly addressesOf: (name: string) => Promise<readonly string[]>;
  readonly ports: Ports;
  readonly clock: Clock;
  readonly runOn: RunOn;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What a check looks at. */
export interface CheckContext extends VerifyIo {
  readonly stage: OperatedStage;
  readonly deployed: Deployed;
  /** Shows how far a check is. */
  readonly say: (progress: string) => void;
}

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
