"use strict";
// Listens on an address and ports, its arguments, sends each client the address and port that it sees, and echoes what it receives.
const net = require("node:net");

const [host, ...ports] = process.argv.slice(2);
let starting = ports.length;
for (const port of ports) {
  net
    .createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.write(`${socket.remoteAddress} ${socket.remotePort}\n`);
      socket.pipe(socket);
    })
    // A backlog for all clients at once.
    .listen({ host, port: Number(port), backlog: 4096 }, () => {
      if (--starting === 0) console.log("ready");
    });
}
