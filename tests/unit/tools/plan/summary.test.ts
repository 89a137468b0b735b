import { summaryOf, type Summary } from "../../../../tools/plan/summary";
import { painter } from "../../../../tools/plan/render/style";
import { summaryText } from "../../../../tools/plan/render/summary";
import { TEXTS } from "../../../../tools/plan/texts";
import { planOnce } from "../../../support/plans";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..", "..", "..");

async function summary(stage: string, ...sets: string[]): Promise<Summary> {
  return summaryOf((await planOnce(ROOT, stage, { sets })).document);
}

describe("A summary", () => {
  it("says where a stage is, and which way traffic takes", async () => {
    expect(await summary("prod")).to.deep.include({
      ...{ stage: "prod", service: "servicename", region: "ap-northeast-1" },
      zones: ["ap-northeast-1a", "ap-northeast-1c"],
      path: {
        fromInternet: "tcp 80, 443",
        servers: { min: 2, max: 4 },
        nat: { kind: "gateway", count: 2 },
        toInternet: "tcp 80, 443 and ping",
      },
      elasticIps: { now: 2, duringNatSwitch: 4 },
    });
    const closed = await summary("stg", "nat=none", "https=false");
    expect(closed.path).to.deep.include({ fromInternet: "tcp 80", nat: { kind: "none", count: 0 }, toInternet: "" });
  });

  it("adds up the cost of each part, the most expensive first, and names what has no price", async () => {
    const { costs } = await summary("prod");
    const parts = costs.parts.map(({ part }) => part);
    expect(parts).to.deep.equal(["NAT", "web servers", "load balancer", "web image", "logs and alarms"]);
    for (const end of ["min", "max"] as const) {
      const sum = costs.parts.reduce((total, { usd }) => total + usd[end], 0);
      expect(sum).to.be.closeTo(costs.total[end], 0.005);
    }
    expect((await summary("stg", "instanceTypes.web=m6gd.medium")).costs.unknown).to.deep.equal([
      "EC2 instance m6gd.medium of asg-servicename-stg",
    ]);
  });

  it("calls a part of the cost by its name, and not as an endpoint", async () => {
    const { document } = await planOnce(ROOT, "stg", { sets: ["bastion=true", 'adminCidrs=["203.0.113.7/32"]'] });
    const text = summaryText(summaryOf(document), 50, TEXTS.en, { width: 200, paint: painter(false) });
    expect(text.replaceAll(/\s+/g, " "))
      .to.contain("NAT 8.46, bastion 8.36,")
      .and.contain("tcp 22 on the bastion to 203.0.113.7/32");
  });

  it("names the command that shows what could not be analyzed in this stage", async () => {
    const text = summaryText({ ...(await summary("prod")), unclear: 2 }, 50, TEXTS.en, {
      width: 200,
      paint: painter(false),
    });
    expect(text.replaceAll(/\s+/g, " ")).to.contain(
      "2 parts of the network could not be analyzed: npm start -- prod access",
    );
  });

  it("lists what is open, and an address range only with what the internet does not have", async () => {
    const everyone = { from: "the internet", to: "load-balancer", traffic: "tcp 80, 443" };
    expect((await summary("stg")).openings).to.deep.equal([everyone]);
    expect((await summary("stg", "bastion=true", 'adminCidrs=["203.0.113.7/32"]')).openings).to.deep.equal([
      everyone,
      { from: "203.0.113.7/32", to: "bastion", traffic: "tcp 22" },
    ]);
  });
});
