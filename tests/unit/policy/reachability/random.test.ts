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

/** Enough for coarse mistakes; rare ones need hundreds, which continuous integration runs. */
const RUNS = Number(process.env.RANDOM_NETWORKS ?? 20);

/** A few per network: sending all of them takes long. */
const someContents = fc.subarray([...CONTENTS], { minLength: 3, maxLength: 3 });

/** A host in each part of the internet that random rules and routes distinguish. */
const OUTSIDE: readonly string[] = ["8.8.8.8", "150.1.2.3", "203.0.113.5", "203.0.113.200"];

function includesPacket({ traffic }: Flow, { protocol, port = -1, type = 0, code = 0 }: Content): boolean {
  if (protocol === "gre") return trafficIncludes(traffic, "other", 47);
  return trafficIncludes(traffic, protocol, protocol === "icmp" ? icmpNumber(type, code) : port);
}

function analyzed(reach: Reachability, from: Endpoint, to: Endpoint, content: Content): Reached {
  const flows = reach.between(from.id, to.id).flows.filter((flow) => includesPacket(flow, content));
  const isForwarded = ({ through }: Flow): boolean => through.at(-1)?.startsWith("elb-") === true;
  return { direct: flows.some((flow) => !isForwarded(flow)), forwarded: flows.some(isForwarded) };
}

describe("Reachability in random small networks", () => {
  it("matches a simulation that sends single packets hop by hop", () => {
    let arrived = 0;
    fc.assert(
      fc.property(randomNetwork, someContents, (spec, contents) => {
        const reach = analyze(graphOf(spec));
        expect(reach.unclear).to.deep.equal([]);
        // The network's own public addresses, unknown to the analysis, belong to the internet.
        const prefix = reach.endpointAt("8.0.0.1")?.id === "the internet" ? "8" : "150";
        const simulation = new Simulation(spec, { own: (number) => `${prefix}.0.0.${number}`, s3: `${prefix}.77.0.1` });
        const endpoint = (id: string): Endpoint => reach.endpoints.find((each) => each.id === id)!;
        const ends: readonly (readonly [End, Endpoint])[] = [
          ...OUTSIDE.map((address) => [{ address }, reach.endpointAt(address)!] as const),
          ["s3", endpoint("s3")],
          ...simulation.names.map((name) => [{ name }, endpoint(name)] as const),
        ];
        for (const [from, sender] of ends) {
          for (const [to, receiver] of ends) {
            if (sender.urn === undefined && receiver.urn === undefined) continue;
            if (sender === receiver && sender.kind !== "autoScalingGroup") continue;
            const simulate = simulation.between(from, to);
            for (const content of contents) {
              const [expected, words] = [simulate(content), analyzed(reach, sender, receiver, content)];
              if (expected.direct || expected.forwarded) arrived++;
              if (expected.direct === words.direct && expected.forwarded === words.forwarded) continue;
              const what = `${JSON.stringify(content)} from ${sender.id} to ${receiver.id}`;
              expect.fail(`${what}: ${JSON.stringify(words)} is configured, and ${JSON.stringify(expected)} simulated`);
            }
          }
        }
      }),
      { numRuns: RUNS },
    );
    // Networks without a path would prove nothing.
    expect(arrived).to.be.above(200);
  });
});
