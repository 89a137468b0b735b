import { setTimeout as pause } from "node:timers/promises";
import * as http from "node:http";
import * as https from "node:https";
import { TLSSocket } from "node:tls";

import { messageOf } from "../../lib/user-error";
import type { StageFacts } from "./status";

/** A page on this computer, and what was found there. */
export interface FetchedPage {
  readonly url: string;
  /** Such as `hello!`, `301 to https://127.0.0.1:8443/`, or why there is none. */
  readonly found: string;
  readonly isGood: boolean;
}

export interface PageOptions {
  /** The certificate of the HTTPS listener; undefined: Node decides whether it is trusted. */
  readonly certificate: Buffer | undefined;
  /** How long to wait for a page that is not there yet. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

const INTERVAL_MS = 500;
const ANSWER_MS = 10_000;
const LONGEST = 50;

/** Requests the site's page at each of its local ports. */
export async function fetchPages(ports: StageFacts["ports"], options: PageOptions): Promise<readonly FetchedPage[]> {
  const urls = [
    ...(ports.http === undefined ? [] : [`http://127.0.0.1:${ports.http}/`]),
    ...(ports.https === undefined ? [] : [`https://127.0.0.1:${ports.https}/`]),
  ];
  return Promise.all(urls.map((url) => fetchPage(url, options)));
}

async function fetchPage(url: string, options: PageOptions): Promise<FetchedPage> {
  for (const deadline = Date.now() + options.limitMs; ;) {
    const page = await tryPage(url, options);
    if (page.isGood || Date.now() > deadline || options.signal.aborted) return page;
    await pause(INTERVAL_MS);
  }
}

async function tryPage(url: string, options: PageOptions): Promise<FetchedPage> {
  try {
    const { status, location, body } = await request(url, options);
    if (status >= 300 && status < 400) {
      return { url, found: `${status} to ${location ?? "nowhere"}`, isGood: location !== undefined };
    }
    if (status !== 200) return { url, found: `answers with status ${status}`, isGood: false };
    return { url, found: firstLine(body), isGood: true };
  } catch (error) {
    return { url, found: `no answer: ${messageOf(error)}`, isGood: false };
  }
}

function request(url: string, { certificate, signal }: PageOptions): Promise<Answer> {
  const isHttps = url.startsWith("https:");
  const common = { agent: false, signal, timeout: ANSWER_MS } as const;
  return new Promise((resolve, reject) => {
    const answered = (response: http.IncomingMessage): void => {
      const { socket } = response;
      const isOther = socket instanceof TLSSocket && certificate?.equals(socket.getPeerCertificate().raw) === false;
      if (isOther) {
        response.destroy();
        reject(new Error("the certificate is not the stage's"));
        return;
      }
      const { statusCode: status = 0, headers } = response;
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (body += part));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status, location: headers.location, body });
      });
    };
    // The certificate is the load balancer's, not that of 127.0.0.1; its own bytes are compared instead.
    const tls = { ...common, rejectUnauthorized: certificate === undefined, checkServerIdentity: () => undefined };
    const sent = isHttps ? https.get(url, tls, answered) : http.get(url, common, answered);
    sent.on("timeout", () => sent.destroy(new Error(`timed out after ${ANSWER_MS / 1000} s`)));
    sent.on("error", reject);
  });
}

/** The first line of a page's text. */
function firstLine(body: string): string {
  const isHtml = /<html|<!doctype|<body|<h1/i.test(body);
  const text = isHtml ? (/<title>([^<]*)<\/title>/i.exec(body)?.[1] ?? body.replace(/<[^>]*>/g, "\n")) : body;
  const line = text.trim().split("\n")[0]?.trim() ?? "";
  if (line === "") return "an empty page";
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
