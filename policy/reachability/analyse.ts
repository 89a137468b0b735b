import type { Graph } from "../graph";
import { oncePer } from "../once";
import { Explorer } from "./explorer";
import { divideInternet, type Internet } from "./internet";
import { readNetwork } from "./network";
import { nameParties, type Parties } from "./parties";
import type { Party, Reachability, Relation } from "./reachability";
import { relationsIn } from "./relations";
import { readAddress } from "./sets/addresses";
import { isIn } from "./sets/spans";

/**
 * Finds out who can reach whom in a stack.
 *
 * It goes by the security groups of both ends, by routes and what they lead to, by public addresses and by listeners.
 * Security groups let every answer pass, but an answer needs a route back. A machine that may forward, and to which a
 * route leads, is taken for a NAT: it sends on what is for the outside, as its own, and nothing into the VPC. A machine
 * may have any address of its subnet. A rule for `::/0`, or nearly as wide, counts as one for `0.0.0.0/0`, though nothing
 * here has an IPv6 address; narrower IPv6 ranges are nobody.
 */
export const analyse = oncePer((graph: Graph): Reachability => {
  const { network, unclear } = readNetwork(graph);
  const explorer = new Explorer(network);
  const internet = divideInternet(network, explorer);
  const named = nameParties(network, internet);
  const parties = [
    named.anyone,
    ...named.others,
    ...(named.s3 === undefined ? [] : [named.s3]),
    ...named.stations.values(),
  ];
  const relations = new Map(relationsIn(explorer, internet, named).map((each) => [keyOf(each), each]));
  const relationOf = (from: Party, to: Party): Relation =>
    relations.get(keyOf({ from: from.id, to: to.id })) ?? { from: from.id, to: to.id, flows: [], barrier: OUTSIDE };
  return {
    parties,
    flows: parties.flatMap((from) => parties.flatMap((to) => relationOf(from, to).flows)),
    unclear,
    between: (from, to) => relationOf(partyOf(parties, from), partyOf(parties, to)),
    partyAt: (address) => partyAt(internet, named, address),
  };
});

const OUTSIDE = { text: "both are outside of this network", resources: [] };

function keyOf({ from, to }: Pick<Relation, "from" | "to">): string {
  return JSON.stringify([from, to]);
}

function partyOf(parties: readonly Party[], id: string): Party {
  const found = parties.find((party) => party.id === id);
  if (found === undefined) {
    throw new Error(`there is no party "${id}", only ${parties.map((party) => party.id).join(", ")}`);
  }
  return found;
}

function partyAt(internet: Internet, { anyone, others }: Parties, text: string): Party | undefined {
  const address = readAddress(text);
  if (address === undefined) throw new Error(`"${text}" is not an IPv4 address`);
  const lives = ({ spans }: { readonly spans: Internet["others"][number]["spans"] }): boolean =>
    spans.some((span) => isIn(address, span));
  return internet.anyone.some(lives) ? anyone : others[internet.others.findIndex(lives)];
}
