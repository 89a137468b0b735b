import * as http from "node:http";
import * as https from "node:https";

import type { SiteServer } from "./lab";

/** Web servers on one host: `site.ts JSON`. */
const servers = JSON.parse(process.argv[2] ?? "[]") as readonly SiteServer[];

function respond(
  { response: content, tls }: SiteServer,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  if (content.kind === "page") response.end("hello!\n");
  else if (content.kind === "ip") response.end(`${request.socket.remoteAddress?.replace("::ffff:", "") ?? ""}\n`);
  else {
    const { method, url, headers } = request;
    const forwardedHeaders = { ...headers, "x-forwarded-proto": tls === undefined ? "http" : "https" };
    const forwarded = http.request(
      { host: content.to, port: 80, method, path: url, headers: forwardedHeaders },
      (original) => {
        response.writeHead(original.statusCode ?? 502, original.headers);
        original.pipe(response);
      },
    );
    forwarded.on("error", () => response.writeHead(503).end());
    request.pipe(forwarded);
  }
}

function start(site: SiteServer): Promise<void> {
  const listener = (request: http.IncomingMessage, response: http.ServerResponse) => {
    respond(site, request, response);
  };
  const server =
    site.tls === undefined
      ? http.createServer(listener)
      : https.createServer({ ...site.tls, minVersion: "TLSv1.2" }, listener);
  return new Promise((resolve) => server.listen(site.port, "0.0.0.0", resolve));
}

void Promise.all(servers.map(start)).then(() => {
  console.log("ready");
});
