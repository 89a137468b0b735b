import { siteAddresses } from "./site";
import { outcomeOf, type Check, type CheckContext } from "./check";
import { natAddresses } from "./nat";
import { openEndpoints } from "./ports";

const AT_A_TIME = 400;

/** A public address, with the ports that must and may answer. */
interface Seen {
  readonly what: string;
  readonly address: string;
  readonly must: readonly number[];
  readonly may: readonly number[];
}

export const closed: Check = {
  id: "closed",
  needsInstances: true,
  title: ({ loadBalancer: { http, https } }) =>
    `Nothing answers from the internet except ${[...(http === "off" ? [] : ["80"]), ...(https ? ["443"] : [])].join(" and ")}` +
    ", and SSH of a running bastion",
  run: async (context) => {
    const { ports, signal, say } = context;
    const seen = await seenFromOutside(context);
    const tried = new Set([...ports.tried, ports.ssh, ports.http, ports.https]);
    const endpoints = seen.flatMap(({ address }) => [...tried].map((port) => ({ address, port })));
    const open = await openEndpoints(endpoints, {
      atATime: AT_A_TIME,
      signal,
      tell: (done) => {
        say(`has tried ${done} of ${endpoints.length} ports of ${seen.map(({ address }) => address).join(", ")}`);
      },
    });
    const issues = seen.flatMap(({ what, address, must, may }) => {
      const answering = open.filter((endpoint) => endpoint.address === address).map(({ port }) => port);
      const extra = answering.filter((port) => !must.includes(port) && !may.includes(port));
      const missing = must.filter((port) => !answering.includes(port));
      return [
        ...(extra.length > 0 ? [`${what} ${address} answers on ${extra.join(", ")}`] : []),
        // When even the site does not answer, the other ports prove nothing.
        ...(missing.length > 0 ? [`${what} ${address} does not answer on ${missing.join(" and ")} either`] : []),
      ];
    });
    const where = seen.map(({ what, address }) => `${what} ${address}`).join(", ");
    return outcomeOf(issues, `${tried.size} ports tried of each: ${where}`);
  },
};

async function seenFromOutside(context: CheckContext): Promise<readonly Seen[]> {
  const { stage, deployed, ports } = context;
  const { http, https } = stage.settings.loadBalancer;
  const site = [...(http === "off" ? [] : [ports.http]), ...(https ? [ports.https] : [])];
  return [
    ...(await siteAddresses(context)).map((address) => ({ what: "load balancer", address, must: site, may: [] })),
    ...(await natAddresses(context)).map(({ address }) => ({ what: "NAT", address, must: [], may: [] })),
    ...deployed.instances.flatMap(({ role, publicIp: address }) =>
      role === "bastion" && address !== undefined ? [{ what: "bastion", address, must: [], may: [ports.ssh] }] : [],
    ),
  ];
}
