import { expect } from "chai";

import { readCall } from "../../../../../tools/local/api-request";
import { createRejecter } from "../../../../../tools/local/rejections";
import { acm } from "../../../../../tools/local/rejections/acm";
import { route53 } from "../../../../../tools/local/rejections/route53";
import type { Rejection } from "../../../../../tools/local/rejections/rejection";
import { textAt, parseXml } from "../../../../../tools/local/xml";
import { xml } from "../support";

const scope = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=local/20260101/ap-northeast-1/${service}/aws4_request, Signature=0`;

/** The error code of a call and its message, or `accepted`. */
async function resultOf(
  rejections: readonly Rejection[],
  call: ReturnType<typeof readCall>,
  records = "",
): Promise<string> {
  const rejecter = createRejecter(rejections, []);
  const next = ({ method }: { method: string }) =>
    Promise.resolve(
      xml(method === "GET" ? `<List><ResourceRecordSets>${records}</ResourceRecordSets></List>` : "<R/>"),
    );
  const ask = () => Promise.reject(new Error("unexpected question"));
  const { status, body } = await rejecter.handle(call, next, ask);
  if (status < 300) return "accepted";
  const text = body.toString("utf8");
  const root = parseXml(text);
  if (root !== undefined) return `${textAt(root, "Error/Code") ?? ""}: ${textAt(root, "Error/Message") ?? ""}`;
  const { __type, message } = JSON.parse(text) as Record<string, string>;
  return `${__type}: ${message}`;
}

describe("a request for a certificate", () => {
  const request = (...[DomainName, ...SubjectAlternativeNames]: readonly string[]) => {
    const headers = { "x-amz-target": "CertificateManager.RequestCertificate", authorization: scope("acm") };
    return resultOf(
      acm,
      readCall("POST", "/", headers, Buffer.from(JSON.stringify({ DomainName, SubjectAlternativeNames }))),
    );
  };
  const names = (count: number) => Array.from({ length: count }, (_, number) => `n${number}.example.com`);
  const long = `${"a".repeat(53)}.example.com`;

  it("has at most 64 characters in its first name, and 10 names", async () => {
    expect(long).to.have.length(65);
    expect(await request(long.slice(1), long)).to.equal("accepted");
    expect(await request(long)).to.equal(
      "InvalidDomainValidationOptionsException: The first domain name can be no longer than 64 characters.",
    );
    expect(await request(...names(10))).to.equal("accepted");
    expect(await request(...names(10), "n0.example.com")).to.equal("accepted");
    expect(await request(...names(11))).to.match(/^LimitExceededException: /);
  });

  it("has host names only, which may begin with a wildcard", async () => {
    expect(await request("*.example.com", "a-b.example.com")).to.equal("accepted");
    for (const name of ["example", "-a.example.com", "a..example.com", "a b.example.com", "a.*.example.com"]) {
      expect(await request(name), name).to.match(/^ValidationException: /);
      expect(await request("example.com", name), name).to.match(/^ValidationException: /);
    }
  });
});

describe("a change of DNS records", () => {
  const ELB = "web-1.ap-northeast-1.elb.amazonaws.com";
  const plain = (value: string, ttl = 300) =>
    `<Name>www.example.com</Name><Type>A</Type><TTL>${ttl}</TTL><ResourceRecords><ResourceRecord><Value>${value}</Value></ResourceRecord></ResourceRecords>`;
  const alias = (zone: string, target = ELB) =>
    `<Name>www.example.com.</Name><Type>A</Type><AliasTarget><HostedZoneId>${zone}</HostedZoneId><DNSName>${target}</DNSName></AliasTarget>`;
  const set = (record: string) => `<ResourceRecordSet>${record}</ResourceRecordSet>`;

  function change(changes: readonly (readonly [action: string, record: string])[], current = ""): Promise<string> {
    const list = changes.map(([action, record]) => `<Change><Action>${action}</Action>${set(record)}</Change>`);
    const body = `<Request><ChangeBatch><Changes>${list.join("")}</Changes></ChangeBatch></Request>`;
    const call = readCall(
      "POST",
      "/2013-04-01/hostedzone/Z1/rrset/",
      { authorization: scope("route53") },
      Buffer.from(body),
    );
    return resultOf(route53, call, current === "" ? "" : set(current));
  }

  it("points to a load balancer only in the hosted zone of its name", async () => {
    expect(await change([["UPSERT", alias("Z14GRHDCWA56QT", `dualstack.${ELB}.`)]])).to.equal("accepted");
    expect(await change([["UPSERT", alias("Z1", "d1.cloudfront.net")]])).to.equal("accepted");
    expect(await change([["CREATE", alias("Z1")]])).to.equal(
      `InvalidChangeBatch: [Tried to create an alias that targets ${ELB}., type A in zone Z1, but the alias target name does not lie within the target zone]`,
    );
  });

  it("deletes only a record that exists, with its values", async () => {
    const what = "InvalidChangeBatch: [Tried to delete resource record set [name='www.example.com.', type='A'] but";
    const differs = `${what} the values provided do not match the current values]`;
    expect(await change([["DELETE", plain("192.0.2.1")]])).to.equal(`${what} it was not found]`);
    expect(await change([["DELETE", plain("192.0.2.1")]], plain("192.0.2.1"))).to.equal("accepted");
    expect(await change([["DELETE", plain("192.0.2.2")]], plain("192.0.2.1"))).to.equal(differs);
    expect(await change([["DELETE", plain("192.0.2.1", 60)]], plain("192.0.2.1"))).to.equal(differs);
    expect(await change([["DELETE", alias("Z1")]], alias("Z1", `${ELB.toUpperCase()}.`))).to.equal("accepted");
    expect(await change([["DELETE", alias("Z1", "other.example.net")]], alias("Z1"))).to.equal(differs);
    // It may be created by the same request.
    expect(
      await change([
        ["UPSERT", plain("192.0.2.2")],
        ["DELETE", plain("192.0.2.2")],
      ]),
    ).to.equal("accepted");
  });
});
