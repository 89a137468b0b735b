import type { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { hostedZone, type HostedZone, type Route53, type ZoneRecord } from "../../../preflight/domain";
import { stageNameOf } from "../../support/names";
import { fakeApi } from "../../support/waits";
import { issuesOf } from "./support";

const ZONE = "Z0123456789ABC";
const OWN = "elb-servicename-stg-1.ap-northeast-1.elb.amazonaws.com";

interface Found {
  readonly zone?: HostedZone | Error;
  readonly records?: readonly ZoneRecord[];
  readonly lastDnsName?: string;
}

async function check(names: readonly [string, ...string[]], found: Found = {}) {
  const { zone = { name: "example.com" }, records = [], lastDnsName } = found;
  const { client } = fakeApi<ElasticLoadBalancingClient>({
    DescribeLoadBalancers: [{ LoadBalancerDescriptions: [{ DNSName: OWN.replace("elb-", "ELB-") }] }],
  });
  const asked: string[] = [];
  const route53: Route53 = {
    zone: () => (zone instanceof Error ? Promise.reject(zone) : Promise.resolve(zone)),
    records: (_, regex) => {
      asked.push(regex);
      return Promise.resolve(records);
    },
  };
  const last = lastDnsName === undefined ? {} : { loadBalancerDnsName: lastDnsName };
  const args = { stageName: stageNameOf("stg"), domain: { names, hostedZoneId: ZONE }, last };
  const { issues } = await issuesOf(hostedZone(args, { elb: () => Promise.resolve(client) }, route53));
  return { issues, asked };
}

describe("The hosted zone of a domain", () => {
  it("has all names, and no address of them that leads elsewhere", async () => {
    expect((await check(["example.com", "www.example.com", "*.a.example.com"])).issues).to.deep.equal([]);
    expect((await check(["example.com"], { zone: { name: "example.com." } })).issues).to.deep.equal([]);
  });

  it("is asked for these names only, a wildcard as Route 53 writes it", async () => {
    const { asked } = await check(["www.example.com", "*.example.com"]);
    expect(asked).to.deep.equal(["^(www\\.example\\.com|\\\\052\\.example\\.com)\\.?$"]);
  });

  it("must exist, be readable and be public", async () => {
    const zone = new Error("no matching Route 53 Hosted Zone found");
    expect((await check(["example.com"], { zone })).issues).to.deep.equal([
      `domain.hostedZoneId: could not read hosted zone ${ZONE}: no matching Route 53 Hosted Zone found`,
    ]);
    expect((await check(["example.com"], { zone: { name: "example.com", privateZone: true } })).issues).to.deep.equal([
      `domain.hostedZoneId: ${ZONE} is a private hosted zone; use the public one of the domain`,
    ]);
  });

  it("must be the domain's", async () => {
    const zoneOf = (name: string) => ({ zone: { name } });
    expect((await check(["example.com", "www.example.com"], zoneOf("www.example.com"))).issues).to.deep.equal([
      `domain.names: example.com does not belong to hosted zone ${ZONE}, which is that of www.example.com; use the ` +
        "hosted zone of the domain",
    ]);
    expect((await check(["notexample.com", "example.org"], zoneOf("example.com"))).issues[0]).to.contain(
      "notexample.com and example.org do not belong",
    );
  });

  it("must have no record of the names that is not this stage's", async () => {
    const record = (name: string, type: string, target = ""): ZoneRecord => ({ name, type, target });
    const { issues } = await check(["example.com", "www.example.com", "*.example.com"], {
      records: [
        record("example.com.", "NS"),
        record("example.com.", "A", `dualstack.${OWN}.`),
        record("www.example.com.", "A"),
        record("\\052.example.com.", "CNAME"),
        record("www.example.com.", "AAAA", "other.example.net."),
        record("shop.example.com.", "A"),
      ],
    });
    const issue = (name: string, type: string) =>
      `domain.names: ${name} already has a record of type ${type} in hosted zone ${ZONE}, which is not this stage's; ` +
      "delete it if the name should lead to this stage, or use another name";
    expect(issues).to.deep.equal([
      issue("www.example.com", "A"),
      issue("*.example.com", "CNAME"),
      issue("www.example.com", "AAAA"),
    ]);
  });

  it("may have records of the stage's load balancer before the stack was renamed", async () => {
    const records = [{ name: "example.com.", type: "A", target: "elb-before-1.example.net." }];
    expect((await check(["example.com"], { records, lastDnsName: "elb-before-1.example.net" })).issues).to.be.empty;
    expect((await check(["example.com"], { records })).issues).to.have.length(1);
  });
});
