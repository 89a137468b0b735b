import * as http from "node:http";

import type { ApiResponse, ApiCall } from "./api";

/** Headers that concern one connection only (RFC 9110, 7.6.1), and the length, which is counted anew. */
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "te", "upgrade", "content-length"]);

/**
 * Hands calls on to the emulator, one after the other: it works on one at a time anyway, and its threads trip over each
 * other ("dictionary changed size during iteration").
 */
export class Forwarder {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  private last: Promise<unknown> = Promise.resolve();

  /** @param port - The emulator's port on this machine. */
  constructor(private readonly port: number) {}

  /** The emulator's answer, whatever its status. */
  send(call: ApiCall): Promise<ApiResponse> {
    const answer = this.last.then(() => this.twice(call));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.agent.destroy();
  }

  private async twice(call: ApiCall): Promise<ApiResponse> {
    try {
      return await this.once(call);
    } catch (error) {
      // A kept connection may be closed by the other side just as it is used again: nothing was read then.
      if (error instanceof StaleConnection) return this.once(call);
      throw error;
    }
  }

  private once({ method, url, headers, body }: ApiCall): Promise<ApiResponse> {
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: "127.0.0.1",
          port: this.port,
          agent: this.agent,
          method,
          path: url,
          headers: { ...withoutHopByHop(headers), "content-length": body.length },
        },
        (response) => {
          collect(response).then(
            (answer) => {
              resolve({ status: response.statusCode ?? 502, headers: answerHeaders(method, response), body: answer });
            },
            (error: unknown) => {
              reject(error instanceof Error ? error : new Error(String(error)));
            },
          );
        },
      );
      request.on("error", (error: NodeJS.ErrnoException) => {
        reject(request.reusedSocket && error.code === "ECONNRESET" ? new StaleConnection() : error);
      });
      request.end(body);
    });
  }
}

/** The whole body of a request or response. */
export async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

class StaleConnection extends Error {}

function withoutHopByHop(headers: http.IncomingHttpHeaders): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopByHop.has(name)) kept[name] = value;
  }
  return kept;
}

function answerHeaders(method: string, response: http.IncomingMessage): Record<string, string | string[]> {
  const headers = withoutHopByHop(response.headers);
  const length = response.headers["content-length"];
  // The answer to HEAD has no body, but says how long it would be.
  return method === "HEAD" && length !== undefined ? { ...headers, "content-length": length } : headers;
}
