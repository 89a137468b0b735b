import { connect } from "node:net";

/** Long enough for a first packet that is lost and sent again. */
const LIMIT_MS = 2000;

/** Errors after which nothing is known: this computer could not even ask. */
const LOCAL_ERRORS = /^(?:EMFILE|ENFILE|ENOBUFS|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM)$/;

/** A TCP port of an address. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * Whether a TCP connection can be opened.
 * @throws Error when this computer cannot try
 */
export function answers({ address, port, signal }: Endpoint & { readonly signal: AbortSignal }): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, signal });
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(LIMIT_MS, () => {
      end(false);
    });
    socket.once("connect", () => {
      end(true);
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      const { code = "" } = error;
      if (code === "ABORT_ERR" || LOCAL_ERRORS.test(code)) reject(error);
      else end(false);
    });
  });
}

/**
 * Tries many ports, some at a time, and hands back those that answer, in the order in which they were given.
 * @param tell - Told how many are done.
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
