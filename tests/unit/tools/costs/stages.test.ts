import { expect } from "chai";

import { DEFAULT_USAGE, estimate } from "../../../../tools/costs";
import { variant } from "../../../support/variants";
import { costs, expectUsd, quantities } from "./support";

const HOURS = 730;

describe("What a committed stage costs", () => {
  it("in stg is what its machines, addresses, disks and load balancer cost, by hand", async () => {
    const { totals, unpriced } = await costs("stg");
    const fixed =
      HOURS * 0.027 + // load balancer
      HOURS * 2 * 0.005 + // addresses of the load balancer and the NAT
      HOURS * 0.0108 + // web server
      HOURS * 0.0054 + // NAT
      3 * 8 * 0.096 + // disks of both and of the machine that the image is made of
      8 * 0.05; // image
    const usage = 55 * 0.008;
    expectUsd(totals.fixed, fixed);
    expectUsd(totals.usage, usage);
    expectUsd(totals.all, fixed + usage);
    expect(totals.all.min.toFixed(2)).to.equal("41.98");
    expect(unpriced).to.be.empty;
  });

  it("in prod is what two to four web servers, by hand", async () => {
    const { totals, unpriced } = await costs("prod");
    const server = HOURS * 0.0108 + 8 * 0.096 + 7 * 0.3;
    const others =
      HOURS * 0.027 + // load balancer
      HOURS * 2 * 0.062 + // NAT gateways
      HOURS * 4 * 0.005 + // addresses of both
      8 * 0.096 + // disk of the machine that the image is made of
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

  it("is shown thing by thing", async () => {
    expect(quantities(await costs("stg"))).to.deep.equal({
      "load-balancer: Classic Load Balancer": 1,
      "load-balancer: public IPv4 address": 1,
      "load-balancer: data through the load balancer": 55,
      "nat: public IPv4 address": 1,
      "nat: machine t4g.nano": 1,
      "nat: disk": 8,
      "vpc: data out to the internet, the first 100 GB": 51,
      "web: disk of a stopped machine": 8,
      "web: snapshot": 8,
      "web-group: machine t4g.micro": 1,
      "web-group: disk": 8,
    });
  });

  it("names what is charged for, as it is called in the cloud", async () => {
    const { lines } = await costs("stg");
    const named = lines.map(({ what, type, name }) => `${what}: ${type} ${name}`);
    expect(named).to.include("machine: aws.ec2.Instance servicename-stg-nat");
    expect(named).to.include("machine: aws.autoscaling.Group asg-servicename-stg");
    expect(named).to.include("Classic Load Balancer: aws.elb.LoadBalancer elb-servicename-stg");
  });

  it("says what it leaves out, and what of it matters here", async () => {
    const [stg, prod] = [await costs("stg"), await costs("prod")];
    expect(stg.notCounted.join("\n")).to.contain("burstable machines").and.not.contain("Requests to S3");
    expect(prod.notCounted.join("\n")).to.contain("Requests to S3");
  });

  it("says which of its prices could not be confirmed", async () => {
    const { unconfirmed } = await costs("prod");
    expect(unconfirmed.map(({ usageType }) => usageType)).to.deep.equal([
      "APN1-LoadBalancerUsage",
      "APN1-DataProcessing-Bytes",
      "APN1-CW:MetricMonitorUsage",
    ]);
  });

  it("is the same before and after a deployment", async () => {
    for (const stage of ["stg", "prod"] as const) {
      const { recording } = await variant(stage, { preview: true });
      expect(estimate(recording, DEFAULT_USAGE).lines).to.deep.equal((await costs(stage)).lines);
    }
  });
});
