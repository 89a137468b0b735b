import { courseOf, handedOn, merged, type Course } from "./courses";
import type { Listener, Network, Station } from "./network";
import type { Step } from "./reachability";
import {
  follow,
  wayIn,
  wayInside,
  natTargets,
  wayToServer,
  type Outcome,
  type Outsider,
  type Passage,
  type Standpoint,
} from "./ways";

/** What becomes of all that somebody sends to somebody: courses, or what stops what comes furthest. */
export interface Fate {
  readonly courses: readonly Course[];
  readonly barrier: Step | undefined;
}

/** Packets that a load balancer hands on to one of its servers. */
interface Handover {
  readonly balancer: Standpoint;
  readonly listener: Listener;
  readonly passage: Passage;
}

/** Sends packets through a network and looks where they come. */
export class Explorer {
  private readonly standpoints: ReadonlyMap<Station, readonly Standpoint[]>;
  private readonly handovers: ReadonlyMap<Station, readonly Handover[]>;

  constructor(private readonly network: Network) {
    this.standpoints = new Map(
      network.stations.map((station) => [station, station.places.map((place) => ({ station, place }))]),
    );
    this.handovers = new Map(network.stations.map((server) => [server, this.handoversTo(server)]));
  }

  /** From somebody outside to each station. */
  fromOutside(from: Outsider): ReadonlyMap<Station, Fate> {
    return this.fates((at) => [follow(wayIn(from, at))]);
  }

  /** From a station to each, itself included, without leaving the network. */
  fromStation(station: Station): ReadonlyMap<Station, Fate> {
    return this.fates((at) => this.standpointsOf(station).map((from) => follow(wayInside(from, at))));
  }

  /** From a station to somebody outside. */
  toOutside(station: Station, to: Outsider): Fate {
    return fate(this.standpointsOf(station).flatMap((from) => natTargets(this.network, from, to).map(follow)));
  }

  /** @param arriving what comes of all ways to a standpoint */
  private fates(arriving: (at: Standpoint) => readonly Outcome[]): ReadonlyMap<Station, Fate> {
    const outcomes = new Map([...this.standpoints.values()].flat().map((at) => [at, arriving(at)]));
    const at = (standpoint: Standpoint): readonly Outcome[] => outcomes.get(standpoint) ?? [];
    return new Map(
      this.network.stations.map((station) => {
        const further = (this.handovers.get(station) ?? []).flatMap(({ balancer, listener, passage }) =>
          at(balancer).flatMap(({ passages }) => passages.flatMap((first) => handedOn(first, listener, passage))),
        );
        return [station, fate(this.standpointsOf(station).flatMap(at), further)];
      }),
    );
  }

  private handoversTo(server: Station): readonly Handover[] {
    const balancers = this.network.stations.filter(({ urn }) => server.behind.includes(urn));
    return balancers
      .flatMap((station) => this.standpointsOf(station))
      .flatMap((balancer) =>
        balancer.station.listeners.flatMap((listener) =>
          this.standpointsOf(server).flatMap((at) =>
            follow(wayToServer(balancer, listener, at)).passages.map((passage) => ({ balancer, listener, passage })),
          ),
        ),
      );
  }

  private standpointsOf(station: Station): readonly Standpoint[] {
    return this.standpoints.get(station) ?? [];
  }
}

/** Joins what becomes of the same packets in several parts of the internet. */
export function joined(fates: readonly Fate[]): Fate {
  const courses = merged(fates.flatMap((each) => each.courses));
  return { courses, barrier: courses.length > 0 ? undefined : fates[0]?.barrier };
}

function fate(outcomes: readonly Outcome[], further: readonly Course[] = []): Fate {
  const direct = outcomes.flatMap(({ passages }) => passages.map(courseOf));
  const courses = merged([...direct, ...further]);
  const stopped = outcomes.flatMap((outcome) => (outcome.barrier === undefined ? [] : [outcome]));
  // Of those that come furthest the first.
  const [furthest] = stopped.toSorted((a, b) => b.depth - a.depth);
  return { courses, barrier: courses.length > 0 ? undefined : furthest?.barrier() };
}
