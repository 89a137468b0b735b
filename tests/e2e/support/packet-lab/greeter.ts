import * as net from "node:net";

/** Listens on the ports that it is given, tells each caller the address and port it sees, and gives back what it gets. */
const ports = process.argv.slice(2).map(Number);
let waiting = ports.length;
for (const port of ports) {
  net
    .createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.write(`${socket.remoteAddress ?? ""} ${socket.remotePort ?? ""}\n`);
      socket.pipe(socket);
    })
    // A backlog for all callers at once.
    .listen({ host: "0.0.0.0", port, backlog: 4096 }, () => {
      if (--waiting === 0) console.log("ready");
    });
}
