import { sentenceLines, widthOf } from "./terminal";

/** Tells the user what is going on, a line at a time. */
export type Say = (line: string) => void;

/** Writes to a stream; in a terminal no line is wider than that. */
export function sayOn(stream: {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}): Say {
  return (text) => {
    const lines = stream.isTTY === true ? sentenceLines(text, widthOf(stream)) : [text];
    stream.write(`${lines.join("\n")}\n`);
  };
}
