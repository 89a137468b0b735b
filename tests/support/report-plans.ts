import { join } from "node:path";
import { compareAll } from "../../tools/plan/comparison";
import { htmlReport } from "../../tools/plan/html/report";
import { planOnce } from "./plans";

const ROOT = join(__dirname, "..", "..");

const ZONES = ["a", "c", "d"].map(
  (letter, index) =>
    `{name: ap-northeast-1${letter}, publicCidr: 10.0.${2 * index}.0/24, privateCidr: 10.0.${2 * index + 1}.0/24}`,
);

/** All that can stand in a network, one NAT for all zones. */
export const FULL = [`zones=[${ZONES.join(", ")}]`, "bastion=true", "adminCidrs=[203.0.113.0/24, 198.51.100.7/32]"];

/** The HTML report of stages as they are, or of one with other settings. */
export async function reportOf(stages: readonly string[], sets: readonly string[] = []): Promise<string> {
  const plans = [];
  for (const stage of stages) plans.push(await planOnce(ROOT, stage, { sets }));
  return htmlReport(plans, compareAll(plans.map((plan) => ({ plan }))));
}
