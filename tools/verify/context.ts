import type { AwsClients } from "../../lib/aws";
import type { CommandResult } from "../login/run-on-instance";
import type { StageInstance } from "../stage/instances";
import type { OperatedStage } from "../stage/stage";
import type { Deployed } from "./deployed";

/** The AWS API, as far as it is asked here. */
export type Clients = Pick<AwsClients, "ec2" | "elb" | "autoScaling" | "iam">;

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
