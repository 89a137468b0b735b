"use strict";
// A web server on port 80. A line on standard input is the status of its health checks; it ends with standard input.
const http = require("node:http");

const name = process.argv[2];
let status = 200;

const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://server");
  if (pathname === "/index.html") {
    response.writeHead(status).end("hello!\n");
  } else if (pathname === "/slow") {
    setTimeout(() => response.end(`${name}\n`), Number(searchParams.get("ms")));
  } else if (pathname === "/headers") {
    response.end(JSON.stringify(request.headers));
  } else if (pathname === "/redirect") {
    const host = request.headers.host.replace(/:.*/, "");
    response.writeHead(301, { location: `https://${host}/next?a=b` }).end("moved\n");
  } else if (pathname === "/echo") {
    request.pipe(response);
  } else {
    response.end(`${name}\n`);
  }
});
server.on("upgrade", (request, socket) => {
  const accept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${accept}\r\n\r\n`);
  socket.pipe(socket);
});
server.keepAliveTimeout = 75_000;
server.listen(80);
process.stdin.on("data", (data) => {
  status = Number(data);
});
process.stdin.on("end", () => process.exit(0));
