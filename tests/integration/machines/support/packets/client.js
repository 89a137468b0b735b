"use strict";
// Opens the connections of its argument, which are `ConnectOptions` as JSON; prints the `ConnectResult`.
const net = require("node:net");
const readline = require("node:readline");

const failure = (code) => Object.assign(new Error(code), { code });

async function open({ host, port, firstPort, timeoutSeconds }, localAddress, index) {
  const localPort = firstPort === undefined ? undefined : firstPort + index;
  const socket = net.connect({ host, port, localAddress, localPort });
  const failed = new Promise((_, reject) => {
    socket.once("error", reject);
    setTimeout(() => socket.destroy(failure("timeout")), timeoutSeconds * 1000).unref();
  });
  const lines = readline.createInterface({ input: socket })[Symbol.asyncIterator]();
  return { socket, lines, seen: await Promise.race([next(lines), failed]) };
}

async function next(lines) {
  const line = await lines.next();
  if (line.done) throw failure("ended");
  return line.value;
}

async function echo({ socket, lines, seen }) {
  socket.write(`hello from ${seen}\n`);
  if ((await next(lines)) !== `hello from ${seen}`) throw failure("response of another connection");
  return seen;
}

function settled(results, failed) {
  return results.flatMap(({ status, value, reason }) => {
    if (status === "fulfilled") return [value];
    const { code = "unknown" } = reason;
    failed[code] = (failed[code] ?? 0) + 1;
    return [];
  });
}

async function connect(options) {
  const start = Date.now();
  const failed = {};
  const opening = options.from.flatMap((address) =>
    Array.from({ length: options.count }, (_, index) => open(options, address, index)),
  );
  // No connection sends before all are open, and none is closed before all have sent.
  const connections = settled(await Promise.allSettled(opening), failed);
  const seen = settled(await Promise.allSettled(connections.map(echo)), failed);
  return { seconds: (Date.now() - start) / 1000, seen, failed };
}

void connect(JSON.parse(process.argv[2])).then((result) => {
  process.stdout.write(JSON.stringify(result), () => process.exit());
});
