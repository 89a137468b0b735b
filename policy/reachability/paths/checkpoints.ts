import type { Node, Placement } from "../network/model";
import type { Step } from "../reachability";
import { ALL_TRAFFIC, intersectTraffic, isEmptyTraffic, subtractTraffic, unionTraffic, type Traffic } from "../traffic";

export interface Location {
  readonly node: Node;
  readonly placement: Placement;
}

export interface ExternalHost {
  /** Stands for its whole address class. */
  readonly address: number;
  readonly isS3: boolean;
}

/** Something that traffic passes on a hop: a route, a security group, a listener. */
export type Checkpoint =
  /** Passes all traffic; `by` forwards it. */
  | { readonly kind: "pass"; readonly step: Step; readonly by?: Node }
  /** Passes traffic that one of the permits allows. */
  | { readonly kind: "filter"; readonly permits: readonly Permit[]; readonly blockedBy: (arriving: Traffic) => Step }
  /** Blocks all traffic. */
  | { readonly kind: "block"; readonly step: Step };

export interface Permit {
  readonly traffic: Traffic;
  readonly step: Step;
}

/** Traffic that passes all checkpoints for the same reasons. */
export interface Hop {
  readonly traffic: Traffic;
  readonly via: readonly Step[];
  /** Nodes that forward it, in order. */
  readonly through: readonly Node[];
}

/** The hops that get through, or else what blocks the last traffic, after how many checkpoints. */
export type HopResult =
  | { readonly hops: readonly Hop[]; readonly blockedBy?: undefined }
  | { readonly hops: readonly []; readonly blockedBy: () => Step; readonly depth: number };

export function pass(text: string, resources: readonly string[], by?: Node): Checkpoint {
  return { kind: "pass", step: { text, resources }, ...(by === undefined ? {} : { by }) };
}

export function block(text: string, resources: readonly string[]): Checkpoint {
  return { kind: "block", step: { text, resources } };
}

/** A checkpoint that passes only some traffic, always for the same reason. */
export function limit(traffic: Traffic, text: string, resources: readonly string[]): Checkpoint {
  const step: Step = { text, resources };
  return { kind: "filter", permits: [{ traffic, step }], blockedBy: () => step };
}

/** Sends all kinds of traffic through the checkpoints of a hop. */
export function evaluateCheckpoints(checkpoints: readonly Checkpoint[]): HopResult {
  let hops: readonly Hop[] = [{ traffic: ALL_TRAFFIC, via: [], through: [] }];
  for (const [depth, checkpoint] of checkpoints.entries()) {
    if (checkpoint.kind === "block") return { hops: [], blockedBy: () => checkpoint.step, depth };
    const before = hops;
    hops = before.flatMap((hop) => passCheckpoint(hop, checkpoint));
    if (hops.length === 0 && checkpoint.kind === "filter") {
      const { blockedBy } = checkpoint;
      return { hops: [], blockedBy: () => blockedBy(unionTraffic(before.map(({ traffic }) => traffic))), depth };
    }
  }
  return { hops };
}

function passCheckpoint(hop: Hop, checkpoint: Exclude<Checkpoint, { kind: "block" }>): readonly Hop[] {
  if (checkpoint.kind === "pass") {
    const { step, by } = checkpoint;
    return [{ ...hop, via: [...hop.via, step], through: by === undefined ? hop.through : [...hop.through, by] }];
  }
  return splitByPermits(hop.traffic, checkpoint.permits).map(({ traffic, permits }) => ({
    ...hop,
    traffic,
    via: [...hop.via, anyOf(permits.map(({ step }) => step))],
  }));
}

interface Permitted {
  readonly traffic: Traffic;
  readonly permits: readonly Permit[];
}

/** Splits traffic by the permits that allow it; traffic that none allows is left out. */
function splitByPermits(all: Traffic, permits: readonly Permit[]): readonly Permitted[] {
  let parts: readonly Permitted[] = [{ traffic: all, permits: [] }];
  for (const permit of permits) {
    parts = parts.flatMap((part): readonly Permitted[] => {
      const allowed = intersectTraffic(part.traffic, permit.traffic);
      if (isEmptyTraffic(allowed)) return [part];
      const rest = subtractTraffic(part.traffic, permit.traffic);
      const passed: Permitted = { traffic: allowed, permits: [...part.permits, permit] };
      return isEmptyTraffic(rest) ? [passed] : [passed, { traffic: rest, permits: part.permits }];
    });
  }
  return parts.filter((part) => part.permits.length > 0);
}

/** Several steps of which each one suffices. */
function anyOf(steps: readonly Step[]): Step {
  const [first] = steps;
  if (steps.length === 1 && first !== undefined) return first;
  return {
    text: [...new Set(steps.map(({ text }) => text))].join("; also, "),
    resources: [...new Set(steps.flatMap(({ resources }) => resources))],
  };
}
