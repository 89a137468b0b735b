import * as http from "node:http";
import * as https from "node:https";
import { text } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";

export interface Page {
  readonly status: number;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
  /** Common name of the server's certificate. */
  readonly certificate: string | undefined;
}

/** Gets a page on a connection of its own. */
export async function get(url: string, timeoutMs = 5000): Promise<Page> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const options = { agent: false, rejectUnauthorized: false, timeout: timeoutMs } as const;
    const request = url.startsWith("https") ? https.get(url, options, resolve) : http.get(url, options, resolve);
    request.on("timeout", () => request.destroy(new Error(`${url} did not answer`))).on("error", reject);
  });
  const socket = response.socket as Partial<TLSSocket>;
  const certificate = socket.getPeerCertificate?.().subject.CN?.toString();
  return { status: response.statusCode ?? 0, body: await text(response), headers: response.headers, certificate };
}

/** What a client saw that asked again and again. */
export interface Traffic {
  readonly pages: Page[];
  /** Requests without the expected page, each with the reason. */
  readonly lost: string[];
}

/** Asks so many times a second while something happens, and waits for the last response. */
export async function askDuring(url: string, perSecond: number, change: () => Promise<void>): Promise<Traffic> {
  const traffic: Traffic = { pages: [], lost: [] };
  const requests: Promise<void>[] = [];
  const ask = async () => {
    try {
      const page = await get(url);
      traffic.pages.push(page);
      if (page.status !== 200) traffic.lost.push(`status ${page.status}`);
    } catch (error) {
      traffic.lost.push(String(error));
    }
  };
  const timer = setInterval(() => requests.push(ask()), 1000 / perSecond);
  try {
    await change();
  } finally {
    clearInterval(timer);
    await Promise.all(requests);
  }
  return traffic;
}

/** Waits until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await holds());) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await sleep(50);
  }
}
