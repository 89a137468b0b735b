import * as http from "node:http";
import * as https from "node:https";

import type { SiteServer } from "./lab";

/** Servers of a site on one host: `site.ts JSON`. */
const servers = JSON.parse(process.argv[2] ?? "[]") as readonly SiteServer[];

function answer({ does, tls }: SiteServer, request: http.IncomingMessage, response: http.ServerResponse): void {
  if (does.kind === "greeting") response.end("hello!\n");
  else if (does.kind === "caller") response.end(`${request.socket.remoteAddress?.replace("::ffff:", "") ?? ""}\n`);
  else {
    const { method, url, headers } = request;
    const said = { ...headers, "x-forwarded-proto": tls === undefined ? "http" : "https" };
    const onwards = http.request({ host: does.to, port: 80, method, path: url, headers: said }, (given) => {
      response.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(response);
    });
    onwards.on("error", () => response.writeHead(503).end());
    request.pipe(onwards);
  }
}

function start(site: SiteServer): Promise<void> {
  const listener = (request: http.IncomingMessage, response: http.ServerResponse) => {
    answer(site, request, response);
  };
  const server =
    site.tls === undefined
      ? http.createServer(listener)
      : https.createServer({ ...site.tls, minVersion: "TLSv1.2" }, listener);
  return new Promise((resolve) => server.listen(site.port, "0.0.0.0", resolve));
}

void Promise.all(servers.map(start)).then(() => {
  console.log("serves");
});
