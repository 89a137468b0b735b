/** Rejected promises of a run that nothing awaits. Node would end the process for the first of them. */
export class UnhandledRejections {
  first: Error | undefined;

  private constructor() {
    // Created by `watch`.
  }

  /** Collects unhandled rejections while a function runs; the process's other listeners do not receive them. */
  static async watch<T>(act: (rejections: UnhandledRejections) => Promise<T>): Promise<T> {
    const rejections = new UnhandledRejections();
    const others = process.listeners("unhandledRejection");
    const listener = (reason: unknown): void => {
      rejections.first ??= asError(reason);
    };
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", listener);
    try {
      return await act(rejections);
    } finally {
      process.off("unhandledRejection", listener);
      for (const other of others) process.on("unhandledRejection", other);
    }
  }

  /** Awaits a promise, and fails if it can never settle: Node would exit without a message. */
  async unlessHung<T>(work: Promise<T>): Promise<T> {
    let listener: (() => void) | undefined;
    const hung = new Promise<never>((_, reject) => {
      listener = (): void => {
        reject(this.first ?? new Error("the program waits for something that never happens"));
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

/** JavaScript can throw any value. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
