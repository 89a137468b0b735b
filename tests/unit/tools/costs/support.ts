import { DEFAULT_USAGE, estimate, groupsOf, type Estimate, type Range, type Usage } from "../../../../tools/costs";
import { variants } from "../../stages/variants";
import type { Deployment } from "../../../support";
import { variant } from "../../../support/variants";

/** No usage: only fixed costs. */
export const UNUSED: Usage = { gbOut: 0, gbIn: 0, gbNat: 0, gbNatOut: 0, gbFlowLogs: 0, gbAccessLogs: 0, emails: 0 };

const ZONE_A = { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" };
const ZONE_C = { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" };
const OSAKA = { name: "ap-northeast-3a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" };

export const runs = {
  ...variants,
  stg: () => variant("stg"),
  prod: () => variant("prod"),
  gateway: () => variant("stg", { config: { nat: "gateway" } }),
  ownGateway: () =>
    variant("stg", {
      config: { nat: "gateway", natEipAllocationIds: { gateway: { "ap-northeast-1a": "eipalloc-0123456789abcdef0" } } },
    }),
  twoZones: () => variant("stg", { config: { zones: [ZONE_A, ZONE_C] } }),
  roomToGrow: () => variant("stg", { config: { web: { min: 2, max: 3 } } }),
  unknownType: () => variant("stg", { config: { instanceTypes: { web: "m8i.large", nat: "t3a.small" } } }),
  secondImage: () => variant("stg", { lastOutputs: { webImageRecipes: ["22222222", "11111111"] } }),
  elsewhere: () => variant("stg", { config: { "aws:region": "ap-northeast-3", zones: [OSAKA] } }),
  natInstances: () => variant("prod", { config: { nat: "instance" } }),
  oneNat: () => variant("prod", { config: { natPerZone: false } }),
} as const satisfies Readonly<Record<string, () => Promise<Deployment>>>;

export type Run = keyof typeof runs;

export async function costs(run: Run, usage: Usage = DEFAULT_USAGE): Promise<Estimate> {
  return estimate((await runs[run]()).recording, usage);
}

/** Expects a cost to the millionth of a USD; without a maximum, a range of one number. */
export function expectUsd(actual: Range | undefined, min: number, max = min): void {
  expect(actual?.min, "minimum").to.be.closeTo(min, 1e-6);
  expect(actual?.max, "maximum").to.be.closeTo(max, 1e-6);
}

/** The minimum quantities by component and charge: `nat: EBS volume` → 8. */
export function quantities({ lines }: Estimate): Record<string, number> {
  return Object.fromEntries(
    groupsOf(lines).map(({ component, what, detail, quantity }) => [
      `${component}: ${what}${detail === undefined ? "" : ` ${detail}`}`,
      quantity.min,
    ]),
  );
}
