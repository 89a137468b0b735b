// Listens at the addresses of its arguments (`ADDRESS:PORT`), hands the sockets to its parent process, and ends. A socket
// stays in the network namespace in which it was opened.
const net = require("node:net");

const addresses = process.argv.slice(2);
let left = addresses.length;
for (const address of addresses) {
  const [host, port] = address.split(":");
  // A connection that comes before the handover would be lost.
  const server = net.createServer({ pauseOnConnect: true });
  server.on("error", (error) => process.send({ address, error: error.message }, () => process.exit(1)));
  server.listen(Number(port), host, () => {
    process.send({ address }, server, () => {
      left -= 1;
      if (left === 0) process.exit();
    });
  });
}
