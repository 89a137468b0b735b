import { count } from "../plan/words";
import type { Paint, Style } from "../plan/render/style";
import type { Outcome } from "./check";
import { countOf, type Result, type Verified } from "./verify";

/** Increases when a key of {@link asJson} is removed or changes its meaning, not when one is added. */
const FORMAT_VERSION = 1;

const WORDS: Readonly<Record<Outcome["status"], readonly [string, Style]>> = {
  passed: ["passed ", "green"],
  failed: ["FAILED ", "red"],
  skipped: ["skipped", "yellow"],
};

export function resultLines({ status, title, detail, seconds }: Result, paint: Paint): string {
  const [word, style] = WORDS[status];
  return `${paint(style, word)}  ${paint("bold", title)} ${paint("dim", `(${seconds} s)`)}\n         ${detail}\n`;
}

export function summary(verified: Verified, paint: Paint): string {
  const { stage, loadBalancer, seconds, results } = verified;
  const counts = (["passed", "failed", "skipped"] as const).flatMap((status) => {
    const number = countOf(verified, status);
    return number === 0 ? [] : [paint(WORDS[status][1], `${number} ${status}`)];
  });
  return `\n${stage.stageName.stage} at ${loadBalancer}: ${counts.join(", ")} of ${count(results.length, "check")} in ${seconds} s\n`;
}

/** The format that docs/verify.md describes. */
export function asJson(verified: Verified): string {
  const { stage, hasInstances, loadBalancer, startedAt, seconds, results, drill } = verified;
  const document = {
    formatVersion: FORMAT_VERSION,
    service: stage.stageName.service,
    stage: stage.stageName.stage,
    region: stage.provider.region,
    emulator: !hasInstances,
    loadBalancer,
    startedAt: startedAt.toISOString(),
    seconds,
    passed: countOf(verified, "failed") === 0,
    checks: results,
    ...(drill === undefined ? {} : { killOne: drill }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
