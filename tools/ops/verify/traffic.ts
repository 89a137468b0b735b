import { ANSWER_MS } from "./http";
import { pageFault } from "./page";
import { ask } from "./request";
import type { Scene } from "./scene";

/** Milliseconds from one visitor to the next. */
const EVERY_MS = 250;

/** How visitors fared. */
export interface Traffic {
  readonly sent: number;
  readonly failed: number;
  /** The longest time in which no visitor got the page. */
  readonly longestGapMs: number;
}

/**
 * Sends visitors to the site, one after the other at a steady pace whatever becomes of them, for as long as something
 * lasts, and hands back what came of it and how they fared. The site is asked over HTTPS where it has that.
 */
export async function visitorsDuring<T>(
  act: () => Promise<T>,
  scene: Scene,
): Promise<{ readonly result: T; readonly visitors: Traffic }> {
  const { clock, signal } = scene;
  const lasting = new AbortController();
  const visits: Promise<void>[] = [];
  let sent = 0;
  let failed = 0;
  let longestGapMs = 0;
  let lastGood = clock.now();
  const good = (): void => {
    longestGapMs = Math.max(longestGapMs, clock.now() - lastGood);
    lastGood = clock.now();
  };
  const coming = (async () => {
    while (!lasting.signal.aborted && !signal.aborted) {
      sent += 1;
      const visit = getsThePage(sent, scene).then((got) => {
        if (got) good();
        else failed += 1;
      });
      visits.push(visit);
      await clock.sleep(EVERY_MS);
    }
  })();
  const enough = async (): Promise<void> => {
    lasting.abort();
    await coming.catch(() => undefined);
    await Promise.all(visits);
  };
  try {
    const result = await act();
    await enough();
    // When the last ones did not get it, the gap is still open.
    longestGapMs = Math.max(longestGapMs, clock.now() - lastGood);
    return { result, visitors: { sent, failed, longestGapMs: Math.round(longestGapMs) } };
  } finally {
    await enough();
  }
}

async function getsThePage(number: number, scene: Scene): Promise<boolean> {
  const { stage, deployed, ports, signal, addressesOf } = scene;
  const protocol = stage.settings.loadBalancer.https ? "https" : "http";
  const { dnsName: name } = deployed.loadBalancer;
  try {
    const addresses = await addressesOf(name);
    const address = addresses[number % addresses.length] ?? "";
    const answer = await ask({ protocol, name, address, port: ports[protocol], limitMs: ANSWER_MS, signal });
    return pageFault(answer, stage.settings) === undefined;
  } catch {
    return false;
  }
}
