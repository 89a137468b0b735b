import { once } from "node:events";
import { connect } from "node:net";
import type { VerifyIo } from "./check";

/** Long enough to resend a lost first packet. */
const LIMIT_MS = 2000;

/** Errors of this computer, which prove nothing about the port. */
const LOCAL_ERRORS = /^(?:EMFILE|ENFILE|ENOBUFS|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM)$/;

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * Whether a TCP connection can be opened.
 * @throws Error when this computer cannot try
 */
export async function answers({
  address,
  port,
  signal,
}: Endpoint & { readonly signal: AbortSignal }): Promise<boolean> {
  const socket = connect({ host: address, port, signal });
  socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error("no answer")));
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ABORT_ERR" || LOCAL_ERRORS.test(code)) throw error;
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * Tries many ports, some at a time, and returns those that answer, in their order.
 * @param tell called with the number of ports done
 */
export async function openEndpoints(
  endpoints: readonly Endpoint[],
  { atATime, signal, tell }: { atATime: number; signal: AbortSignal; tell: (done: number) => void },
): Promise<readonly Endpoint[]> {
  const open = new Set<Endpoint>();
  const left = [...endpoints];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let endpoint = left.shift(); endpoint !== undefined; endpoint = left.shift()) {
      if (await answers({ ...endpoint, signal })) open.add(endpoint);
      done += 1;
      tell(done);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return endpoints.filter((endpoint) => open.has(endpoint));
}

/** Above the system ports: what databases, caches, queues, consoles, proxies and remote desktops listen on by default. */
const WELL_KNOWN = [
  1080, 1194, 1433, 1434, 1521, 1723, 1883, 2049, 2181, 2222, 2375, 2376, 2379, 2380, 3000, 3128, 3268, 3306, 3389,
  4369, 4444, 4505, 4506, 4848, 5000, 5432, 5601, 5671, 5672, 5900, 5984, 5985, 5986, 6379, 6443, 6667, 7000, 7001,
  7077, 7474, 8000, 8008, 8080, 8081, 8086, 8088, 8125, 8443, 8500, 8888, 9000, 9042, 9090, 9092, 9100, 9200, 9300,
  9418, 9443, 10000, 10250, 10255, 11211, 15672, 25565, 27017, 27018, 28017, 50000, 50070, 61616,
];

/** The site's public ports, and the ports to try: all system ports, and well-known ones above. */
export const PORTS: VerifyIo["ports"] = {
  http: 80,
  https: 443,
  ssh: 22,
  tried: [...Array.from({ length: 1024 }, (_, index) => index + 1), ...WELL_KNOWN],
};
