import { UserError } from "../../lib/user-error";
import type { CheckContext } from "./context";

/** What to wait for, for how long, and what to say meanwhile. */
export interface Patience {
  /** Begins every message. */
  readonly what: string;
  readonly everySeconds: number;
  /** Seconds after which waiting ends in an error. */
  readonly limitSeconds: number;
  /** What a person should look at when it took too long. */
  readonly advice: string;
  /** One look: undefined when it is so, else what is still missing. */
  readonly look: () => Promise<string | undefined>;
}

/**
 * Looks again and again until it is so, and shows what is missing.
 * @returns seconds that it took
 * @throws UserError after the limit
 */
export async function waitUntil(
  { what, everySeconds, limitSeconds, advice, look }: Patience,
  { clock, say }: Pick<CheckContext, "clock" | "say">,
): Promise<number> {
  const start = clock.now();
  for (;;) {
    const missing = await look();
    const seconds = (clock.now() - start) / 1000;
    if (missing === undefined) return seconds;
    if (seconds >= limitSeconds) {
      throw new UserError(`${what}: ${missing} after ${Math.round(seconds)} s. ${advice}`);
    }
    say(`${what}: ${missing} (${Math.round(seconds)} s)`);
    await clock.sleep(everySeconds * 1000);
  }
}
