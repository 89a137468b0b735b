import type { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import type { ResourceRecordSet, Route53Client } from "@aws-sdk/client-route-53";
import { hostedZone } from "../../../preflight/domain";
import { stageNameOf } from "../../support/names";
import { fakeApi } from "../../support/waits";
import { awsError, issuesOf } from "./support";

const ZONE = "Z0123456789ABC";
const OWN = "elb-servicename-stg-1.ap-northeast-1.elb.amazonaws.com";

interface Found {
  readonly zone?: { readonly Name: string; readonly Config?: { readonly PrivateZone: boolean } } | Error;
  readonly records?: readonly Partial<ResourceRecordSet>[];
  readonly lastDnsName?: string;
}

async function check(names: readonly [string, ...string[]], found: Found = {}) {
  const { zone = { Name: "example.com." }, records = [], lastDnsName } = found;
  const elb = fakeApi<ElasticLoadBalancingClient>({
    DescribeLoadBalancers: [{ LoadBalancerDescriptions: [{ DNSName: OWN.replace("elb-", "ELB-") }] }],
  });
  const route53 = fakeApi<Route53Client>({
    GetHostedZone: [zone instanceof Error ? zone : { HostedZone: zone }],
    ListResourceRecordSets: names.map(() => ({ ResourceRecordSets: records })),
  });
  const last = lastDnsName === undefined ? {} : { loadBalancerDnsName: lastDnsName };
  const args = { stageName: stageNameOf("stg"), domain: { names, hostedZoneId: ZONE }, last };
  const clients = { elb: () => Promise.resolve(elb.client), route53: () => Promise.resolve(route53.client) };
  const { issues } = await issuesOf(hostedZone(args, clients));
  return { issues, calls: route53.calls };
}

describe("The hosted zone of a domain", () => {
  it("has all names, and no address of them that leads elsewhere", async () => {
    expect((await check(["example.com", "www.example.com", "*.a.example.com"])).issues).to.deep.equal([]);
    expect((await check(["example.com"], { zone: { Name: "example.com" } })).issues).to.deep.equal([]);
  });

  it("must exist, be readable and be public", async () => {
    const zone = awsError("NoSuchHostedZone", `No hosted zone found with ID: ${ZONE}`);
    expect((await check(["example.com"], { zone })).issues).to.deep.equal([
      `domain.hostedZoneId: AWS does not return hosted zone ${ZONE} to this account: No hosted zone found with ID: ${ZONE}`,
    ]);
    expect(
      (await check(["example.com"], { zone: { Name: "example.com.", Config: { PrivateZone: true } } })).issues,
    ).to.deep.equal([`domain.hostedZoneId: ${ZONE} is a private hosted zone; use the public one of the domain`]);
  });

  it("must be the domain's", async () => {
    const zoneOf = (Name: string) => ({ zone: { Name } });
    expect((await check(["example.com", "www.example.com"], zoneOf("www.example.com."))).issues).to.deep.equal([
      `domain.names: example.com does not belong to hosted zone ${ZONE}, which is that of www.example.com; use the ` +
        "hosted zone of the domain",
    ]);
    expect((await check(["notexample.com", "example.org"], zoneOf("example.com."))).issues[0]).to.contain(
      "notexample.com and example.org do not belong",
    );
  });

  it("must have no record of the names that is not this stage's", async () => {
    const record = (Name: string, Type: ResourceRecordSet["Type"], target?: string): Partial<ResourceRecordSet> => ({
      ...{ Name, Type },
      ...(target === undefined
        ? {}
        : { AliasTarget: { DNSName: target, HostedZoneId: "Z1", EvaluateTargetHealth: false } }),
    });
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
      issue("www.example.com", "AAAA"),
      issue("*.example.com", "CNAME"),
    ]);
  });

  it("may have records of the stage's load balancer before the stack was renamed", async () => {
    const AliasTarget = { DNSName: "elb-before-1.example.net.", HostedZoneId: "Z1", EvaluateTargetHealth: false };
    const records = [{ Name: "example.com.", Type: "A" as const, AliasTarget }];
    expect((await check(["example.com"], { records, lastDnsName: "elb-before-1.example.net" })).issues).to.be.empty;
    expect((await check(["example.com"], { records })).issues).to.have.length(1);
  });
});
