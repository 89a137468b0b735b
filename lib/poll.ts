import * as pulumi from "@pulumi/pulumi";

/** What to wait for, for how long, and what to say meanwhile. */
export interface PollOptions {
  /** Begins every message: `image of i-0123`. */
  readonly what: string;
  /** Seconds between two looks. */
  readonly intervalSeconds: number;
  /** Seconds after which waiting ends in an error. */
  readonly timeoutSeconds: number;
  /** What a person should look at when it took too long. */
  readonly advice: string;
  /** One look: undefined when it is so, else what is still missing. Throws when it can never become so. */
  look(): Promise<string | undefined>;
}

/**
 * Looks again and again until it is so; shows how long it has waited.
 * @throws Error after the limit, with the last thing missing and the advice.
 */
export async function poll(waiting: PollOptions): Promise<void> {
  const start = Date.now();
  for (;;) {
    const missing = await waiting.look();
    if (missing === undefined) return;
    const seconds = Math.round((Date.now() - start) / 1000);
    if (seconds >= waiting.timeoutSeconds) {
      throw new Error(`${waiting.what}: ${missing} after ${seconds} s. ${waiting.advice}`);
    }
    const ephemeral = true;
    await pulumi.log.info(`${waiting.what}: ${missing} (${seconds} s)`, undefined, undefined, ephemeral);
    await new Promise((resolve) => setTimeout(resolve, waiting.intervalSeconds * 1000));
  }
}
