import * as net from "node:net";

/** Listens on the ports in its arguments, sends each client the address and port that it sees, and echoes what it receives. */
const ports = process.argv.slice(2).map(Number);
let starting = ports.length;
for (const port of ports) {
  net
    .createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.write(`${socket.remoteAddress ?? ""} ${socket.remotePort ?? ""}\n`);
      socket.pipe(socket);
    })
    // A backlog for all clients at once.
    .listen({ host: "0.0.0.0", port, backlog: 4096 }, () => {
      if (--starting === 0) console.log("ready");
    });
}
