import * as net from "node:net";
import * as readline from "node:readline";

/** Connections to a greeter, all open at the same time. */
export interface Calls {
  readonly host: string;
  readonly port: number;
  /** Own addresses; each makes as many connections. */
  readonly from: readonly string[];
  /** Connections from each address. */
  readonly count: number;
  /** Own port of the first connection from each address, the next has the next; absent: any. */
  readonly firstPort?: number | undefined;
  /** When to give up. */
  readonly limitSeconds: number;
}

/** What became of them. */
export interface Answers {
  /** From the first call to the last answer. */
  readonly seconds: number;
  /** Who the greeter thinks called: `address port`, once for each connection that carried data both ways. */
  readonly seen: readonly string[];
  /** Why others did not: codes and how often. */
  readonly failed: Readonly<Record<string, number>>;
}

interface Line {
  readonly socket: net.Socket;
  readonly lines: AsyncIterator<string, undefined>;
  readonly seen: string;
}

async function dial(calls: Calls, localAddress: string, index: number): Promise<Line> {
  const { host, port, firstPort, limitSeconds } = calls;
  const localPort = firstPort === undefined ? undefined : firstPort + index;
  const socket = net.connect({ host, port, localAddress, ...(localPort === undefined ? {} : { localPort }) });
  const failed = new Promise<never>((_, reject) => {
    socket.once("error", reject);
    setTimeout(() => {
      socket.destroy(Object.assign(new Error("no answer"), { code: "no answer" }));
    }, limitSeconds * 1000).unref();
  });
  const lines = readline.createInterface({ input: socket })[Symbol.asyncIterator]();
  return { socket, lines, seen: await Promise.race([next(lines), failed]) };
}

async function next(lines: AsyncIterator<string, undefined>): Promise<string> {
  const line = await lines.next();
  if (line.done === true) throw Object.assign(new Error("ended"), { code: "ended" });
  return line.value;
}

async function say({ socket, lines, seen }: Line): Promise<string> {
  socket.write(`hello from ${seen}\n`);
  const answer = await next(lines);
  if (answer !== `hello from ${seen}`) throw Object.assign(new Error(answer), { code: "another's answer" });
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

async function call(calls: Calls): Promise<Answers> {
  const start = Date.now();
  const failed: Record<string, number> = {};
  const dialled = calls.from.flatMap((address) =>
    Array.from({ length: calls.count }, (_, index) => dial(calls, address, index)),
  );
  // Nobody speaks before all lines are open, and none is closed before all have spoken.
  const open = settled(await Promise.allSettled(dialled), failed);
  const seen = settled(await Promise.allSettled(open.map(say)), failed);
  return { seconds: (Date.now() - start) / 1000, seen, failed };
}

void call(JSON.parse(process.argv[2] ?? "") as Calls).then((answers) => {
  process.stdout.write(JSON.stringify(answers), () => process.exit());
});
