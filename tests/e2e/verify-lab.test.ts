import * as fs from "node:fs";

import { expect } from "chai";

import { selfSigned } from "../support/certificates";
import { skipUnlessSupported } from "../support/namespaces";
import { finished } from "./support/lab";
import { CHECK_IP, DeployedLab, PUBLIC, REQUIREMENTS } from "./support/stage-lab/deployed-lab";
import type { SiteServer } from "./support/stage-lab/lab";

const CHECK_IP_HOST = "checkip.amazonaws.com";

/** A resource of an exported state whose secrets are shown. */
interface Resource {
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

describe("npm run verify with running instances", function () {
  this.bail(true);
  const deployed = new DeployedLab("verify-lab");

  before(async function () {
    skipUnlessSupported(REQUIREMENTS, this);
    await deployed.start();
    const { lab, instances } = deployed;
    await lab.nameAddress(String(await deployed.stage.output("loadBalancerDnsName")), PUBLIC.loadBalancer);
    const checkip = selfSigned(CHECK_IP_HOST);
    await lab.nameAddress(CHECK_IP_HOST, CHECK_IP);
    await lab.trust(checkip.cert);
    await lab.startSite("internet", { port: 443, tls: checkip, response: { kind: "ip" } });
    await lab.startSite("web", { port: 80, response: { kind: "page" } });
    const response = { kind: "balancer", to: instances.web.privateIp } as const;
    await lab.startSite("balancer", { port: 80, response }, { port: 443, tls: await certificateOfStage(), response });
  });

  after(() => deployed.stop());

  /** The load balancer's certificate and key, which are in the state only. */
  async function certificateOfStage(): Promise<NonNullable<SiteServer["tls"]>> {
    const file = deployed.stage.file("state-with-keys.json");
    await deployed.stage.pulumi("stack", "export", "--show-secrets", "--file", file);
    const { deployment } = JSON.parse(fs.readFileSync(file, "utf8")) as { deployment: { resources: Resource[] } };
    fs.rmSync(file);
    const outputs = deployment.resources.find(
      ({ type }) => type === "aws:iam/serverCertificate:ServerCertificate",
    )!.outputs;
    return { key: plain(outputs.privateKey), cert: plain(outputs.certificateBody) };
  }

  /** Results by check: `passed`, or the detail. */
  async function verify(): Promise<{
    readonly status: number | null;
    readonly checks: Readonly<Record<string, string>>;
  }> {
    const { status, output } = await finished(deployed.begin("verify", "stg", "-i", deployed.keyFile, "--json"));
    const { checks, emulator } = JSON.parse(output.slice(output.indexOf("{\n"))) as {
      emulator: boolean;
      checks: { id: string; status: string; detail: string }[];
    };
    expect(emulator).to.equal(false);
    return {
      status,
      checks: Object.fromEntries(checks.map(({ id, ...one }) => [id, one.status === "passed" ? "passed" : one.detail])),
    };
  }

  const allPassed = Object.fromEntries(
    ["listeners", "http", "https", "servers", "way-out", "closed", "bastion"].map((id) => [id, "passed"]),
  );

  it("passes: page, certificate, internet egress, closed ports, and a login to a web server", async () => {
    const { status, checks } = await verify();
    expect(checks).to.deep.equal(allPassed);
    expect(status).to.equal(0);
  });

  it("finds an open port, and a web server without internet egress", async () => {
    const { lab } = deployed;
    await lab.must("balancer", "nft", "insert rule ip security_group arriving tcp dport 22 accept");
    await lab.must("balancer", "nft", "insert rule ip security_group leaving tcp sport 22 accept");
    await lab.startSite("balancer", { port: 22, response: { kind: "page" } });
    await lab.must("nat", "sysctl", "--quiet", "--write", "net.ipv4.ip_forward=0");
    const { status, checks } = await verify();
    expect(status).to.equal(1);
    expect(checks.closed).to.equal(`load balancer ${PUBLIC.loadBalancer} answers on 22`);
    expect(checks["way-out"]).to.match(/^web server i-\w+ .* (timed out|could not|answer)/i);
    expect({ ...checks, closed: "passed", "way-out": "passed" }).to.deep.equal(allPassed);
  });
});

/** A value of a state, decrypted if it is secret. */
function plain(value: unknown): string {
  const { plaintext } = value as { plaintext?: string };
  return plaintext === undefined ? String(value) : (JSON.parse(plaintext) as string);
}
