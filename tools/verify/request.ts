import { X509Certificate } from "node:crypto";
import { request as requestHttp, type ClientRequest, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { TLSSocket } from "node:tls";

/** The most characters to read of a page. */
const LONGEST = 100_000;

/** A request for `/` of a name, at one of its addresses. */
export interface PageRequest {
  readonly protocol: "http" | "https";
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

export interface TlsPeer {
  readonly certificate: X509Certificate;
  /** Such as `TLSv1.2`. */
  readonly protocol: string;
  /** Why Node does not trust the chain, such as `DEPTH_ZERO_SELF_SIGNED_CERT`; absent: it does. Names are not compared. */
  readonly distrust?: string;
}

export interface Answer {
  readonly status: number;
  readonly location?: string;
  readonly body: string;
  /** Over HTTPS only. */
  readonly peer?: TlsPeer;
}

/**
 * Requests a site's page on a new connection, and accepts any certificate.
 * @throws Error when there is no answer
 */
export function requestPage(asked: PageRequest): Promise<Answer> {
  const { protocol, name, address, port, limitMs, signal } = asked;
  const common = { host: address, port, path: "/", headers: { host: name }, agent: false, signal } as const;
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      const { socket } = response;
      const peer = socket instanceof TLSSocket ? peerOf(socket) : undefined;
      read(response)
        .then((body) => {
          const { statusCode: status = 0, headers } = response;
          resolve({
            status,
            body,
            ...(headers.location === undefined ? {} : { location: headers.location }),
            ...(peer === undefined ? {} : { peer }),
          });
        })
        .catch(reject);
    };
    const request: ClientRequest =
      protocol === "http"
        ? requestHttp(common, answered)
        : requestHttps(
            {
              ...common,
              servername: name,
              rejectUnauthorized: false,
              // A certificate of the user's is for the user's name, not the load balancer's.
              checkServerIdentity: () => undefined,
            },
            answered,
          );
    const limit = setTimeout(() => {
      request.destroy(new Error(`no answer within ${limitMs / 1000} s`));
    }, limitMs);
    request.on("error", reject);
    request.on("close", () => {
      clearTimeout(limit);
    });
    request.end();
  });
}

function peerOf(socket: TLSSocket): TlsPeer {
  const { raw } = socket.getPeerCertificate();
  // The types say that it is an error; it is its code.
  const distrust = socket.authorizationError as unknown as string | null;
  return {
    certificate: new X509Certificate(raw),
    protocol: socket.getProtocol() ?? "none",
    ...(socket.authorized ? {} : { distrust: String(distrust) }),
  };
}

async function read(response: IncomingMessage): Promise<string> {
  response.setEncoding("utf8");
  let body = "";
  for await (const part of response) {
    body += part as string;
    if (body.length > LONGEST) break;
  }
  return body;
}
