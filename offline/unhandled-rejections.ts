/** Errors of a run that nobody waits for: a promise that is rejected and dropped would end the process. */
export class Strays {
  /** The first of them. */
  first: Error | undefined;

  private constructor() {
    // Made by `watch`.
  }

  /** Collects strays while a function runs; other listeners of the process do not see them. */
  static async watch<T>(act: (strays: Strays) => Promise<T>): Promise<T> {
    const strays = new Strays();
    const others = process.listeners("unhandledRejection");
    const listener = (reason: unknown): void => {
      strays.first ??= reason instanceof Error ? reason : new Error(String(reason));
    };
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", listener);
    try {
      return await act(strays);
    } finally {
      process.off("unhandledRejection", listener);
      for (const other of others) process.on("unhandledRejection", other);
    }
  }

  /** Waits for a promise, but not for one that can never settle: Node would leave without a word. */
  async unlessHung<T>(work: Promise<T>): Promise<T> {
    let listener: (() => void) | undefined;
    const hung = new Promise<never>((_, reject) => {
      listener = (): void => {
        reject(this.first ?? new Error("the program waits for something that never comes"));
      };
      process.once("beforeExit", listener);
    });
    try {
      return await Promise.race([work, hung]);
    } finally {
      if (listener !== undefined) process.off("beforeExit", listener);
    }
  }
}
