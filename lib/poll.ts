import * as pulumi from "@pulumi/pulumi";

export interface PollOptions {
  /** Begins every message: `image of i-0123`. */
  readonly what: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** What to check after the timeout. */
  readonly advice: string;
  /** Checks once: undefined when done, else what is still missing. Throws when it can never be done. */
  check(): Promise<string | undefined>;
}

export interface PollIo {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly report: (progress: string) => unknown;
}

const PULUMI: PollIo = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  report: (progress) => {
    const ephemeral = true;
    return pulumi.log.info(progress, undefined, undefined, ephemeral);
  },
};

/**
 * Polls until it is done, and shows what is missing.
 * @returns the seconds that it took
 * @throws Error after the timeout, with what is still missing and the advice
 */
export async function poll(options: PollOptions, { now, sleep, report }: PollIo = PULUMI): Promise<number> {
  const { what, intervalSeconds, timeoutSeconds, advice } = options;
  const start = now();
  for (;;) {
    const missing = await options.check();
    const seconds = (now() - start) / 1000;
    if (missing === undefined) return seconds;
    const waited = Math.round(seconds);
    if (seconds >= timeoutSeconds) throw new Error(`${what}: ${missing} after ${waited} s. ${advice}`);
    await report(`${what}: ${missing} (${waited} s)`);
    await sleep(intervalSeconds * 1000);
  }
}
