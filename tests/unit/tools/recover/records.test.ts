import type { ACMClient } from "@aws-sdk/client-acm";
import { NoSuchHostedZone, type ResourceRecordSet, type Route53Client } from "@aws-sdk/client-route-53";
import { expect } from "chai";

import { readDomainRecords, readPendingRecords } from "../../../../tools/recover/inventory";
import { planRecovery } from "../../../../tools/recover/plan";
import { fakeApi } from "../../../support/waits";
import { creating, item, resource, stateWith, vpcWith } from "./support";

const zoneId = "Z0123456789ABC";
const DOMAIN = { names: ["example.com", "*.example.com"], hostedZoneId: zoneId } as const;
const BALANCER = "elb-shop-stg-1.eu-west-1.elb.amazonaws.com";
const CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/1";
const VALUE = "_4d5e6f7.acm-validations.aws";
const STAGE = [
  item("aws.elb.LoadBalancer", "elb-shop-stg", { aliases: [BALANCER] }),
  item("aws.elb.LoadBalancer", "elb-blog", { aliases: ["elb-blog-1.example.net"], tagged: false }),
  item("aws.acm.Certificate", CERTIFICATE),
];

const alias = (Name: string, DNSName: string): ResourceRecordSet => ({
  ...{ Name, Type: "A", AliasTarget: { DNSName, HostedZoneId: "Z1", EvaluateTargetHealth: false } },
});
const cname = (Name: string, ...values: readonly string[]): ResourceRecordSet => ({
  ...{ Name, Type: "CNAME", TTL: 300, ResourceRecords: values.map((Value) => ({ Value })) },
});
const VALIDATION = cname("_0a1b2c3.example.com.", `${VALUE}.`);

/** AWS, with these records, and certificates besides the stage's. */
function aws(records: readonly ResourceRecordSet[] | Error, others: readonly object[] = []) {
  const ResourceRecord = { Name: "_0a1b2c3.example.com.", Type: "CNAME", Value: `${VALUE}.` };
  const acm = fakeApi<ACMClient>({
    // ACM asks for the same record for a domain and its wildcard.
    DescribeCertificate: [
      { Certificate: { DomainValidationOptions: [{ ResourceRecord }, { ResourceRecord }, { DomainName: "pending" }] } },
    ],
    ListCertificates: [
      { CertificateSummaryList: [{ CertificateArn: CERTIFICATE, DomainName: "example.com" }, ...others] },
    ],
  });
  const route53 = fakeApi<Route53Client>({
    ListResourceRecordSets: [records instanceof Error ? records : { ResourceRecordSets: records }],
  });
  const clients = { acm: () => Promise.resolve(acm.client), route53: () => Promise.resolve(route53.client) };
  return { clients, calls: () => [...acm.calls, ...route53.calls] };
}

const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

