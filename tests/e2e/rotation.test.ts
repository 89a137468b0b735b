import { DescribeLoadBalancersCommand, type ListenerDescription } from "@aws-sdk/client-elastic-load-balancing";
import {
  DeleteServerCertificateCommand,
  ListServerCertificatesCommand,
  UploadServerCertificateCommand,
} from "@aws-sdk/client-iam";
import { expect } from "chai";

import type { LoggedCall } from "../../tools/local/request-log";
import { selfSigned } from "../support/certificates";
import { Aws } from "./support/aws";
import { EmulatedStage } from "./support/emulated-stage";
import { lookWhile } from "./support/look-while";

/** Milliseconds between two looks at the listener. */
const OFTEN = 50;
const DAY_MS = 24 * 60 * 60 * 1000;
/** What changes certificates and listeners. */
const CHANGES =
  /^(?:UploadServerCertificate|DeleteServerCertificate|SetLoadBalancer.*|(?:Create|Delete)LoadBalancer(?:Listeners|Policy))$/;
const ROTATION = ["UploadServerCertificate", "SetLoadBalancerListenerSSLCertificate", "DeleteServerCertificate"];

describe("A new certificate", function () {
  const stage = new EmulatedStage("stg", "rotation");
  let aws: Aws;
  // A later step says nothing once an earlier one has failed.
  this.bail(true);

  before(async () => {
    await stage.start();
    aws = new Aws(stage.endpoint);
    await stage.up();
  });
  after(() => stage.stop());

  async function httpsListener(): Promise<ListenerDescription | undefined> {
    const { LoadBalancerDescriptions = [] } = await aws.elb.send(new DescribeLoadBalancersCommand({}));
    const listeners = LoadBalancerDescriptions[0]?.ListenerDescriptions ?? [];
    return listeners.find(({ Listener }) => Listener?.LoadBalancerPort === 443);
  }

  async function certificates(): Promise<readonly (string | undefined)[]> {
    const { ServerCertificateMetadataList = [] } = await aws.iam.send(new ListServerCertificatesCommand({}));
    return ServerCertificateMetadataList.map(({ Arn }) => Arn);
  }

  /** What was changed since so many calls, in its order. */
  function changesSince(before: number): readonly string[] {
    return stage
      .calls()
      .slice(before)
      .filter(({ action, status }: LoggedCall) => CHANGES.test(action) && status < 300)
      .map(({ action }) => action);
  }

  /**
   * Runs `pulumi up` and looks at the listener all the while; hands back what was changed, in its order.
   * @param foreign certificates that are there and not the program's, and stay
   */
  async function rotate(foreign: readonly string[] = []): Promise<readonly string[]> {
    const before = stage.calls().length;
    const old = await certificates();
    const { looks } = await lookWhile(() => stage.up(), httpsListener, OFTEN);
    expect(looks.length).to.be.greaterThan(10);
    for (const listener of looks) {
      expect(listener?.Listener?.Protocol).to.equal("HTTPS");
      expect(listener?.PolicyNames).to.deep.equal(["tls-1-2-2017-01"]);
    }
    const now = (await certificates()).filter((arn = "") => !foreign.includes(arn));
    expect(now).to.have.length(1);
    expect(now).to.not.deep.equal(old);
    expect((await httpsListener())?.Listener?.SSLCertificateId).to.equal(now[0]);
    return changesSince(before);
  }

  it("shows in the preview: a new key, its upload, the swap before the listener's policy", async () => {
    await stage.set("certificate.generation", "2");
    const { output } = await stage.pulumi("preview", "--diff");
    for (const what of ["tls:index/privateKey:PrivateKey", "aws:iam/serverCertificate:ServerCertificate"]) {
      expect(output).to.match(new RegExp(`\\+-${what}: \\(replace\\)`));
    }
    expect(output).to.match(/~ aws:elb\/listenerPolicy:ListenerPolicy: \(update\)/);
    expect(output).to.not.match(/aws:elb\/loadBalancer:LoadBalancer: \(/);
  });

  it("is uploaded, swapped in place with the TLS policy kept, and only then the old one goes", async () => {
    const changes = await rotate();
    expect(changes.filter((action) => ROTATION.includes(action))).to.deep.equal(ROTATION);
    expect(changes).to.not.include("DeleteLoadBalancerListeners");
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("comes with new names as well", async () => {
    await stage.set("certificate.dnsNames[0]", "www.example.com");
    expect((await rotate()).filter((action) => ROTATION.includes(action))).to.deep.equal(ROTATION);
  });

  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS + DAY_MS / 2).toISOString();

  it("is advised from 60 days before the old one expires, by every preview, and not made by itself", async () => {
    await stage.changeState(({ outputs }) => (outputs.certificateExpiresAt = inDays(59)));
    const { output } = await stage.pulumi("preview", "--expect-no-changes");
    expect(output).to.match(
      /expires in 59 days .*For a new one: pulumi config set --path minimal-secure-web:certificate.generation 3/,
    );
  });

  it("is made by itself in the last days where that is wished for, once", async () => {
    await stage.set("certificate.earlyRenewalDays", "30");
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.changeState(({ outputs }) => (outputs.certificateExpiresAt = inDays(29)));
    const { output } = await stage.pulumi("preview", "--diff");
    expect(output).to.match(/expires in 29 days .*it is made anew now, and swapped in place/);
    expect((await rotate()).filter((action) => ROTATION.includes(action))).to.deep.equal(ROTATION);
    const { output: calm } = await stage.pulumi("preview", "--expect-no-changes");
    expect(calm).to.not.contain("expires in");
    await stage.set("certificate.earlyRenewalDays", "0");
    await stage.pulumi("preview", "--expect-no-changes");
  });

  it("can be an existing one, and the program's own again", async () => {
    const mine = { ServerCertificateName: "mine" };
    const { cert, key } = selfSigned("servicename-stg");
    const pair = { CertificateBody: cert, PrivateKey: key };
    const { ServerCertificateMetadata } = await aws.iam.send(new UploadServerCertificateCommand({ ...mine, ...pair }));
    const arn = ServerCertificateMetadata?.Arn ?? "";
    await stage.unset("certificate");
    await stage.set("certificate.arn", arn);
    expect((await rotate()).filter((action) => ROTATION.includes(action))).to.deep.equal(ROTATION.slice(1));
    expect(await certificates()).to.deep.equal([arn]);
    expect(await stage.output("certificateArn")).to.equal(arn);
    expect(await stage.output("certificateExpiresAt")).to.equal(undefined);
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.unset("certificate");
    expect((await rotate([arn])).filter((action) => ROTATION.includes(action))).to.deep.equal(ROTATION.slice(0, 2));
    await aws.iam.send(new DeleteServerCertificateCommand(mine));
    await stage.pulumi("preview", "--expect-no-changes");
  });

  it("comes with a listener that is made anew after HTTPS was off, which has its policy before `up` ends", async () => {
    await stage.set("https", "false");
    await stage.up();
    expect([await httpsListener(), await certificates()]).to.deep.equal([undefined, []]);
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.set("https", "true");
    const before = stage.calls().length;
    await stage.up();
    expect(changesSince(before).filter((action) => !action.includes("Attributes"))).to.deep.equal([
      "UploadServerCertificate",
      "CreateLoadBalancerListeners",
      "CreateLoadBalancerPolicy",
      "SetLoadBalancerPoliciesOfListener",
    ]);
    expect((await httpsListener())?.PolicyNames).to.deep.equal(["tls-1-2-2017-01"]);
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("leaves one certificate and an open port after ten in a row", async () => {
    for (let generation = 2; generation < 12; generation += 1) {
      await stage.set("certificate.generation", String(generation));
      expect((await rotate()).filter((action) => ROTATION.includes(action))).to.deep.equal(ROTATION);
    }
  });
});
