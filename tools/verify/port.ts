import { connect } from "node:net";

/** Long enough for a first packet that is lost and sent again. */
const LIMIT_MS = 2000;

/** Errors after which nothing is known: this machine could not even ask. */
const OWN_FAULTS = /^(?:EMFILE|ENFILE|ENOBUFS|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM)$/;

/** A TCP port of an address. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

/**
 * Whether a TCP connection can be opened.
 * @throws Error when this machine cannot try
 */
export function answers({ address, port, signal }: Place & { readonly signal: AbortSignal }): Promise<boolean> {
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
      if (code === "ABORT_ERR" || OWN_FAULTS.test(code)) reject(error);
      else end(false);
    });
  });
}

/**
 * Tries many ports, some at a time, and hands back those that answer, in the order in which they were given.
 * @param tell - Told how many are done.
 */
export async function openPlaces(
  places: readonly Place[],
  { atATime, signal, tell }: { atATime: number; signal: AbortSignal; tell: (done: number) => void },
): Promise<readonly Place[]> {
  const open = new Set<Place>();
  const left = [...places];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let place = left.shift(); place !== undefined; place = left.shift()) {
      if (await answers({ ...place, signal })) open.add(place);
      done += 1;
      tell(done);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return places.filter((place) => open.has(place));
}