describe("The DNS records of a stage", () => {
  it("are not those of other names, nor those with a routing policy", async () => {
    const { clients } = aws([
      alias("dualstack.example.com.", `${BALANCER}.`),
      { ...alias("example.com.", `${BALANCER}.`), SetIdentifier: "blue", Weight: 1 },
    ]);
    expect(idsOf(await readDomainRecords(clients, DOMAIN, STAGE))).to.deep.equal([]);
  });

  it("are those of the domain that lead to its load balancer, and those that validate its certificates", async () => {
    const { clients } = aws([
      alias("example.com.", `dualstack.${BALANCER.toUpperCase()}.`),
      alias("\\052.example.com.", `${BALANCER}.`),
      VALIDATION,
    ]);
    const found = await readDomainRecords(clients, DOMAIN, STAGE);
    expect(idsOf(found)).to.deep.equal([
      `example.com A in ${zoneId}`,
      `*.example.com A in ${zoneId}`,
      `_0a1b2c3.example.com CNAME in ${zoneId}`,
    ]);
    expect(found.map(({ name }) => name)).to.deep.equal([BALANCER, BALANCER, VALUE]);
    expect(found[2]).to.include({ tagged: false, parentId: zoneId, recordSet: VALIDATION });
  });

  it("are no others of the hosted zone", async () => {
    const { clients } = aws([
      alias("example.com.", "elb-blog-1.example.net."),
      alias("shop.example.com.", BALANCER),
      { ...alias("example.com.", BALANCER), Type: "AAAA" },
      { Name: "example.com.", Type: "A", TTL: 300, ResourceRecords: [{ Value: "192.0.2.1" }] },
      cname("_0a1b2c3.example.com.", "_other.acm-validations.aws."),
      cname("_0a1b2c3.example.com.", VALUE, "_other.acm-validations.aws."),
      cname("_9f9f9f9.example.com.", VALUE),
    ]);
    expect(await readDomainRecords(clients, DOMAIN, STAGE)).to.deep.equal([]);
  });

  it("are not the validation records that another certificate of the region needs too", async () => {
    const needed = async (other: object) =>
      idsOf(await readDomainRecords(aws([VALIDATION], [other]).clients, DOMAIN, STAGE));
    const own = [`_0a1b2c3.example.com CNAME in ${zoneId}`];
    expect(await needed({ CertificateArn: "arn:2", DomainName: "example.com" })).to.deep.equal([]);
    expect(
      await needed({
        CertificateArn: "arn:2",
        DomainName: "a.org",
        SubjectAlternativeNameSummaries: ["*.example.com"],
      }),
    ).to.deep.equal([]);
    expect(await needed({ CertificateArn: "arn:2", DomainName: "www.example.com" })).to.deep.equal(own);
    expect(await needed({ CertificateArn: "arn:2", DomainName: "example.com", Type: "IMPORTED" })).to.deep.equal(own);
  });

  it("are not looked for without a domain, and there are none in a hosted zone that is gone", async () => {
    const without = aws([]);
    expect(await readDomainRecords(without.clients, undefined, STAGE)).to.deep.equal([]);
    expect(without.calls()).to.deep.equal([]);
    const gone = aws(new NoSuchHostedZone({ message: "No hosted zone found", $metadata: {} }));
    expect(await readDomainRecords(gone.clients, DOMAIN, STAGE)).to.deep.equal([]);
  });
});

describe("A DNS record whose creation was interrupted", () => {
  const VPC = resource("aws.ec2.Vpc", "vpc-1");
  const inputs = {
    alias: { zoneId, name: "example.com", type: "A", aliases: [{ name: BALANCER, zoneId: "Z1" }] },
    validation: { zoneId, name: "_0a1b2c3.example.com.", type: "CNAME", ttl: 300, records: [`${VALUE}.`] },
  };
  const RECORDS = [alias("example.com.", `${BALANCER}.`), VALIDATION];

  async function deletions(state: Parameters<typeof planRecovery>[0], records = RECORDS): Promise<readonly string[]> {
    const found = await readPendingRecords(aws(records).clients, state.pending, STAGE);
    const plan = planRecovery(state, [...vpcWith("vpc-1"), ...found]);
    return "refusal" in plan ? [plan.refusal] : plan.deletions.map(({ item: { id }, reason }) => `${id}: ${reason}`);
  }

  it("is found by what it was created with, and deleted", async () => {
    const pending = [
      creating("aws.route53.Record", "domain-example.com", inputs.alias),
      creating("aws.route53.Record", "domain-validation-example.com", inputs.validation),
    ];
    expect(await deletions(stateWith([VPC], pending))).to.deep.equal([
      `example.com A in ${zoneId}: its creation was interrupted (domain-example.com)`,
      `_0a1b2c3.example.com CNAME in ${zoneId}: its creation was interrupted (domain-validation-example.com)`,
    ]);
  });

  it("stays when it leads elsewhere, when the state has it, and without such an operation", async () => {
    const pending = [creating("aws.route53.Record", "domain-example.com", inputs.alias)];
    expect(await deletions(stateWith([VPC], pending), [alias("example.com.", "elsewhere.example.net.")])).to.be.empty;
    const known = resource("aws.route53.Record", `${zoneId}_example.com_A`, { inputs: inputs.alias });
    expect(await deletions(stateWith([VPC, known], pending))).to.be.empty;
    expect(await deletions(stateWith([VPC]))).to.be.empty;
    const { clients, calls } = aws(RECORDS);
    expect(await readPendingRecords(clients, [{ ...pending[0]!, kind: "deleting" }], STAGE)).to.be.empty;
    expect(calls()).to.deep.equal([]);
  });
});
