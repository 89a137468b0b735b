import { overInternet } from "./courses";
import { joined, type Explorer, type Fate } from "./explorer";
import type { Internet } from "./internet";
import type { Station } from "./network";
import type { Parties } from "./parties";
import type { Party, Relation } from "./reachability";

const NOTHING_SENT: Fate = { courses: [], barrier: undefined };

/** All relations of which at least one end is inside the network. */
export function relationsIn(explorer: Explorer, internet: Internet, parties: Parties): readonly Relation[] {
  const { anyone, s3 } = parties;
  const stations = [...parties.stations];
  const s3Outsider = { address: internet.anyone[0].outsider.address, isS3: true };
  const toAnyone = new Map(
    stations.map(([station]) => [station, joined(internet.anyone.map(({ outwards }) => fateOf(outwards, station)))]),
  );
  const fromAnyone = new Map(
    stations.map(([station]) => [station, joined(internet.anyone.map(({ inwards }) => fateOf(inwards, station)))]),
  );
  const fromS3 = explorer.fromOutside(s3Outsider);
  const relate = (from: Party, to: Party, fate: Fate): Relation => relation(parties, from, to, fate);
  return stations.flatMap(([station, party]) => {
    const inside = explorer.fromStation(station);
    return [
      relate(anyone, party, fateOf(fromAnyone, station)),
      relate(party, anyone, fateOf(toAnyone, station)),
      ...internet.others.flatMap(({ inwards, outwards }, index) => {
        const other = parties.others[index] ?? anyone;
        return [relate(other, party, fateOf(inwards, station)), relate(party, other, fateOf(outwards, station))];
      }),
      ...(s3 === undefined
        ? []
        : [relate(s3, party, fateOf(fromS3, station)), relate(party, s3, explorer.toOutside(station, s3Outsider))]),
      ...stations.map(([receiver, to]) =>
        relate(
          party,
          to,
          receiver === station && station.kind !== "machines"
            ? { courses: [], barrier: { text: `${station.name} is only one`, resources: [station.urn] } }
            : withInternet(fateOf(inside, receiver), fateOf(toAnyone, station), fateOf(fromAnyone, receiver)),
        ),
      ),
    ];
  });
}

function withInternet(inside: Fate, out: Fate, back: Fate): Fate {
  const around = overInternet(out.courses, back.courses, inside.courses);
  return around.length === 0 ? inside : { courses: [...inside.courses, ...around], barrier: undefined };
}

function relation({ anyone, stations }: Parties, from: Party, to: Party, { courses, barrier }: Fate): Relation {
  return {
    from: from.id,
    to: to.id,
    flows: courses.map(({ traffic, arrives, via, through }) => ({
      from: from.id,
      to: to.id,
      traffic,
      arrives,
      through: through.map((by) => (by === "internet" ? anyone : stations.get(by))?.id ?? ""),
      via,
    })),
    barrier,
  };
}

function fateOf(fates: ReadonlyMap<Station, Fate>, station: Station): Fate {
  return fates.get(station) ?? NOTHING_SENT;
}
