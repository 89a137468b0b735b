import type { EC2Client } from "@aws-sdk/client-ec2";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { checkElasticIps } from "../../network";
import { ownerOf } from "../support/names";
import { fakeApi, messageOf, type ApiCall } from "../support/waits";

const GATEWAYS = ["nat-gateway-1a", "nat-gateway-1c"];

const address = (Name: string, Stage = "prod", Service = "servicename") => ({
  Tags: Object.entries({ Name, Stage, Service }).map(([Key, Value]) => ({ Key, Value })),
});
const others = (count: number) => Array.from({ length: count }, () => ({}));
const quota = (value: string) => ({
  AccountAttributes: [
    { AttributeName: "max-elastic-ips", AttributeValues: [{ AttributeValue: "1" }] },
    { AttributeName: "vpc-max-elastic-ips", AttributeValues: [{ AttributeValue: value }] },
  ],
});

/** Checks against a region with these addresses. */
async function check(
  logicalNames: readonly string[],
  Addresses: readonly object[] | undefined,
  limit: object = quota("5"),
): Promise<{ error: string | undefined; calls: readonly ApiCall[] }> {
  const { client, calls } = fakeApi<EC2Client>({
    DescribeAddresses: [{ Addresses }],
    DescribeAccountAttributes: [limit],
  });
  const clients = { ec2: () => Promise.resolve(client) };
  const error = await messageOf(() => checkElasticIps({ owner: ownerOf("prod"), logicalNames }, clients));
  return { error, calls };
}

const mine = ["servicename-prod-nat-instance-1a", "servicename-prod-nat-instance-1c"].map((name) => address(name));

describe("The Elastic IPs that a deployment has at its peak", () => {
  it("fit when the old ones, those of others and the new ones together reach the quota", async () => {
    expect((await check(GATEWAYS, [...mine, ...others(1)])).error).to.be.undefined;
  });

  it("are refused in one sentence when they are one too many, with their names, the peak and what to do", async () => {
    const { error } = await check(GATEWAYS, [...mine, ...others(2)]);
    expect(error).to.equal(
      "too many Elastic IPs: this deployment makes servicename-prod-nat-gateway-1a and " +
        "servicename-prod-nat-gateway-1c beside the 4 that the region has, 6 at its peak, since old ones go last; " +
        "the account's quota is 5, so nothing was changed. Ask for a higher quota at " +
        "https://console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-0263D0A3 " +
        "or release addresses that nothing uses",
    );
  });

  it("are counted once when some stand already, as after a deployment that failed half-way", async () => {
    const half = [...mine, ...others(2), address("servicename-prod-nat-gateway-1a")];
    expect((await check(["nat-gateway-1a"], half)).error).to.be.undefined;
    expect((await check(GATEWAYS, half)).error).to.contain("makes servicename-prod-nat-gateway-1c beside the 5");
  });

  it("do not include another stage's or another service's of the same name", async () => {
    for (const strangers of [
      [...others(4), address("servicename-prod-nat-gateway-1a", "stg")],
      [...others(4), address("servicename-prod-nat-gateway-1a", "prod", "shop")],
    ]) {
      expect((await check(["nat-gateway-1a"], strangers)).error).to.contain("6 at its peak");
    }
  });

  it("are compared with the account's own quota, or with the usual five where AWS does not tell it", async () => {
    expect((await check(GATEWAYS, others(8), quota("10"))).error).to.be.undefined;
    expect((await check(GATEWAYS, others(9), quota("10"))).error).to.contain("the account's quota is 10");
    for (const nothing of [{}, { AccountAttributes: [] }, quota("many")]) {
      expect((await check(GATEWAYS, others(3), nothing)).error).to.be.undefined;
      expect((await check(GATEWAYS, others(4), nothing)).error).to.contain("the account's quota is 5");
    }
  });

  it("are not asked about when none is to be made; the quota is not when all stand", async () => {
    const names = ({ calls }: { calls: readonly ApiCall[] }) => calls.map(([name]) => name);
    expect(names(await check([], others(9)))).to.deep.equal([]);
    expect(names(await check(["nat-instance-1a"], [...mine, ...others(9)]))).to.deep.equal(["DescribeAddresses"]);
    expect(names(await check(["nat-instance-1a"], undefined))).to.deep.equal([
      "DescribeAddresses",
      "DescribeAccountAttributes",
    ]);
  });

  it("are refused with an error that Pulumi prints without a stack trace", async () => {
    const { client } = fakeApi<EC2Client>({
      DescribeAddresses: [{ Addresses: others(5) }],
      DescribeAccountAttributes: [quota("5")],
    });
    const wanted = { owner: ownerOf("prod"), logicalNames: GATEWAYS };
    const caught: unknown = await checkElasticIps(wanted, { ec2: () => Promise.resolve(client) }).catch(
      (error: unknown) => error,
    );
    expect(pulumi.RunError.isInstance(caught)).to.be.true;
  });
});
