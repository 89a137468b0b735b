import type { IncomingMessage, ServerResponse } from "node:http";
import * as path from "node:path";

import { messageOf } from "../../lib/user-error";
import { formatCall } from "./request-log";
import { follow } from "./log-stream";
import { logsPath, statusPath, type LocalStatus, type LogSource, type StatusSource } from "./status";

/** Answers requests below `identityPath`. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface StatusPagesOptions {
  readonly identity: Pick<LocalStatus, "pid" | "stage" | "startedAt" | "by">;
  /** The stage's folder, with the logs of the engine and of the API. */
  readonly folder: string;
  /** Called for each request: instances may start after the API. */
  readonly source: () => StatusSource;
}

/** The status and the logs of a local stage, for its commands. */
export function statusPages({ identity, folder, source }: StatusPagesOptions): Pages {
  const own = ownLogs(folder);
  const logOf = (name: string) => (Object.hasOwn(own, name) ? own[name] : undefined) ?? source().log(name);
  return async (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (url.pathname === statusPath) {
      const status: LocalStatus = { ...identity, ...(await source().facts()) };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(status));
      return;
    }
    const name = url.pathname.startsWith(logsPath) ? decodeURIComponent(url.pathname.slice(logsPath.length)) : "";
    const log = logOf(name);
    if (log === undefined) {
      response.writeHead(404, { "content-type": "application/json" });
      response.end(JSON.stringify({ names: [...new Set([...source().logNames(), ...Object.keys(own)])] }));
      return;
    }
    await stream(log, url.searchParams.has("follow"), response);
  };
}

/** The logs that a stage has whether or not its emulator runs. */
export function ownLogs(folder: string): Readonly<Record<string, LogSource>> {
  return {
    api: { file: path.join(folder, "calls.jsonl"), format: formatCall },
    engine: { file: path.join(folder, "engine.log") },
    emulator: { file: path.join(folder, "emulator.log") },
  };
}

async function stream(log: LogSource, isFollowed: boolean, response: ServerResponse): Promise<void> {
  const over = new AbortController();
  response.on("close", () => {
    over.abort();
  });
  response.setHeader("content-type", "text/plain; charset=utf-8");
  // A client that follows waits for them, and there may be no line yet.
  response.flushHeaders();
  try {
    for await (const text of follow(log, isFollowed ? over.signal : undefined)) response.write(text);
  } catch (error) {
    response.write(`${messageOf(error)}\n`);
  }
  response.end();
}
