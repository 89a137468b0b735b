import { siteAddresses } from "./addresses";
import { judged, type Check } from "./check";
import { natAddresses } from "./nat";
import { openPlaces } from "./port";
import type { Scene } from "./scene";

/** Connections that are tried at the same time. */
const AT_A_TIME = 400;

/** An address that the internet sees, and which of its ports may and must answer. */
interface Seen {
  readonly what: string;
  readonly address: string;
  readonly must: readonly number[];
  readonly may: readonly number[];
}

/** From here nothing answers but the site, and a bastion's SSH while one is on. */
export const closed: Check = {
  id: "closed",
  asksMachines: true,
  title: ({ loadBalancer: { http, https } }) =>
    `Nothing answers from outside but ${[...(http === "off" ? [] : ["80"]), ...(https ? ["443"] : [])].join(" and ")}` +
    ", and SSH of a bastion that is on",
  look: async (scene) => {
    const { ports, signal, say } = scene;
    const seen = await seenFromOutside(scene);
    const tried = new Set([...ports.tried, ports.ssh, ports.http, ports.https]);
    const places = seen.flatMap(({ address }) => [...tried].map((port) => ({ address, port })));
    const open = await openPlaces(places, {
      atATime: AT_A_TIME,
      signal,
      tell: (done) => {
        say(`has tried ${done} of ${places.length} ports of ${seen.map(({ address }) => address).join(", ")}`);
      },
    });
    const faults = seen.flatMap(({ what, address, must, may }) => {
      const answering = open.filter((place) => place.address === address).map(({ port }) => port);
      const extra = answering.filter((port) => !must.includes(port) && !may.includes(port));
      const missing = must.filter((port) => !answering.includes(port));
      return [
        ...(extra.length > 0 ? [`${what} ${address} answers on ${extra.join(", ")}`] : []),
        // Where even the site is not seen, nothing is learnt about the rest.
        ...(missing.length > 0 ? [`${what} ${address} does not answer on ${missing.join(" and ")} either`] : []),
      ];
    });
    const where = seen.map(({ what, address }) => `${what} ${address}`).join(", ");
    return judged(faults, `${tried.size} ports tried of each: ${where}`);
  },
};

async function seenFromOutside(scene: Scene): Promise<readonly Seen[]> {
  const { stage, deployed, ports } = scene;
  const { http, https } = stage.settings.loadBalancer;
  const site = [...(http === "off" ? [] : [ports.http]), ...(https ? [ports.https] : [])];
  return [
    ...(await siteAddresses(scene)).map((address) => ({ what: "load balancer", address, must: site, may: [] })),
    ...(await natAddresses(scene)).map(({ address }) => ({ what: "NAT", address, must: [], may: [] })),
    ...deployed.machines.flatMap(({ role, publicIp: address }) =>
      role === "bastion" && address !== undefined ? [{ what: "bastion", address, must: [], may: [ports.ssh] }] : [],
    ),
  ];
}
