import * as net from "node:net";

/** Forwards connections to a port of this network to a Unix socket: `forwarder.ts PORT SOCKET`. */
const [port = "", socketPath = ""] = process.argv.slice(2);

net
  .createServer((near) => {
    const far = net.connect(socketPath);
    near.pipe(far).pipe(near);
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
  })
  .listen(Number(port), "127.0.0.1", () => {
    console.log("ready");
  });
