import { DEFAULT_USAGE, estimate } from "../../../../tools/costs";
import { variant } from "../../../support/variants";
import { costs, expectUsd } from "./support";

const HOURS = 730;

describe("The estimate of a committed stage", () => {
  it("of stg is the sum of its instances, addresses, volumes and load balancer", async () => {
    const { totals, unpriced } = await costs("stg");
    const fixed =
      HOURS * 0.027 + // load balancer
      HOURS * 2 * 0.005 + // addresses of the load balancer and the NAT
      HOURS * 0.0108 + // web server
      HOURS * 0.0054 + // NAT
      3 * 8 * 0.096 + // volumes of both and of the image's source
      8 * 0.05 + // image
      0.1; // alarm that reboots the NAT
    const usage = 55 * 0.008;
    expectUsd(totals.fixed, fixed);
    expectUsd(totals.usage, usage);
    expectUsd(totals.all, fixed + usage);
    expect(totals.all.min.toFixed(2)).to.equal("42.08");
    expect(unpriced).to.be.empty;
  });

  it("of prod is a range for two to four web servers", async () => {
    const { totals, unpriced } = await costs("prod");
    const server = HOURS * 0.0108 + 8 * 0.096 + 7 * 0.3;
    const others =
      HOURS * 0.027 + // load balancer
      HOURS * 2 * 0.062 + // NAT gateways
      HOURS * 4 * 0.005 + // addresses of both
      8 * 0.096 + // volume of the image's source
      8 * 0.05 + // image
      12 * 0.1; // alarms, two of them by target tracking
    const months = 90 / (365 / 12);
    const usage = 55 * 0.008 + 5 * 0.062 + 0.76 + months * 0.033 + months * 0.025;
    expectUsd(totals.fixed, others + 2 * server, others + 4 * server);
    expectUsd(totals.usage, usage);
    expectUsd(totals.all, others + 2 * server + usage, others + 4 * server + usage);
    expect([totals.all.min.toFixed(2), totals.all.max.toFixed(2)]).to.deep.equal(["150.38", "171.89"]);
    expect(unpriced).to.be.empty;
  });

  it("is the same before and after a deployment", async () => {
    for (const stage of ["stg", "prod"] as const) {
      const { recording } = await variant(stage, { preview: true });
      expect(estimate(recording, DEFAULT_USAGE).lines).to.deep.equal((await costs(stage)).lines);
    }
  });
});
