import * as fs from "node:fs";
import * as path from "node:path";

import { ChangeResourceRecordSetsCommand, ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import { expect } from "chai";

import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";
import { Aws } from "./support/aws";
import { EmulatedStage } from "./support/emulated-stage";
import { sampleWhile } from "./support/sample-while";
import { FaultInjector } from "./support/faults/injector";
import { HostedZones } from "./support/hosted-zones";

/** Milliseconds between two samples of the listener. */
const INTERVAL_MS = 50;

/** Calls that change certificates, records and listeners. */
const CHANGES =
  /^(?:RequestCertificate|DeleteCertificate|(?:Upload|Delete)ServerCertificate|SetLoadBalancer.*|(?:Create|Delete)LoadBalancerListeners)$/;

describe("A domain", function () {
  const stage = new EmulatedStage("stg", "domain");
  let aws: Aws;
  let zones: HostedZones;
  let zoneId = "";
  let other: EmulatedStage;
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    aws = new Aws(stage.endpoint);
    zones = new HostedZones(stage.endpoint);
    zoneId = await zones.create("example.com");
    await setDomain("example.com");
    await stage.up();
  });
  after(() => stage.stop());

  /** Runs `pulumi up`, samples the listener meanwhile, and returns the changes in their order. */
  async function change(): Promise<readonly string[]> {
    const before = stage.calls().length;
    const { samples } = await sampleWhile(
      () => stage.up(),
      () => aws.httpsListener(),
      INTERVAL_MS,
    );
    for (const listener of samples) {
      expect(listener?.Listener?.Protocol).to.equal("HTTPS");
      expect(listener?.PolicyNames).to.deep.equal(["tls-1-2-2017-01"]);
    }
    expect((await aws.httpsListener())?.Listener?.SSLCertificateId).to.equal(await stage.output("certificateArn"));
    const calls = stage.calls().slice(before);
    return calls.filter(({ action, status }) => CHANGES.test(action) && status < 300).map(({ action }) => action);
  }

  async function setDomain(...names: readonly string[]): Promise<void> {
    await stage.unset("domain").catch(() => undefined);
    for (const [index, name] of names.entries()) await stage.set(`domain.names[${index}]`, name);
    await stage.set("domain.hostedZoneId", zoneId);
  }

  it("can be part of a stage's first deployment", async () => {
    expect(await stage.output("siteUrl")).to.equal("https://example.com/");
    expect(await aws.httpsListener()).to.nested.include({
      "Listener.SSLCertificateId": await stage.output("certificateArn"),
    });
    expect((await zones.records(zoneId)).map(({ Name, Type }) => `${Name} ${Type}`)).to.include("example.com. A");
  });

  it("leaves a self-signed certificate and no record when it is removed", async () => {
    await stage.unset("domain");
    expect(await change()).to.deep.equal([
      "UploadServerCertificate",
      "SetLoadBalancerListenerSSLCertificate",
      "SetLoadBalancerPoliciesOfListener",
      "DeleteCertificate",
    ]);
    expect((await zones.records(zoneId)).map(({ Type }) => Type).sort()).to.deep.equal(["NS", "SOA"]);
    await stage.pulumi("preview", "--expect-no-changes");
  });

  it("is rejected before anything is created when the hosted zone is not the domain's, is private or does not exist", async () => {
    const other = await zones.create("example.org");
    const hidden = await zones.create("example.com", { vpc: String(await stage.output("vpcId")) });
    await setDomain("www.example.com", "example.com");
    for (const [id, message] of [
      [other, "www.example.com and example.com do not belong to hosted zone .*, which is that of example.org"],
      [hidden, "is a private hosted zone"],
      ["Z00000000000", "AWS does not return hosted zone Z00000000000 to this account"],
    ] as const) {
      await stage.set("domain.hostedZoneId", id);
      const { status, output } = await stage.tryPulumi("preview");
      expect(status, output).to.not.equal(0);
      expect(output.replace(/\s+/g, " ")).to.match(new RegExp(message)).and.contain("Nothing was changed");
    }
  });

  it("is rejected when one of its names leads elsewhere", async () => {
    await setDomain("www.example.com", "example.com");
    await zones.change(zoneId, "CREATE", { Name: "www.example.com", Type: "CNAME", value: "elsewhere.example.net" });
    const { output } = await stage.tryPulumi("preview");
    expect(output.replace(/\s+/g, " ")).to.contain(
      `www.example.com already has a record of type CNAME in hosted zone ${zoneId}, which is not this stage's`,
    );
    await zones.change(zoneId, "DELETE", { Name: "www.example.com", Type: "CNAME", value: "elsewhere.example.net" });
  });

  it("is shown in the preview with all of its records", async () => {
    const steps = await stage.preview();
    const created = steps.filter(({ op }) => op === "create").map(({ urn }) => urn.split("::").at(-1));
    expect(created.sort()).to.deep.equal([
      ...["domain", "domain", "domain", "domain-example.com", "domain-validation-example.com"],
      ...["domain-validation-www.example.com", "domain-www.example.com"],
    ]);
  });

  it("leaves no record of a deployment that was killed, once it is recovered", async () => {
    const injector = new FaultInjector(stage, "stg");
    await injector.run((point) => (point.startsWith("ChangeResourceRecordSets") ? { kind: "kill" } : undefined), "up");
    injector.close();
    expect((await zones.records(zoneId)).map(({ Type }) => Type)).to.include("CNAME");
    const { status, stdout, stderr } = await stage.npm("recover", "stg", "--yes");
    expect(status, stderr).to.equal(0);
    expect(stdout).to.match(
      /DNS record _\w+\.(www\.)?example\.com CNAME in \w+ \(_\w+.+\): its creation was interrupted \(domain-validation-\1example\.com\)/,
    );
    expect((await zones.records(zoneId)).map(({ Type }) => Type).sort()).to.deep.equal(["NS", "SOA"]);
  });

  it("gets a validated certificate, which is swapped in place before the self-signed one is deleted", async () => {
    // The deployment that was killed has requested it.
    expect(await change()).to.deep.equal([
      "SetLoadBalancerListenerSSLCertificate",
      "SetLoadBalancerPoliciesOfListener",
      "DeleteServerCertificate",
    ]);
    expect(await stage.output("siteUrl")).to.equal("https://www.example.com/");
    expect(await stage.output("certificateExpiresAt")).to.equal(undefined);
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("leads to the load balancer, the apex too", async () => {
    const target = String(await stage.output("loadBalancerDnsName")).toLowerCase();
    const zone = await stage.output("loadBalancerZoneId");
    const addresses = (await zones.records(zoneId)).filter(({ Type }) => Type === "A");
    expect(
      addresses.map(({ Name, AliasTarget }) => [
        ...[Name, AliasTarget?.DNSName.toLowerCase().replace(/\.$/, "")],
        AliasTarget?.HostedZoneId,
      ]),
    ).to.deep.equal(["example.com.", "www.example.com."].map((name) => [name, target, zone]));
  });

  it("is verified: records that were deleted by hand are missed, and restored by the command that is printed", async () => {
    const verify = async (): Promise<Readonly<Record<string, string>>> => {
      const { stdout, stderr } = await stage.npm("verify", "stg", "--json");
      expect(stdout, stderr).to.match(/^\{/);
      const { checks } = JSON.parse(stdout) as { checks: { id: string; status: string; detail: string }[] };
      const results = checks.map(({ id, status, detail }) => [id, status === "failed" ? detail : status]);
      return Object.fromEntries(results) as Record<string, string>;
    };
    const list = () => aws.route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
    expect(await verify()).to.include({ listeners: "passed", renewal: "passed" });
    const { ResourceRecordSets: before = [] } = await list();
    const lost = before.filter(({ Name, Type }) => Type === "A" || (Type === "CNAME" && !Name?.includes(".www.")));
    expect(lost).to.have.length(3);
    const Changes = lost.map((ResourceRecordSet) => ({ Action: "DELETE" as const, ResourceRecordSet }));
    await aws.route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } }));
    expect((await verify()).renewal)
      .to.match(/^the validation record _\w+\.example\.com \(CNAME\) is missing in hosted zone \w+;/)
      .and.contain("to restore it: pulumi up --refresh --stack stg");
    await stage.up("--refresh");
    expect(await verify()).to.include({ listeners: "passed", renewal: "passed" });
    expect((await list()).ResourceRecordSets).to.have.deep.members(before);
  });

  it("gets a new certificate for other names, in place, and the old one goes last", async () => {
    await setDomain("www.example.com", "*.www.example.com");
    expect(await change()).to.deep.equal([
      "RequestCertificate",
      "SetLoadBalancerListenerSSLCertificate",
      "SetLoadBalancerPoliciesOfListener",
      "DeleteCertificate",
    ]);
    const names = (await zones.records(zoneId)).filter(({ Type }) => Type === "A").map(({ Name }) => Name);
    expect(names).to.have.members(["\\052.www.example.com.", "www.example.com."]);
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("works beside another stage with another name in the same zone", async () => {
    other = await stage.beside("dev");
    await other.unset("domain");
    await other.set("domain.names[0]", "dev.example.com");
    await other.set("domain.hostedZoneId", zoneId);
    await other.set("nat", "none");
    await other.up();
    expect(await other.output("siteUrl")).to.equal("https://dev.example.com/");
    const names = (await zones.records(zoneId)).filter(({ Type }) => Type === "A").map(({ Name }) => Name);
    expect(names).to.have.members(["\\052.www.example.com.", "dev.example.com.", "www.example.com."]);
    for (const each of [stage, other]) await each.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("goes with a stage whose state is lost, and no other record of the zone does", async () => {
    const ofOther = (await zones.records(zoneId)).filter(({ Name }) => Name.endsWith("dev.example.com."));
    expect(ofOther).to.have.length(2);
    const others = [
      { Name: "shop.example.com.", Type: "CNAME", value: "elsewhere.example.net" },
      { Name: "_0a1b2c3.example.com.", Type: "CNAME", value: "_4d5e6f7.acm-validations.aws" },
    ];
    for (const record of others) await zones.change(zoneId, "CREATE", record);
    fs.rmSync(path.join(stage.project, "..", "state", ".pulumi", "stacks", "minimal-secure-web", "stg.json"));
    const { status, stdout, stderr } = await stage.answering("stg\n", {}, "recover", "stg", "--destroy");
    expect(status, stderr).to.equal(0);
    const deleted = stdout
      .split("\n")
      .flatMap((line) => /^Deleted (DNS record|load balancer(?! policy)|certificate) /.exec(line)?.[1] ?? []);
    expect(deleted).to.deep.equal(["DNS record", "DNS record", "DNS record", "load balancer", "certificate"]);
    const left = (await zones.records(zoneId)).map(({ Name, Type }) => `${Name} ${Type}`);
    expect(left).to.have.members([
      ...["example.com. NS", "example.com. SOA"],
      ...[...others, ...ofOther].map(({ Name, Type }) => `${Name} ${Type}`),
    ]);
    await other.pulumi("preview", "--refresh", "--expect-no-changes");
    const again = await stage.answering("", {}, "recover", "stg", "--destroy");
    expect(again.stdout).to.contain("AWS has no resources of stg");
  });
});
