import { contains } from "../intervals";
import type { Node, Peer } from "../network/model";
import { describeTraffic, tcp } from "../traffic";
import { block, type Checkpoint, type ExternalHost, type Location } from "./checkpoints";

/** The security groups of a node, for traffic in one direction. A NAT gateway has none and allows everything. */
export function securityGroups(
  { kind, urn, groups }: Node,
  direction: "ingress" | "egress",
  other: Location | ExternalHost,
): readonly Checkpoint[] {
  if (kind === "natGateway") return [];
  const names = groups.map(({ name }) => name).join(" or ");
  return [
    {
      kind: "filter",
      permits: groups.flatMap((group) => group[direction].filter(({ peer }) => matches(peer, other))),
      blockedBy: (arriving) => ({
        text: `no ${direction} rule of ${names} matches (${describeTraffic(arriving)})`,
        resources: [urn, ...groups.map(({ key }) => key)],
      }),
    },
  ];
}

function matches(peer: Peer, other: Location | ExternalHost): boolean {
  const isInside = "placement" in other;
  switch (peer.kind) {
    case "range":
      return contains(peer.range, isInside ? other.placement.address : other.address);
    case "group":
      return isInside && other.node.groups.some(({ key }) => key === peer.key);
    case "s3":
      return !isInside && other.isS3;
  }
}

/** What a node accepts behind its security groups: an instance may listen on any port, a load balancer on its own. */
export function listeners({ kind, name, urn, listeners: all }: Node): readonly Checkpoint[] {
  if (kind === "natGateway") return [block(`${name} accepts no inbound connections`, [urn])];
  if (kind !== "loadBalancer") return [];
  return [
    {
      kind: "filter",
      permits: all.map(({ protocol, port }) => ({
        traffic: tcp(port),
        step: { text: `${name} listens on tcp ${port} (${protocol})`, resources: [urn] },
      })),
      blockedBy: (arriving) => ({
        text: `no listener of ${name} matches (${describeTraffic(arriving)})`,
        resources: [urn],
      }),
    },
  ];
}
