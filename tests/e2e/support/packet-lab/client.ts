import * as net from "node:net";
import * as readline from "node:readline";

/** Connections to a server, all open at the same time. */
export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  /** Source addresses; each opens as many connections. */
  readonly from: readonly string[];
  /** Connections from each address. */
  readonly count: number;
  /** Source port of the first connection from each address, counted up for the next; absent: any. */
  readonly firstPort?: number | undefined;
  readonly timeoutSeconds: number;
}

export interface ConnectResult {
  /** From the first connection to the last response. */
  readonly seconds: number;
  /** `address port` that the server sees, once for each connection that carried data both ways. */
  readonly seen: readonly string[];
  /** Number of failed connections by error code. */
  readonly failed: Readonly<Record<string, number>>;
}

interface Connection {
  readonly socket: net.Socket;
  readonly lines: AsyncIterator<string, undefined>;
  readonly seen: string;
}

const failure = (code: string) => Object.assign(new Error(code), { code });

async function open(options: ConnectOptions, localAddress: string, index: number): Promise<Connection> {
  const { host, port, firstPort, timeoutSeconds } = options;
  const localPort = firstPort === undefined ? undefined : firstPort + index;
  const socket = net.connect({ host, port, localAddress, ...(localPort === undefined ? {} : { localPort }) });
  const failed = new Promise<never>((_, reject) => {
    socket.once("error", reject);
    setTimeout(() => {
      socket.destroy(failure("timeout"));
    }, timeoutSeconds * 1000).unref();
  });
  const lines = readline.createInterface({ input: socket })[Symbol.asyncIterator]();
  return { socket, lines, seen: await Promise.race([next(lines), failed]) };
}

async function next(lines: AsyncIterator<string, undefined>): Promise<string> {
  const line = await lines.next();
  if (line.done === true) throw failure("ended");
  return line.value;
}

async function echo({ socket, lines, seen }: Connection): Promise<string> {
  socket.write(`hello from ${seen}\n`);
  if ((await next(lines)) !== `hello from ${seen}`) throw failure("response of another connection");
  return seen;
}

function settled<T>(results: readonly PromiseSettledResult<T>[], failed: Record<string, number>): T[] {
  return results.flatMap((result) => {
    if (result.status === "fulfilled") return [result.value];
    const { code = "unknown" } = result.reason as NodeJS.ErrnoException;
    failed[code] = (failed[code] ?? 0) + 1;
    return [];
  });
}

async function connect(options: ConnectOptions): Promise<ConnectResult> {
  const start = Date.now();
  const failed: Record<string, number> = {};
  const opening = options.from.flatMap((address) =>
    Array.from({ length: options.count }, (_, index) => open(options, address, index)),
  );
  // No connection sends before all are open, and none is closed before all have sent.
  const connections = settled(await Promise.allSettled(opening), failed);
  const seen = settled(await Promise.allSettled(connections.map(echo)), failed);
  return { seconds: (Date.now() - start) / 1000, seen, failed };
}

void connect(JSON.parse(process.argv[2] ?? "") as ConnectOptions).then((result) => {
  process.stdout.write(JSON.stringify(result), () => process.exit());
});
