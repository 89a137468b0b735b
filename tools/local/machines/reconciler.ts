import { messageOf } from "../../../lib/user-error";

/** Runs a step after each change and once a second, one run at a time. */
export class Reconciler {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isRequested = false;
  private isStopped = false;
  private lastError = "";

  /**
   * @param step makes Linux match the emulator; it is tried again when it fails
   * @param log receives each new error
   */
  constructor(
    private readonly step: () => Promise<void>,
    private readonly log: (line: string) => void,
    private readonly intervalMs = 1000,
  ) {}

  /** Runs the step soon, because something changed. */
  request(): void {
    if (this.isStopped) return;
    this.isRequested = true;
    if (this.running !== undefined) return;
    clearTimeout(this.timer);
    this.isRequested = false;
    this.running = this.step()
      .then(() => {
        this.lastError = "";
      })
      .catch((error: unknown) => {
        if (messageOf(error) !== this.lastError && !this.isStopped) this.log(`failed: ${messageOf(error)}`);
        this.lastError = messageOf(error);
      })
      .then(() => {
        this.running = undefined;
        if (this.isStopped) return;
        if (this.isRequested && this.lastError === "") this.request();
        else
          this.timer = setTimeout(() => {
            this.request();
          }, this.intervalMs);
      });
  }

  /** Waits for the step that runs now; none runs afterwards. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }
}
