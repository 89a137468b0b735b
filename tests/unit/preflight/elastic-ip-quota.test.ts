import { elasticIpQuota } from "../../../preflight/elastic-ip-quota";
import { stageNameOf } from "../../support/names";
import type { ApiCall } from "../../support/waits";
import { fakeClients } from "./support";

const GATEWAYS = ["nat-gateway-1a", "nat-gateway-1c"];

const address = (Name: string, Stage = "prod", Service = "servicename", PublicIp = "203.0.113.1") => ({
  PublicIp,
  Tags: Object.entries({ Name, Stage, Service }).map(([Key, Value]) => ({ Key, Value })),
});
const others = (count: number) => Array.from({ length: count }, () => ({}));
const quota = (value: string) => ({
  AccountAttributes: [
    { AttributeName: "max-elastic-ips", AttributeValues: [{ AttributeValue: "1" }] },
    { AttributeName: "vpc-max-elastic-ips", AttributeValues: [{ AttributeValue: value }] },
  ],
});

async function check(
  logicalNames: readonly string[],
  Addresses: readonly object[] | undefined,
  limit: object = quota("5"),
  lastPublicIps: readonly string[] = [],
): Promise<{ issues: readonly string[]; calls: readonly ApiCall[] }> {
  const { clients, calls } = fakeClients({ DescribeAddresses: [{ Addresses }], DescribeAccountAttributes: [limit] });
  const wanted = { stageName: stageNameOf("prod"), region: "ap-northeast-1", logicalNames, lastPublicIps };
  return { issues: await elasticIpQuota(wanted, clients).run(), calls };
}

const mine = ["servicename-prod-nat-instance-1a", "servicename-prod-nat-instance-1c"].map((name) => address(name));

describe("The Elastic IPs that a deployment has at its peak", () => {
  it("may reach the quota, old ones and those of other stages included", async () => {
    expect((await check(GATEWAYS, [...mine, ...others(1)])).issues).to.deep.equal([]);
  });

  it("are an issue if they exceed the quota by one, with their names, the peak and what to do", async () => {
    const { issues } = await check(GATEWAYS, [...mine, ...others(2)]);
    expect(issues).to.deep.equal([
      "too many Elastic IPs: this deployment creates servicename-prod-nat-gateway-1a and " +
        "servicename-prod-nat-gateway-1c in addition to the 4 in the region, 6 at its peak, because old ones are released last; " +
        "the account's quota is 5. Request a higher quota at " +
        "https://console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-0263D0A3 " +
        "or release unused addresses",
    ]);
  });

  it("are counted once if some exist already, as after a failed deployment", async () => {
    const half = [...mine, ...others(2), address("servicename-prod-nat-gateway-1a")];
    expect((await check(["nat-gateway-1a"], half)).issues).to.deep.equal([]);
    expect((await check(GATEWAYS, half)).issues.join()).to.contain(
      "creates servicename-prod-nat-gateway-1c in addition to the 5",
    );
  });

  it("do not include those of another stage or service with the same name", async () => {
    for (const tags of [["stg"], ["prod", "shop"]] as const) {
      const foreign = address("servicename-prod-nat-gateway-1a", ...tags);
      expect((await check(["nat-gateway-1a"], [...others(4), foreign])).issues.join()).to.contain("6 at its peak");
    }
  });

  it("are compared with the account's quota, or with the default of 5 if AWS returns none", async () => {
    expect((await check(GATEWAYS, others(8), quota("10"))).issues).to.deep.equal([]);
    expect((await check(GATEWAYS, others(9), quota("10"))).issues.join()).to.contain("the account's quota is 10");
    for (const nothing of [{}, { AccountAttributes: [] }, quota("many")]) {
      expect((await check(GATEWAYS, others(3), nothing)).issues).to.deep.equal([]);
      expect((await check(GATEWAYS, others(4), nothing)).issues.join()).to.contain("the account's quota is 5");
    }
  });

  it("are not queried if none is created, nor the quota if all exist", async () => {
    const names = ({ calls }: { calls: readonly ApiCall[] }) => calls.map(([name]) => name);
    expect(names(await check([], others(9)))).to.deep.equal([]);
    expect(names(await check(["nat-instance-1a"], [...mine, ...others(9)]))).to.deep.equal(["DescribeAddresses"]);
    expect(names(await check(["nat-instance-1a"], undefined))).to.deep.equal([
      "DescribeAddresses",
      "DescribeAccountAttributes",
    ]);
  });

  it("belong to the stage by the last outputs too, since tags keep the old name of a renamed stack", async () => {
    const renamed = [address("servicename-stg-nat-gateway-1a", "stg"), ...others(4)];
    expect((await check(["nat-gateway-1a"], renamed, quota("5"), ["203.0.113.1"])).issues).to.deep.equal([]);
    expect((await check(["nat-gateway-1c"], renamed, quota("5"), ["203.0.113.1"])).issues.join()).to.contain(
      "creates servicename-prod-nat-gateway-1c in addition to the 5",
    );
  });

  it("include only those from Amazon's pool in the region, which count against the quota", async () => {
    for (const other of [
      { PublicIpv4Pool: "ipv4pool-ec2-0123456789abcdef0" },
      { PublicIpv4Pool: "ipam-pool-0123456789abcdef0" },
      { ServiceManaged: "alb" },
      { NetworkBorderGroup: "ap-northeast-1-tpe-1" },
      { CustomerOwnedIpv4Pool: "coip-pool-0123" },
    ]) {
      expect((await check(["nat-gateway-1a"], [other, ...others(4)])).issues, JSON.stringify(other)).to.deep.equal([]);
    }
    const amazon = { PublicIpv4Pool: "amazon", NetworkBorderGroup: "ap-northeast-1" };
    expect((await check(["nat-gateway-1a"], [amazon, ...others(4)])).issues).to.have.length(1);
  });
});
