import type { Usage } from "../../../../tools/costs";
import { costs, expectUsd, quantities, UNUSED, type Run } from "./support";

const DAYS_PER_MONTH = 365 / 12;

/** A stage, its usage, and its usage costs in USD per month. */
const CASES: Readonly<Record<string, readonly [Run, Partial<Usage>, number]>> = {
  "100 GB out are free except at the load balancer": ["stg", { gbOut: 100 }, 100 * 0.008],
  "150 GB out cost for 50": ["stg", { gbOut: 150 }, 150 * 0.008 + 50 * 0.114],
  "20,480 GB out cost less above 10 TB": ["stg", { gbOut: 20_480 }, 20_480 * 0.008 + 10_140 * 0.114 + 10_240 * 0.089],
  "204,800 GB out use all tiers": [
    "stg",
    { gbOut: 204_800 },
    204_800 * 0.008 + 10_140 * 0.114 + 40_960 * 0.089 + 102_400 * 0.086 + 51_200 * 0.084,
  ],
  "data in costs only at the load balancer": ["stg", { gbIn: 1000 }, 1000 * 0.008],
  "a NAT instance processes data for free": ["stg", { gbNat: 1000 }, 0],
  "a NAT gateway does": ["gateway", { gbNat: 1000 }, 1000 * 0.062],
  "two NAT gateways share it": ["prod", { gbNat: 1000 }, 1000 * 0.062],
  "a NAT in another zone adds data between zones, in both directions, for half of it": [
    "oneNat",
    { gbNat: 1000 },
    1000 * 0.062 + 500 * 2 * 0.01,
  ],
  "so does a NAT instance": ["twoZones", { gbNat: 1000 }, 500 * 2 * 0.01],
  "data out through the NAT and through the load balancer share the tiers": [
    "stg",
    { gbOut: 100, gbNatOut: 10 },
    100 * 0.008 + 10 * 0.114,
  ],
  "without a NAT there is no data through it": ["closed", { gbNat: 1000, gbNatOut: 1000 }, 0],
  "flow logs are ingested, and stored for 90 days": [
    "prod",
    { gbFlowLogs: 10 },
    10 * 0.76 + ((10 * 90) / DAYS_PER_MONTH) * 0.033,
  ],
  "access logs are stored for 90 days": ["prod", { gbAccessLogs: 10 }, ((10 * 90) / DAYS_PER_MONTH) * 0.025],
  "logs that are off cost nothing": ["stg", { gbFlowLogs: 10, gbAccessLogs: 10 }, 0],
  "e-mails cost with a subscription": ["watched", { emails: 100_000 }, 100_000 * 0.000_02],
  "e-mails cost nothing without a subscription": ["prod", { emails: 100_000 }, 0],
};

describe("With usage,", () => {
  for (const [what, [run, usage, usd]] of Object.entries(CASES)) {
    it(what, async () => {
      expectUsd((await costs(run, { ...UNUSED, ...usage })).totals.usage, usd);
    });
  }

  it("data out has a line for each tier, including the free one", async () => {
    const shown = quantities(await costs("stg", { ...UNUSED, gbOut: 20_480 }));
    expect(shown).to.include({
      "vpc: data transfer out, first 100 GB": 100,
      "vpc: data transfer out, up to 10 TB": 10_140,
      "vpc: data transfer out, up to 50 TB": 10_240,
    });
    expect(shown).not.to.have.property("vpc: data transfer out, up to 150 TB");
  });
});
