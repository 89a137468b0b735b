/** Where steps are shown. */
export interface StepStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

/** Returns to the start of the line and erases it. */
const WIPE = "\r\u001b[2K";
const COLUMNS = 80;
const SECOND_MS = 1000;

/**
 * Shows a command's steps, one line each with its seconds. In a terminal the line of the current step changes; elsewhere a
 * line appears when a step ends.
 */
export class Steps {
  private current: { readonly title: string; readonly start: number; detail: string } | undefined;
  private ticker: NodeJS.Timeout | undefined;

  constructor(
    private readonly stream: StepStream,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Runs a step.
   * @param run may say what it is doing; its result may be the text for the line at the end
   */
  async step<T>(
    title: string,
    run: (detail: (text: string) => void) => Promise<T>,
    done: (result: T) => string = () => title,
  ): Promise<T> {
    const step = { title, start: this.now(), detail: "" };
    this.current = step;
    if (this.stream.isTTY === true) {
      this.draw();
      this.ticker = setInterval(() => {
        this.draw();
      }, SECOND_MS);
    }
    try {
      const result = await run((text) => {
        step.detail = text;
        if (this.stream.isTTY === true) this.draw();
      });
      this.end("✔", done(result));
      return result;
    } catch (error) {
      this.end("✖", title);
      throw error;
    }
  }

  /** A line that is not a step. */
  note(text: string): void {
    this.wipe();
    this.stream.write(`  - ${text}\n`);
    this.draw();
  }

  private end(mark: string, text: string): void {
    const { start } = this.current ?? { start: this.now() };
    clearInterval(this.ticker);
    this.wipe();
    this.current = undefined;
    this.stream.write(`  ${mark} ${text}  ${this.seconds(start)}\n`);
  }

  private draw(): void {
    if (this.current === undefined || this.stream.isTTY !== true) return;
    const { title, start, detail } = this.current;
    const text = `  … ${title}  ${this.seconds(start)}${detail === "" ? "" : `  ${detail}`}`;
    // A longer one would wrap, and only its last line could be written over.
    const { columns = 0 } = this.stream;
    this.stream.write(`${WIPE}${text.slice(0, (columns > 0 ? columns : COLUMNS) - 1)}`);
  }

  private wipe(): void {
    if (this.current !== undefined && this.stream.isTTY === true) this.stream.write(WIPE);
  }

  private seconds(start: number): string {
    return `${Math.round((this.now() - start) / SECOND_MS)} s`;
  }
}
