import * as http from "node:http";
import * as net from "node:net";
import { pipeline, type Duplex } from "node:stream";

import type { Forwarding } from "./messages";
import { withHostPorts } from "./redirects";

/** Headers that belong to one connection. */
const CONNECTION_HEADERS = ["connection", "keep-alive", "proxy-connection"];

/**
 * An HTTP server that passes requests on. Its connections come from another server. Each request has a connection of its
 * own to the target, since a target may close an idle one just when a request is sent.
 * @param current the forwarding as it is now
 */
export function httpRelay(current: () => Forwarding): http.Server {
  const server = http.createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 });
  server.on("request", (request, response) => {
    passOn(request, response, current());
  });
  server.on("upgrade", (request, socket, head) => {
    upgrade(request, socket, head, current());
  });
  return server;
}

function passOn(request: http.IncomingMessage, response: http.ServerResponse, forwarding: Forwarding): void {
  const { target, localAddress, redirects = {} } = forwarding;
  if (target === undefined) {
    response.writeHead(503, { "content-type": "text/plain" }).end("The load balancer does not exist yet.\n");
    return;
  }
  const outgoing = http.request({
    ...target,
    ...(localAddress !== undefined && { localAddress }),
    agent: false,
    method: request.method,
    path: request.url,
    headers: endToEnd(request.rawHeaders),
  });
  outgoing.on("response", (incoming) => {
    const headers = withHostPorts(endToEnd(incoming.rawHeaders), request.headers.host, redirects);
    response.sendDate = false;
    response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, headers);
    pipeline(incoming, response, () => undefined);
  });
  // The client sees a failed connection, as it would without a relay.
  outgoing.on("error", () => response.destroy());
  response.on("close", () => outgoing.destroy());
  pipeline(request, outgoing, () => undefined);
}

/** After a WebSocket's handshake both sides send bytes. */
function upgrade(
  request: http.IncomingMessage,
  client: Duplex,
  head: Buffer,
  { target, localAddress }: Forwarding,
): void {
  if (target === undefined) {
    client.destroy();
    return;
  }
  const server = net.connect({ ...target, ...(localAddress !== undefined && { localAddress }) });
  const { rawHeaders } = request;
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1] ?? ""}`] : [],
  );
  server.write([`${request.method ?? "GET"} ${request.url ?? "/"} HTTP/1.1`, ...headers, "", ""].join("\r\n"));
  server.write(head);
  join(client, server);
}

/** Passes bytes both ways until both sides have ended or one has failed. */
export function join(client: Duplex, server: Duplex): void {
  pipeline(client, server, client, () => {
    client.destroy();
    server.destroy();
  });
}

function endToEnd(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => {
    const name = rawHeaders[index - (index % 2)] ?? "";
    return !CONNECTION_HEADERS.includes(name.toLowerCase());
  });
}
