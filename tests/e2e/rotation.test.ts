import { setTimeout as pause } from "node:timers/promises";

import {
  DeleteServerCertificateCommand,
  ListServerCertificatesCommand,
  UploadServerCertificateCommand,
} from "@aws-sdk/client-iam";
import { CreateLoadBalancerListenersCommand } from "@aws-sdk/client-elastic-load-balancing";
import { expect } from "chai";

import type { LoggedCall } from "../../tools/local/request-log";
import { selfSigned } from "../support/certificates";
import { Aws } from "./support/aws";
import { EmulatedStage } from "./support/emulated-stage";
import { FaultInjector } from "./support/faults/injector";
import { sampleWhile } from "./support/sample-while";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

/** Milliseconds between two samples of the listener. */
const INTERVAL_MS = 50;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Calls that change certificates and listeners. */
const CHANGES =
  /^(?:UploadServerCertificate|DeleteServerCertificate|SetLoadBalancer.*|(?:Create|Delete)LoadBalancer(?:Listeners|Policy))$/;
const ROTATION = ["UploadServerCertificate", "SetLoadBalancerListenerSSLCertificate", "DeleteServerCertificate"];

describe("A new certificate", function () {
  const stage = new EmulatedStage("stg", "rotation");
  let aws: Aws;
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    aws = new Aws(stage.endpoint);
    await stage.up();
  });
  after(() => stage.stop());

  async function certificates(): Promise<readonly (string | undefined)[]> {
    const { ServerCertificateMetadataList = [] } = await aws.iam.send(new ListServerCertificatesCommand({}));
    return ServerCertificateMetadataList.map(({ Arn }) => Arn);
  }

  /** The changes after the first calls, in their order. */
  function changesSince(before: number): readonly string[] {
    return stage
      .calls()
      .slice(before)
      .filter(({ action, status }: LoggedCall) => CHANGES.test(action) && status < 300)
      .map(({ action }) => action);
  }

  /**
   * Runs `pulumi up`, samples the listener meanwhile, and returns the changes in their order.
   * @param foreign certificates that are not the program's, and stay
   */
  async function rotate(foreign: readonly string[] = []): Promise<readonly string[]> {
    const before = stage.calls().length;
    const old = await certificates();
    const { samples } = await sampleWhile(
      () => stage.up(),
      () => aws.httpsListener(),
      INTERVAL_MS,
    );
    expect(samples.length).to.be.greaterThan(10);
    for (const listener of samples) {
      expect(listener?.Listener?.Protocol).to.equal("HTTPS");
      expect(listener?.PolicyNames).to.deep.equal(["tls-1-2-2017-01"]);
    }
    const now = (await certificates()).filter((arn = "") => !foreign.includes(arn));
    expect(now).to.have.length(1);
    expect(now).to.not.deep.equal(old);
    expect((await aws.httpsListener())?.Listener?.SSLCertificateId).to.equal(now[0]);
    return changesSince(before);
  }

  it("is shown in the preview: a new key, its upload, the swap before the listener's policy", async () => {
    await stage.set("certificate.generation", "2");
    const { output } = await stage.pulumi("preview", "--diff");
    for (const what of ["tls:index/privateKey:PrivateKey", "aws:iam/serverCertificate:ServerCertificate"]) {
      expect(output).to.match(new RegExp(`\\+-${what}: \\(replace\\)`));
    }
    expect(output).to.match(/~ aws:elb\/listenerPolicy:ListenerPolicy: \(update\)/);
    expect(output).to.not.match(/aws:elb\/loadBalancer:LoadBalancer: \(/);
  });

  it("is uploaded and swapped in place with the TLS policy kept, before the old one is deleted", async () => {
    const changes = await rotate();
    expect(changes.filter((action) => ROTATION.includes(action))).to.deep.equal(ROTATION);
    expect(changes).to.not.include("DeleteLoadBalancerListeners");
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("is created for new names too", async () => {
    await stage.set("certificate.dnsNames[0]", "www.example.com");
    expect((await rotate()).filter((action) => ROTATION.includes(action))).to.deep.equal(ROTATION);
  });

  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS + DAY_MS / 2).toISOString();

  it("is recommended by every preview from 60 days before the old one expires, and not created automatically", async () => {
    await stage.changeState(({ outputs }) => (outputs.certificateExpiresAt = inDays(59)));
    const { output } = await stage.pulumi("preview", "--expect-no-changes");
    expect(output).to.match(
      /expires in 59 days .*To renew it: pulumi config set --path minimal-secure-web:certificate.generation 3/,
    );
  });

  it("is created automatically once with earlyRenewalDays", async () => {
    await stage.set("certificate.earlyRenewalDays", "30");
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.changeState(({ outputs }) => (outputs.certificateExpiresAt = inDays(29)));
    const { output } = await stage.pulumi("preview", "--diff");
    expect(output).to.match(/expires in 29 days .*this deployment renews it and swaps it in place/);
    expect((await rotate()).filter((action) => ROTATION.includes(action))).to.deep.equal(ROTATION);
    const { output: calm } = await stage.pulumi("preview", "--expect-no-changes");
    expect(calm).to.not.contain("expires in");
    await stage.set("certificate.earlyRenewalDays", "0");
    await stage.pulumi("preview", "--expect-no-changes");
  });

  it("can be an existing one, and again the program's own", async () => {
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

  it("is created with a new listener after HTTPS was off, which has its policy before `up` ends", async () => {
    await stage.set("https", "false");
    await stage.up();
    expect([await aws.httpsListener(), await certificates()]).to.deep.equal([undefined, []]);
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
    expect((await aws.httpsListener())?.PolicyNames).to.deep.equal(["tls-1-2-2017-01"]);
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("is set on a listener that an interrupted update has created", async () => {
    await stage.set("https", "false");
    await stage.up();
    await stage.set("https", "true");
    const injector = new FaultInjector(stage, "stg");
    const { hit } = await injector.run(
      (point) => (point.startsWith("CreateLoadBalancerListeners") ? { kind: "kill before" } : undefined),
      "up",
    );
    injector.close();
    expect(hit).to.have.length(1);
    await createListener();
    await stage.pulumi("cancel", "--yes");
    await stage.up();
    const listener = await aws.httpsListener();
    expect(listener?.PolicyNames).to.deep.equal(["tls-1-2-2017-01"]);
    expect(await certificates()).to.deep.equal([listener?.Listener?.SSLCertificateId]);
    await stage.pulumi("preview", "--expect-no-changes");
  });

  /** What the interrupted call does in AWS, once the load balancer finds the certificate. */
  async function createListener(): Promise<void> {
    const [SSLCertificateId] = await certificates();
    const listener = {
      Protocol: "HTTPS",
      LoadBalancerPort: 443,
      InstanceProtocol: "HTTP",
      InstancePort: 80,
      SSLCertificateId,
    };
    const create = new CreateLoadBalancerListenersCommand({
      LoadBalancerName: "elb-servicename-stg",
      Listeners: [listener],
    });
    // The load balancer does not find a new certificate at once.
    for (let attempt = 1; ; attempt += 1) {
      const error = await aws.elb.send(create).then(
        () => undefined,
        (thrown: unknown) => thrown as Error,
      );
      if (error === undefined) return;
      if (attempt === 30) throw error;
      await pause(1000);
    }
  }

  it("leaves one certificate and an open port after ten rotations", async () => {
    for (let generation = 2; generation < 12; generation += 1) {
      await stage.set("certificate.generation", String(generation));
      expect((await rotate()).filter((action) => ROTATION.includes(action))).to.deep.equal(ROTATION);
    }
  });
});
