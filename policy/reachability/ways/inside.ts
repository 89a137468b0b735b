import type { Listener, Station } from "../network";
import { tcp } from "../sets/traffic";
import { astray } from "./routes";
import { letsIn, letsOut } from "./security-groups";
import { takes } from "./stations";
import { barrier, step, type Element, type Option, type Standpoint, type Way } from "./way";

/** The way from one station straight to another. */
export function wayInside(from: Standpoint, to: Standpoint): Way {
  const beginning = opens(from.station, to.station);
  return beginning.some(({ kind }) => kind === "barrier") ? beginning : [...beginning, ...straight(from, to)];
}

/** The way on of what a listener of a load balancer took, to one of its servers. */
export function wayToServer(balancer: Standpoint, listener: Listener, server: Standpoint): Way {
  const { station } = balancer;
  const { serverProtocol, serverPort } = listener;
  const words = `${station.name} hands it on as ${serverProtocol} to tcp ${serverPort} of ${server.station.name}`;
  return [step(words, [station.urn, server.station.urn], station), ...straight(balancer, server)];
}

function straight(from: Standpoint, to: Standpoint): Way {
  const { vpc } = from.place.subnet;
  return [
    ...letsOut(from.station, to),
    ...astray(from, to),
    ...astray(to, from),
    step(`${vpc.name} carries packets between its subnets`, [vpc.urn]),
    ...letsIn(to.station, from),
    ...takes(to.station),
  ];
}

/** What a station has to say to another. */
function opens({ kind, name, urn, listeners, healthPort }: Station, to: Station): readonly Element[] {
  if (kind === "natGateway") return [barrier(`${name} opens no connections of its own`, [urn])];
  if (kind !== "loadBalancer") return [];
  if (!to.behind.includes(urn)) return [barrier(`${to.name} is none of the servers of ${name}`, [urn])];
  const resources = [urn, to.urn];
  const options: Option[] = listeners.map(({ port, serverPort }) => ({
    traffic: tcp(serverPort),
    step: { text: `${name} hands what it takes on tcp ${port} to tcp ${serverPort} of ${to.name}`, resources },
  }));
  if (healthPort !== undefined) {
    options.push({
      traffic: tcp(healthPort),
      step: { text: `${name} looks at tcp ${healthPort} whether ${to.name} is well`, resources },
    });
  }
  return [{ kind: "gate", options, refusal: () => ({ text: `${name} has no listeners`, resources: [urn] }) }];
}
