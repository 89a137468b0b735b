import { fold } from "./fold";

const GAP = "  ";

/** With less room beside commands, what they do goes below them. */
const NARROWEST_EFFECT = 24;

/** Commands with what they do beside them, or below them where that is too narrow. A command stays in one line. */
export function commandLines(
  steps: readonly (readonly [command: string, effect: string])[],
  width: number,
  paint: (command: string) => string = String,
): string[] {
  const column = Math.max(...steps.map(([command]) => command.length)) + GAP.length;
  if (width - column < NARROWEST_EFFECT) {
    return steps.flatMap(([command, effect]) => [
      paint(command),
      ...fold(effect, width - GAP.length).map((line) => GAP + line),
    ]);
  }
  return steps.flatMap(([command, effect]) =>
    fold(effect, width - column).map((line, index) =>
      index === 0 ? paint(command) + " ".repeat(column - command.length) + line : " ".repeat(column) + line,
    ),
  );
}

/** A command at the end of a sentence: `To stop it: npm run local -- stg --down`. */
const AT_END = /^(.*?[:;,](?: as in)?) ((?:npm|pulumi|aws|curl|apt-get) (?:(?!\. [A-Z]).)*)$/;

const COMMAND = /^\s+(?:npm|pulumi|aws|curl|export|chmod|ssh|scp) /;

/** Sentences in lines of a width. Commands stay in one line, to be copied: one at the end of a sentence gets a line of its own. */
export function sentenceLines(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => {
    if (line.length <= width || COMMAND.test(line)) return [line];
    const indent = /^ */.exec(line)?.[0] ?? "";
    const [, before = line, command] = AT_END.exec(line) ?? [];
    const hanging = indent === "" ? "" : indent + GAP;
    const [first = "", ...others] = fold(before.trim(), width - hanging.length);
    return [
      indent + first,
      ...others.map((other) => hanging + other),
      ...(command === undefined ? [] : [`${indent}${GAP}${command}`]),
    ];
  });
}

/** The width of lines in a stream: that of a terminal which knows it, within readable bounds. */
export function widthOf({
  isTTY = false,
  columns = 0,
}: {
  readonly isTTY?: boolean;
  readonly columns?: number;
}): number {
  return Math.min(Math.max(isTTY && columns > 0 ? columns : 80, 40), 100);
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A stream as a terminal only where a line can be erased: a dumb one would show the control characters. */
export function erasable(stream: Terminal, environment: NodeJS.ProcessEnv = process.env): Terminal {
  return {
    isTTY: stream.isTTY === true && environment.TERM !== "dumb",
    // A window may change its size.
    get columns() {
      return stream.columns ?? 0;
    },
    write: (text) => stream.write(text),
  };
}
