import { DomainCertificate } from "../../../certs";
import { deploy, resolve, UNKNOWN, type Deployment } from "../../support";
import { contextOf } from "../../support/context";
import { needs } from "../../support/names";

const ZONE = "Z0123456789ABC";
const BALANCER = { dnsName: "elb.example.net", zoneId: "Z14GRHDCWA56QT", httpsListener: undefined };

function domain(names: readonly [string, ...string[]], preview = false): Promise<Deployment<DomainCertificate>> {
  return deploy(
    () => {
      const args = { context: contextOf("stg"), settings: { names, hostedZoneId: ZONE } };
      const certificate = new DomainCertificate("domain", args);
      certificate.createDependents(BALANCER);
      return certificate;
    },
    { preview },
  );
}

describe("The certificate of a domain", () => {
  it("is for all names, the first of which is the site's URL, and is proven by DNS records", async () => {
    const deployed = await domain(["example.com", "www.example.com"]);
    const { tags, ...inputs } = deployed.only("aws.acm.Certificate").inputs;
    expect(inputs).to.deep.equal({
      domainName: "example.com",
      subjectAlternativeNames: ["www.example.com"],
      validationMethod: "DNS",
      options: { certificateTransparencyLoggingPreference: "ENABLED" },
    });
    expect(tags).to.include({ Name: "certificate-servicename-stg" });
    expect(deployed.made.siteUrl).to.equal("https://example.com/");
    const one = await domain(["example.com"]);
    expect(one.only("aws.acm.Certificate").inputs).to.not.have.property("subjectAlternativeNames");
  });

  it("has a validation record for each name, and the same one for a wildcard and its domain", async () => {
    const deployed = await domain(["example.com", "*.example.com", "*.shop.example.com"]);
    const records = deployed.all("aws.route53.Record").filter(({ inputs }) => inputs.type === "CNAME");
    expect(records.map(({ name, inputs }) => [name, inputs])).to.deep.equal(
      ["example.com", "shop.example.com"].map((host) => [
        `domain-validation-${host}`,
        {
          zoneId: ZONE,
          name: `_0a1b2c3.${host}.`,
          type: "CNAME",
          ttl: 300,
          records: ["_4d5e6f7.acm-validations.aws."],
          allowOverwrite: true,
        },
      ]),
    );
  });

  it("has an ARN only once AWS has issued it", async () => {
    const deployed = await domain(["example.com"]);
    const validation = deployed.only("aws.acm.CertificateValidation");
    expect(needs(deployed, validation)).to.deep.equal(["Certificate domain", "Record domain-validation-example.com"]);
    expect(await resolve(deployed.made.arn)).to.equal(deployed.only("aws.acm.Certificate").outputs.arn);
    const fqdns = validation.inputs.validationRecordFqdns;
    expect(fqdns).to.deep.equal(["_0a1b2c3.example.com"]);
  });

  it("shows every record in a preview, when what ACM asks for is unknown", async () => {
    const planned = await domain(["example.com", "*.example.com", "shop.example.com"], true);
    expect(planned.all("aws.route53.Record").map(({ name, inputs }) => [name, inputs.name])).to.deep.equal([
      ["domain-*.example.com", "*.example.com"],
      ["domain-example.com", "example.com"],
      ["domain-shop.example.com", "shop.example.com"],
      ["domain-validation-example.com", UNKNOWN],
      ["domain-validation-shop.example.com", UNKNOWN],
    ]);
  });
});

describe("The names of a domain", () => {
  it("lead to the load balancer by alias records of IPv4, the domain itself too", async () => {
    const deployed = await domain(["example.com", "*.example.com"]);
    const records = deployed.all("aws.route53.Record").filter(({ inputs }) => inputs.type === "A");
    expect(records.map(({ inputs }) => inputs)).to.deep.equal(
      ["*.example.com", "example.com"].map((name) => ({
        zoneId: ZONE,
        name,
        type: "A",
        aliases: [{ name: BALANCER.dnsName, zoneId: BALANCER.zoneId, evaluateTargetHealth: false }],
        allowOverwrite: true,
      })),
    );
  });
});
