import { expect } from "chai";
import * as fc from "fast-check";

import {
  analyze,
  trafficIncludes,
  icmpNumber,
  type Flow,
  type Endpoint,
  type Reachability,
} from "../../../../policy/reachability";
import { graphOf } from "../support/network-spec";
import type { Content } from "../support/packets";
import { randomNetwork } from "../support/random-network";
import { Simulation, type End, type Reached } from "../support/simulation";

const CONTENTS: readonly Content[] = [
  ...[22, 80, 443, 8080].map((port): Content => ({ protocol: "tcp", port })),
  { protocol: "udp", port: 53 },
  { protocol: "icmp", type: 8, code: 0 },
  { protocol: "icmp", type: 3, code: 1 },
  { protocol: "gre" },
];

/** Enough to notice coarse mistakes each time; rare ones take hundreds, which continuous integration sends. */
const RUNS = Number(process.env.RANDOM_NETWORKS ?? 20);

/** Not all each time: it takes a while to send them all. */
const someContents = fc.subarray([...CONTENTS], { minLength: 3, maxLength: 3 });

/** Somebody in each part of the internet that random rules and routes tell apart. */
const OUTSIDE: readonly string[] = ["8.8.8.8", "150.1.2.3", "203.0.113.5", "203.0.113.200"];

/** Whether a flow trafficIncludes a packet. */
function isCarried({ traffic }: Flow, { protocol, port = -1, type = 0, code = 0 }: Content): boolean {
  if (protocol === "gre") return trafficIncludes(traffic, "other", 47);
  return trafficIncludes(traffic, protocol, protocol === "icmp" ? icmpNumber(type, code) : port);
}

/** What the analysis says becomes of a packet. */
function said(reach: Reachability, from: Endpoint, to: Endpoint, content: Content): Reached {
  const flows = reach.between(from.id, to.id).flows.filter((flow) => isCarried(flow, content));
  const isHandedOn = ({ through }: Flow): boolean => through.at(-1)?.startsWith("balancer-") === true;
  return { straight: flows.some((flow) => !isHandedOn(flow)), handedOn: flows.some(isHandedOn) };
}

describe("Reachability in random small networks", () => {
  it("is what becomes of single packets, sent hop by hop", () => {
    let arrived = 0;
    fc.assert(
      fc.property(randomNetwork, someContents, (spec, contents) => {
        const reach = analyze(graphOf(spec));
        expect(reach.unclear).to.deep.equal([]);
        // Public addresses of the network's own, which the analysis does not know, are among anyone's.
        const place = reach.endpointAt("8.0.0.1")?.id === "the internet" ? "8" : "150";
        const simulation = new Simulation(spec, { own: (number) => `${place}.0.0.${number}`, s3: `${place}.77.0.1` });
        const party = (id: string): Endpoint => reach.endpoints.find((each) => each.id === id)!;
        const ends: readonly (readonly [End, Endpoint])[] = [
          ...OUTSIDE.map((address) => [{ address }, reach.endpointAt(address)!] as const),
          ["s3", party("s3")],
          ...simulation.names.map((name) => [{ name }, party(name)] as const),
        ];
        for (const [from, sender] of ends) {
          for (const [to, receiver] of ends) {
            if (sender.urn === undefined && receiver.urn === undefined) continue;
            if (sender === receiver && sender.kind !== "autoScalingGroup") continue;
            const simulate = simulation.between(from, to);
            for (const content of contents) {
              const [expected, words] = [simulate(content), said(reach, sender, receiver, content)];
              if (expected.straight || expected.handedOn) arrived++;
              if (expected.straight === words.straight && expected.handedOn === words.handedOn) continue;
              const what = `${JSON.stringify(content)} from ${sender.id} to ${receiver.id}`;
              expect.fail(`${what}: ${JSON.stringify(words)} is said, and ${JSON.stringify(expected)} is true`);
            }
          }
        }
      }),
      { numRuns: RUNS },
    );
    // Networks in which nothing gets anywhere would prove nothing.
    expect(arrived).to.be.above(200);
  });
});
