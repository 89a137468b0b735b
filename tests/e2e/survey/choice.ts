import { createHash } from "node:crypto";

import type { Stage } from "./changes";
import { FAULTS, keyOf, type FaultName, type Reference, type Row } from "./record";

/** A call and the fault that it is to meet. */
export type Trial = Pick<Row, "stage" | "change" | "point" | "fault">;

export interface Choice {
  readonly seed: number;
  /** Trials of each change. */
  readonly size: number;
  /** The changes of which every call is killed after, and loses its response. @default the deployment of stg */
  readonly isComplete?: (stage: Stage, change: string) => boolean;
}

const ALL: readonly FaultName[] = Object.keys(FAULTS) as FaultName[];

/**
 * Chooses calls and faults of a change by a seed: the faults in turn, each at calls of its own order, beginning with another
 * fault for each seed.
 */
export function choose({ stage, change, points }: Reference, { seed, size, isComplete }: Choice): readonly Trial[] {
  const trialOf = (point: string, fault: FaultName): Trial => ({ stage, change, point, fault });
  const hash = (trial: Trial): number => hashOf(`${seed} ${keyOf(trial)}`);
  const first = (seed + ALL.length - 1) % ALL.length;
  const byFault = [...ALL.slice(first), ...ALL.slice(0, first)].map((fault) =>
    points.map((point) => trialOf(point, fault)).sort((a, b) => hash(a) - hash(b)),
  );
  const inTurn = points.flatMap((_, index) => byFault.flatMap((trials) => trials[index] ?? []));
  const sampled = inTurn.slice(0, size);
  if (!(isComplete ?? isDeploymentOfStg)(stage, change)) return sampled;
  // One command may lose many responses, but is killed only once.
  const all = (["lost", "kill"] as const).flatMap((fault) => points.map((point) => trialOf(point, fault)));
  return [...all, ...sampled.filter(({ fault }) => fault !== "kill" && fault !== "lost")];
}

function isDeploymentOfStg(stage: Stage, change: string): boolean {
  return stage === "stg" && change === "deployment";
}

/** The trials without a row. */
export function untried(trials: readonly Trial[], rows: readonly Row[]): readonly Trial[] {
  const tried = new Set(rows.map(keyOf));
  return trials.filter((trial) => !tried.has(keyOf(trial)));
}

function hashOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE();
}
