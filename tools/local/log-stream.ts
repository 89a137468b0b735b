import * as fs from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";

import type { LogSource } from "./status";

const INTERVAL_MS = 200;
const CHUNK_BYTES = 64 * 1024;

/**
 * The lines of a log, some at a time.
 * @param until continues with what is appended until it is aborted; absent: ends at the end of the file
 */
export async function* follow({ file, format = plain }: LogSource, until?: AbortSignal): AsyncGenerator<string> {
  let position = 0;
  let rest = Buffer.alloc(0);
  const formatted = (line: string) => {
    const text = format(line);
    return text === undefined ? "" : `${text}\n`;
  };
  for (;;) {
    const chunk = read(file, position);
    if (chunk === undefined) {
      // Replaced by a shorter file, as by the next deployment.
      [position, rest] = [0, Buffer.alloc(0)];
    } else if (chunk.length > 0) {
      position += chunk.length;
      const lines = Buffer.concat([rest, chunk]);
      const end = lines.lastIndexOf("\n") + 1;
      rest = lines.subarray(end);
      const text = lines.subarray(0, end).toString("utf8").split("\n").slice(0, -1).map(formatted).join("");
      if (text !== "") yield text;
      continue;
    } else if (until === undefined) {
      if (rest.length > 0) yield formatted(rest.toString("utf8"));
      return;
    }
    if (until?.aborted !== false) return;
    await pause(INTERVAL_MS, undefined, { signal: until }).catch(() => undefined);
  }
}

/** The next part of a file: empty at its end, undefined when the file is shorter or not there. */
function read(file: string, position: number): Buffer | undefined {
  let descriptor: number;
  try {
    descriptor = fs.openSync(file, "r");
  } catch {
    return position === 0 ? Buffer.alloc(0) : undefined;
  }
  try {
    if (fs.fstatSync(descriptor).size < position) return undefined;
    const chunk = Buffer.alloc(CHUNK_BYTES);
    return chunk.subarray(0, fs.readSync(descriptor, chunk, 0, CHUNK_BYTES, position));
  } finally {
    fs.closeSync(descriptor);
  }
}

/** A console writes carriage returns and colors; a line that was written over is left out. */
function plain(line: string): string {
  const text = stripVTControlCharacters(line).trimEnd();
  return text.slice(text.lastIndexOf("\r") + 1);
}
