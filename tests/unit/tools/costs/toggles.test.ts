import { estimate } from "../../../../tools/costs";
import { costs, expectUsd, quantities, runs, UNUSED, type Run } from "./support";

const HOURS = 730;
const ADDRESS = HOURS * 0.005;
const DISK = 8 * 0.096;
const METRICS = 7 * 0.3;
const SERVER = HOURS * 0.0108 + DISK;
const NAT_INSTANCE = HOURS * 0.0054 + DISK + 0.1; // with the alarm that reboots it
const NAT_GATEWAY = HOURS * 0.062;

/** Settings that change a stage's cost, and the change in USD per month. */
const CASES: Readonly<Record<string, readonly [before: Run, after: Run, usd: number]>> = {
  "a NAT gateway instead of an instance": ["stg", "gateway", NAT_GATEWAY - NAT_INSTANCE],
  "Session Manager, and no plain HTTP": ["gateway", "sessionManager", 0],
  "no NAT and no HTTPS": ["stg", "closed", -NAT_INSTANCE - ADDRESS],
  "NAT instances with detailed monitoring instead of gateways": [
    "prod",
    "natInstances",
    2 * (NAT_INSTANCE + METRICS - NAT_GATEWAY),
  ],
  "one NAT gateway for both zones, with its two alarms": ["prod", "oneNat", -NAT_GATEWAY - ADDRESS - 2 * 0.1],
  "a second zone, by the load balancer's address": ["stg", "twoZones", ADDRESS],
  "a NAT instance in each zone, 10 alarms, detailed monitoring of three instances, and empty logs": [
    "twoZones",
    "watched",
    NAT_INSTANCE + ADDRESS + 10 * 0.1 + 3 * METRICS,
  ],
  "a bastion that is on all month": ["stg", "bastion", HOURS * 0.0054 + DISK + ADDRESS],
  "one more web server, and two alarms of target tracking": ["stg", "roomToGrow", SERVER + 2 * 0.1],
  "another type of web server": ["stg", "newest", HOURS * (0.0136 - 0.0108)],
  "an existing Elastic IP, key and certificate": ["stg", "own", 0],
  "an existing Elastic IP for a NAT gateway": ["gateway", "ownGateway", 0],
  "alarms and detailed monitoring of three instances, with secret settings": [
    "bastion",
    "secret",
    7 * 0.1 + 3 * METRICS,
  ],
  "a site with a few files, whose archive is tiny": ["stg", "site", 0],
  "the previous image": ["stg", "secondImage", 8 * 0.05],
};

describe("The fixed costs change by", () => {
  for (const [what, [before, after, usd]] of Object.entries(CASES)) {
    it(`${usd.toFixed(2)} for ${what}`, async () => {
      const [from, to] = [await costs(before), await costs(after)];
      expect(to.totals.fixed.min - from.totals.fixed.min).to.be.closeTo(usd, 1e-6);
    });
  }
});

describe("The archive of a site", () => {
  it("costs the storage of its size, and its bucket no access logs", async () => {
    const { recording } = await runs.site();
    const metadata = { files: "9", bytes: "100000000" };
    const resources = recording.resources.map((one) =>
      one.type.endsWith(":BucketObjectv2") ? { ...one, inputs: { ...one.inputs, metadata } } : one,
    );
    const { lines } = estimate({ ...recording, resources }, UNUSED);
    const own = lines.filter(({ component }) => component === "web-files");
    expect(own.map(({ what }) => what)).to.deep.equal(["storage of the site's archive"]);
    expectUsd(own[0]?.usd, 0.1 * 0.025);
  });
});

describe("A stage", () => {
  it("pays only for the volume of an image's source, for any instance type", async () => {
    const shown = quantities(await costs("unknownType"));
    expect(shown).to.include({ "web: EBS volume of a stopped instance": 8, "web-group: EC2 instance m8i.large": 1 });
    expect(Object.keys(shown).filter((key) => key.startsWith("web: EC2 instance"))).to.be.empty;
  });

  it("with an instance of unknown price lists it as unpriced", async () => {
    const { totals, unpriced, lines } = await costs("unknownType");
    const [line, ...others] = unpriced;
    expect(others).to.be.empty;
    expect(line).to.include({ what: "EC2 instance", detail: "m8i.large", price: undefined });
    expect(line).not.to.have.property("usd");
    expect(lines).to.include(line);
    expectUsd(totals.fixed, (await costs("stg")).totals.fixed.min - HOURS * (0.0108 + 0.0054 - 0.0245));
  });

  it("in another region has no known price", async () => {
    const { totals, unpriced, lines, notCounted } = await costs("elsewhere");
    expect(unpriced).to.deep.equal(lines);
    expectUsd(totals.all, 0);
    expect(notCounted[0]).to.contain("this stage is in ap-northeast-3");
  });
});
