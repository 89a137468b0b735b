/** Where progress is written to: the error output. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

/** Seconds between two lines of the same check where lines cannot be written over. */
const SPARSE_SECONDS = 15;

/** Returns to the start of the line and erases it. */
const WIPE = "\r\u001b[2K";
const COLUMNS = 80;

/** Shows how far a run is: on one line of a terminal, or with an occasional line elsewhere. */
export class Progress {
  private shown = false;
  private lastLine: { readonly topic: string; readonly at: number } | undefined;

  constructor(
    private readonly stream: ProgressStream,
    private readonly now: () => number = Date.now,
  ) {}

  /** @param text what is going on; up to its first colon it is the topic */
  show(text: string): void {
    if (this.stream.isTTY === true) {
      // A longer one would wrap, and only its last line could be written over.
      this.stream.write(`${WIPE}${text.slice(0, width(this.stream) - 1)}`);
      this.shown = true;
      return;
    }
    const topic = text.split(":")[0] ?? text;
    const { topic: last, at = -Infinity } = this.lastLine ?? {};
    if (topic === last && this.now() - at < SPARSE_SECONDS * 1000) return;
    this.lastLine = { topic, at: this.now() };
    this.stream.write(`${text}\n`);
  }

  clear(): void {
    if (this.shown) this.stream.write(WIPE);
    this.shown = false;
  }
}

/** Some terminals do not know their width, and say 0. */
const width = ({ columns = 0 }: ProgressStream): number => (columns > 0 ? columns : COLUMNS);
