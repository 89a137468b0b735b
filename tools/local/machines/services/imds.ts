import { randomBytes } from "node:crypto";
import * as http from "node:http";

import { valueAt, type ImdsTree } from "./imds-tree";

const MAX_TTL_SECONDS = 21_600;

/** The metadata of the instance with a private address; undefined: there is none. */
export type TreeOf = (address: string) => ImdsTree | undefined;

/** The instance metadata service, version 2 only: a request needs a token, which a PUT request gives. */
export function imdsServer(treeOf: TreeOf): http.Server {
  /** When tokens expire, by instance address and token. */
  const tokens = new Map<string, number>();
  return http.createServer((request, response) => {
    const reply = (status: number, body: string | Buffer = "", headers: http.OutgoingHttpHeaders = {}) => {
      const type = { "content-type": "text/plain", "content-length": Buffer.byteLength(body), server: "EC2ws" };
      response.writeHead(status, { ...type, ...headers });
      response.end(request.method === "HEAD" ? "" : body);
    };
    const address = request.socket.remoteAddress ?? "";
    const tree = treeOf(address);
    const [path = "/"] = (request.url ?? "/").split("?");
    if (tree === undefined) {
      reply(404);
    } else if (path === "/latest/api/token") {
      const seconds = Number(request.headers["x-aws-ec2-metadata-token-ttl-seconds"]);
      if (request.method !== "PUT") reply(405, "", { allow: "OPTIONS, PUT" });
      else if (request.headers["x-forwarded-for"] !== undefined) reply(403);
      else if (!(seconds >= 1 && seconds <= MAX_TTL_SECONDS)) reply(400);
      else {
        const now = Date.now();
        for (const [token, expires] of tokens) if (expires < now) tokens.delete(token);
        const token = randomBytes(40).toString("base64url");
        tokens.set(`${address} ${token}`, now + seconds * 1000);
        reply(200, token, { "x-aws-ec2-metadata-token-ttl-seconds": seconds });
      }
    } else if (!((tokens.get(`${address} ${String(request.headers["x-aws-ec2-metadata-token"])}`) ?? 0) > Date.now())) {
      reply(401);
    } else if (request.method !== "GET" && request.method !== "HEAD") {
      reply(405);
    } else {
      const value = path.startsWith("/latest/") ? valueAt(tree, path.slice("/latest/".length)) : topLevel(path);
      if (value === undefined) reply(404);
      else reply(200, value);
    }
  });
}

function topLevel(path: string): string | undefined {
  if (path === "/") return "latest";
  return path === "/latest" ? "dynamic\nmeta-data\nuser-data" : undefined;
}
