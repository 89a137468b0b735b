import type { Station } from "../network";
import { tcp } from "../sets/traffic";
import { trafficWords } from "../sets/traffic-words";
import { barrier, type Element } from "./way";

/** What a station does with what its security groups let in: machines may take anything, others have their ports. */
export function takes({ kind, name, urn, listeners }: Station): readonly Element[] {
  if (kind === "natGateway") return [barrier(`${name} takes packets for others only`, [urn])];
  if (kind !== "loadBalancer") return [];
  return [
    {
      kind: "gate",
      options: listeners.map(({ protocol, port }) => ({
        traffic: tcp(port),
        step: { text: `${name} listens for ${protocol} on tcp ${port}`, resources: [urn] },
      })),
      refusal: (arriving) => ({ text: `${name} has no listener for ${trafficWords(arriving)}`, resources: [urn] }),
    },
  ];
}
