import type { Place, Station } from "../network";
import type { Step } from "../reachability";
import { common, EVERYTHING, except, isNothing, together, type Traffic } from "../sets/traffic";

/** One of a station's machines, where it may stand. */
export interface Standpoint {
  readonly station: Station;
  readonly place: Place;
}

/** Somebody outside of the network. */
export interface Outsider {
  /** One of the addresses that they all have in common with it whatever rules and routes speak of. */
  readonly address: number;
  readonly isS3: boolean;
}

/** One way that packets may take, from end to end. */
export type Way = readonly Element[];

/** A part of a way. */
export type Element =
  /** All packets pass. */
  | { readonly kind: "step"; readonly step: Step; /** Who sends them on. */ readonly by?: Station }
  /** Packets pass that one of the options lets through. */
  | { readonly kind: "gate"; readonly options: readonly Option[]; readonly refusal: (arriving: Traffic) => Step }
  /** Nothing passes. */
  | { readonly kind: "barrier"; readonly step: Step };

/** One thing that lets packets through a gate. */
export interface Option {
  readonly traffic: Traffic;
  readonly step: Step;
}

/** Packets that come through, all by the same steps. */
export interface Passage {
  readonly traffic: Traffic;
  readonly via: readonly Step[];
  /** Stations that send them on, in order. */
  readonly through: readonly Station[];
}

/** What comes of a way: passages, or else what stops the last packets and after how many elements. */
export type Outcome =
  | { readonly passages: readonly Passage[]; readonly barrier?: undefined }
  | { readonly passages: readonly []; readonly barrier: () => Step; readonly depth: number };

/** An element that all packets pass. */
export function step(text: string, resources: readonly string[], by?: Station): Element {
  return { kind: "step", step: { text, resources }, ...(by === undefined ? {} : { by }) };
}

/** An element that nothing passes. */
export function barrier(text: string, resources: readonly string[]): Element {
  return { kind: "barrier", step: { text, resources } };
}

/** An element that only some packets pass, for the one reason given. */
export function limit(traffic: Traffic, text: string, resources: readonly string[]): Element {
  const only: Step = { text, resources };
  return { kind: "gate", options: [{ traffic, step: only }], refusal: () => only };
}

/** Sends packets of all kinds on a way. */
export function follow(way: Way): Outcome {
  let passages: readonly Passage[] = [{ traffic: EVERYTHING, via: [], through: [] }];
  for (const [depth, element] of way.entries()) {
    if (element.kind === "barrier") return { passages: [], barrier: () => element.step, depth };
    const before = passages;
    passages = before.flatMap((passage) => pass(passage, element));
    if (passages.length === 0 && element.kind === "gate") {
      const { refusal } = element;
      return { passages: [], barrier: () => refusal(together(before.map(({ traffic }) => traffic))), depth };
    }
  }
  return { passages };
}

function pass(passage: Passage, element: Exclude<Element, { kind: "barrier" }>): readonly Passage[] {
  if (element.kind === "step") {
    return [
      {
        ...passage,
        via: [...passage.via, element.step],
        through: element.by === undefined ? passage.through : [...passage.through, element.by],
      },
    ];
  }
  return sorted(passage.traffic, element.options).map(({ traffic, options }) => ({
    ...passage,
    traffic,
    via: [...passage.via, oneOf(options.map((option) => option.step))],
  }));
}

/** Packets, and the options that all of them pass by. */
interface Sort {
  readonly traffic: Traffic;
  readonly options: readonly Option[];
}

/** Sorts packets by the options that let them through; those that none lets through are left out. */
function sorted(all: Traffic, options: readonly Option[]): readonly Sort[] {
  let sorts: readonly Sort[] = [{ traffic: all, options: [] }];
  for (const option of options) {
    sorts = sorts.flatMap((sort): readonly Sort[] => {
      const passing = common(sort.traffic, option.traffic);
      if (isNothing(passing)) return [sort];
      const others = except(sort.traffic, option.traffic);
      const passes: Sort = { traffic: passing, options: [...sort.options, option] };
      return isNothing(others) ? [passes] : [passes, { traffic: others, options: sort.options }];
    });
  }
  return sorts.filter((sort) => sort.options.length > 0);
}

/** Several steps of which each is enough. */
function oneOf(steps: readonly Step[]): Step {
  const [first] = steps;
  if (steps.length === 1 && first !== undefined) return first;
  return {
    text: [...new Set(steps.map(({ text }) => text))].join("; also, "),
    resources: [...new Set(steps.flatMap(({ resources }) => resources))],
  };
}
