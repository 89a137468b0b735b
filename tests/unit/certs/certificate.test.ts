import * as pulumi from "@pulumi/pulumi";
import { Certificate } from "../../../certs";
import { deploy, resolve, reveal, Secret, UNKNOWN, type Deployment } from "../../support";
import { contextOf } from "../../support/context";
import { needs, urnsOf } from "../../support/names";

const SETTINGS = {
  commonName: "servicename-stg",
  dnsNames: [] as string[],
  validityDays: 3650,
  earlyRenewalDays: 0,
  generation: 1,
};

function certificate(
  settings: Partial<typeof SETTINGS> = {},
  preview = false,
  renewed?: string,
): Promise<Deployment<Certificate>> {
  const args = { context: contextOf("stg"), settings: { ...SETTINGS, ...settings }, renewed };
  return deploy(() => new Certificate("certificate", args), { preview });
}

async function dnsNamesOf(commonName: string, dnsNames: string[]): Promise<unknown> {
  const { inputs } = (await certificate({ commonName, dnsNames })).only("tls.SelfSignedCert");
  return inputs.dnsNames;
}

describe("The self-signed certificate", () => {
  let deployed: Deployment<Certificate>;
  let planned: Deployment<Certificate>;

  before(async () => {
    deployed = await certificate();
    planned = await certificate({}, true);
  });

  it("has an RSA key of 2048 bits, replaced only by a new generation or a renewal", async () => {
    const key = deployed.only("tls.PrivateKey");
    expect(key.inputs).to.deep.equal({ algorithm: "RSA", rsaBits: 2048 });
    expect(key.options.replacementTrigger).to.deep.equal([1, "never"]);
    const raised = await certificate({ generation: 2, commonName: "other", validityDays: 30 });
    expect(raised.only("tls.PrivateKey").options.replacementTrigger).to.deep.equal([2, "never"]);
    const renewed = await certificate({}, false, "2036-11-24T00:00:00Z");
    expect(renewed.only("tls.PrivateKey").options.replacementTrigger).to.deep.equal([1, "2036-11-24T00:00:00Z"]);
    expect(urnsOf(raised)).to.deep.equal(urnsOf(deployed));
  });

  it("keeps the note of its last renewal until the next", async () => {
    expect(deployed.only("pulumi.Stash").options.ignoreChanges).to.deep.equal(["input"]);
    const renewed = await certificate({}, false, "2036-11-24T00:00:00Z");
    expect(renewed.only("pulumi.Stash").inputs.input).to.equal("2036-11-24T00:00:00Z");
    expect(renewed.only("pulumi.Stash").options.ignoreChanges ?? []).to.deep.equal([]);
  });

  it("is valid for the days given, for a web server's use", async () => {
    const { subject, validityPeriodHours, allowedUses, isCaCertificate } = deployed.only("tls.SelfSignedCert").inputs;
    expect(subject).to.deep.equal({ commonName: "servicename-stg" });
    expect(validityPeriodHours).to.equal(3650 * 24);
    expect(allowedUses).to.deep.equal(["key_encipherment", "digital_signature", "server_auth"]);
    expect(isCaCertificate).to.be.undefined;
    const short = await certificate({ validityDays: 30 });
    expect(short.only("tls.SelfSignedCert").inputs.validityPeriodHours).to.equal(720);
  });

  it("contains its host names once each, and the common name first if that is a host name", async () => {
    expect(await dnsNamesOf("servicename-stg", [])).to.deep.equal(["servicename-stg"]);
    expect(await dnsNamesOf("www.example.com", ["example.com", "www.example.com"])).to.deep.equal([
      "www.example.com",
      "example.com",
    ]);
    expect(await dnsNamesOf("*.example.com", [])).to.deep.equal(["*.example.com"]);
    expect(await dnsNamesOf("Shop & Sons", ["example.com"])).to.deep.equal(["example.com"]);
  });

  it("is uploaded with its key, under a name of its own, before an old one goes", () => {
    const { inputs, options } = deployed.only("aws.iam.ServerCertificate");
    expect(inputs).to.have.all.keys("certificateBody", "namePrefix", "privateKey", "tags");
    expect(inputs.certificateBody).to.equal(deployed.only("tls.SelfSignedCert").outputs.certPem);
    expect(reveal(inputs.privateKey)).to.equal(reveal(deployed.only("tls.PrivateKey").outputs.privateKeyPem));
    expect(options).not.to.have.property("deleteBeforeReplace");
    expect(needs(deployed, deployed.only("aws.iam.ServerCertificate"))).to.deep.equal([
      "PrivateKey certificate",
      "SelfSignedCert certificate",
    ]);
  });

  it("keeps its private key secret everywhere, in previews too", () => {
    for (const run of [deployed, planned]) {
      const key = run.only("tls.PrivateKey");
      const forms = ["privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"];
      expect(key.options.additionalSecretOutputs).to.include.members(forms);
      for (const form of forms) expect(key.outputs[form], form).to.be.instanceOf(Secret);
    }
    expect(deployed.only("tls.SelfSignedCert").inputs.privateKeyPem).to.be.instanceOf(Secret);
    expect(deployed.only("aws.iam.ServerCertificate").inputs.privateKey).to.be.instanceOf(Secret);
    // What is not known yet, Pulumi does not mark.
    expect(planned.only("tls.SelfSignedCert").inputs.privateKeyPem).to.equal(UNKNOWN);
    expect(planned.only("aws.iam.ServerCertificate").inputs.privateKey).to.equal(UNKNOWN);
  });

  it("gives its ARN and the day on which it expires, neither of them a secret", async () => {
    const { arn, expiresAt } = deployed.made;
    expect(await resolve(arn)).to.equal(deployed.only("aws.iam.ServerCertificate").outputs.arn);
    expect(await resolve(expiresAt)).to.equal(deployed.only("tls.SelfSignedCert").outputs.validityEndTime);
    expect(await Promise.all([pulumi.isSecret(arn), pulumi.isSecret(expiresAt)])).to.deep.equal([false, false]);
  });
});
