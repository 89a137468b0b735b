import type { Peer, Station } from "../network";
import { isIn } from "../sets/spans";
import { trafficWords } from "../sets/traffic-words";
import type { Element, Outsider, Standpoint } from "./way";

/** What the security groups of a station let out to somebody. A NAT gateway has none, and lets out all. */
export function letsOut(station: Station, to: Standpoint | Outsider): readonly Element[] {
  return station.kind === "natGateway" ? [] : [gate(station, "egress", to)];
}

/** What the security groups of a station let in from somebody. Rules about what goes out do not matter for answers. */
export function letsIn(station: Station, from: Standpoint | Outsider): readonly Element[] {
  return station.kind === "natGateway" ? [] : [gate(station, "ingress", from)];
}

function gate({ urn, groups }: Station, direction: "ingress" | "egress", other: Standpoint | Outsider): Element {
  const names = groups.map(({ name }) => name).join(" or ");
  return {
    kind: "gate",
    options: groups.flatMap((group) => group[direction].filter(({ peer }) => speaksOf(peer, other))),
    refusal: (arriving) => ({
      text: `no rule of ${names} lets any of it ${direction === "ingress" ? "in" : "out"} (${trafficWords(arriving)})`,
      resources: [urn, ...groups.map(({ key }) => key)],
    }),
  };
}

function speaksOf(peer: Peer, other: Standpoint | Outsider): boolean {
  const address = "place" in other ? other.place.address : other.address;
  switch (peer.kind) {
    case "range":
      return isIn(address, peer.range);
    case "group":
      return "place" in other && other.station.groups.some(({ key }) => key === peer.key);
    case "s3":
      return !("place" in other) && other.isS3;
  }
}
