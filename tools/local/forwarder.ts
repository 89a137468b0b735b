import * as http from "node:http";
import { buffer } from "node:stream/consumers";

import type { ApiCall, ApiResponse } from "./api";

/** Headers of a single connection (RFC 9110, 7.6.1), and the length, which is computed again. */
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "te", "upgrade", "content-length"]);

/**
 * Forwards calls to the emulator, one after the other: it handles one at a time anyway, and its threads are not safe
 * ("dictionary changed size during iteration").
 */
export class Forwarder {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  private last: Promise<unknown> = Promise.resolve();

  /** @param port the emulator's port on the loopback address */
  constructor(private readonly port: number) {}

  /** The emulator's response, of any status. */
  send(call: ApiCall): Promise<ApiResponse> {
    const response = this.last.then(() => this.withRetry(call));
    this.last = response.catch(() => undefined);
    return response;
  }

  close(): void {
    this.agent.destroy();
  }

  private async withRetry(call: ApiCall): Promise<ApiResponse> {
    try {
      return await this.request(call);
    } catch (error) {
      // The server may close a kept-alive connection just as it is used again; it has read nothing then.
      if (error instanceof StaleConnection) return this.request(call);
      throw error;
    }
  }

  private request({ method, url, headers, body }: ApiCall): Promise<ApiResponse> {
    return new Promise((resolve, reject) => {
      const options: http.RequestOptions = {
        ...{ host: "127.0.0.1", port: this.port, agent: this.agent, method, path: url },
        headers: { ...withoutHopByHop(headers), "content-length": body.length },
      };
      const request = http.request(options, (response) => {
        const status = response.statusCode ?? 502;
        buffer(response).then((content) => {
          resolve({ status, headers: responseHeaders(method, response), body: content });
        }, reject);
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        reject(request.reusedSocket && error.code === "ECONNRESET" ? new StaleConnection() : error);
      });
      request.end(body);
    });
  }
}

class StaleConnection extends Error {}

function withoutHopByHop(headers: http.IncomingHttpHeaders): Record<string, string | string[]> {
  const rest: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopByHop.has(name)) rest[name] = value;
  }
  return rest;
}

function responseHeaders(method: string, response: http.IncomingMessage): Record<string, string | string[]> {
  const headers = withoutHopByHop(response.headers);
  const length = response.headers["content-length"];
  // The response to HEAD has no body, but states the length that it would have.
  return method === "HEAD" && length !== undefined ? { ...headers, "content-length": length } : headers;
}
