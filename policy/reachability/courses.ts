import type { Listener, Station } from "./network";
import type { Step } from "./reachability";
import { carries, common, except, isNothing, tcp, together, type Traffic } from "./sets/traffic";
import type { Passage } from "./ways";

/** A flow whose ends are not named yet. */
export interface Course {
  readonly traffic: Traffic;
  readonly arrives: Traffic;
  readonly via: readonly Step[];
  /** Who sends it on; the internet, where it leaves the network and comes back. */
  readonly through: readonly (Station | "internet")[];
}

const AS_ANYONE: Step = { text: "out there it is like anyone", resources: [] };

/** The course of packets that arrive as they were sent. */
export function courseOf(passage: Passage): Course {
  return { ...passage, arrives: passage.traffic };
}

/** The course of what comes to a listener of a load balancer, and from there to a server; empty when either fails. */
export function handedOn(toBalancer: Passage, { port, serverPort }: Listener, toServer: Passage): readonly Course[] {
  if (!carries(toBalancer.traffic, "tcp", port) || !carries(toServer.traffic, "tcp", serverPort)) return [];
  return [
    {
      traffic: tcp(port),
      arrives: tcp(serverPort),
      via: [...toBalancer.via, ...toServer.via],
      through: [...toBalancer.through, ...toServer.through],
    },
  ];
}

/**
 * Courses out to the internet and back in, between ends to whom the other is like anyone; what has an easier way is left
 * out.
 */
export function overInternet(
  out: readonly Course[],
  back: readonly Course[],
  easier: readonly Course[],
): readonly Course[] {
  const courses: Course[] = [];
  for (const leaving of out) {
    for (const entering of back) {
      const balancer = balancerOf(entering);
      const known = [...easier, ...courses].filter((course) => balancerOf(course) === balancer);
      const traffic = except(
        common(leaving.traffic, entering.traffic),
        together(known.map((course) => course.traffic)),
      );
      if (isNothing(traffic)) continue;
      courses.push({
        traffic,
        arrives: balancer === undefined ? traffic : entering.arrives,
        via: [...leaving.via, AS_ANYONE, ...entering.via],
        through: [...leaving.through, "internet", ...entering.through],
      });
    }
  }
  return courses;
}

/** The load balancer that hands a course on at its end; undefined: none does. */
export function balancerOf({ through }: Course): Station | undefined {
  const last = through.at(-1);
  return typeof last === "object" && last.kind === "loadBalancer" ? last : undefined;
}

/** Joins courses that are proven in the same words. */
export function merged(courses: readonly Course[]): readonly Course[] {
  const byProof = new Map<string, Course>();
  for (const course of courses) {
    const proof = course.via.map(({ text }) => text).join("\n");
    const same = byProof.get(proof);
    byProof.set(proof, same === undefined ? course : both(same, course));
  }
  return [...byProof.values()];
}

function both(a: Course, b: Course): Course {
  return {
    ...a,
    traffic: together([a.traffic, b.traffic]),
    arrives: together([a.arrives, b.arrives]),
    via: a.via.map(({ text, resources }, index) => ({
      text,
      resources: [...new Set([...resources, ...(b.via[index]?.resources ?? [])])],
    })),
  };
}
