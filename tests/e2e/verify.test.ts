import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  DisassociateAddressCommand,
  ReleaseAddressCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  DescribeLoadBalancersCommand,
  SetLoadBalancerListenerSSLCertificateCommand,
  SetLoadBalancerPoliciesOfListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing";
import { DeleteServerCertificateCommand, UploadServerCertificateCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";

import { permissionFor } from "../unit/iam/api-actions";
import { allow } from "../unit/iam/documents";
import { selfSigned } from "../support/certificates";
import { Aws, retryUntilCertificateIsKnown } from "./support/aws";
import { EmulatedStage } from "./support/emulated-stage";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

const BALANCER = { LoadBalancerName: "elb-servicename-stg" };
const POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01";

/** The fields of the report that are used here. */
interface Report {
  readonly emulator: boolean;
  readonly passed: boolean;
  readonly checks: readonly { readonly id: string; readonly status: string; readonly detail: string }[];
  readonly killOne?: Readonly<Record<string, unknown>>;
}

describe("npm run verify", function () {
  const stage = new EmulatedStage("stg", "verify");
  let aws: Aws;
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    await stage.set("adminCidrs[0]", "203.0.113.7/32");
    await stage.set("bastion", "true");
    await stage.up();
    aws = new Aws(stage.endpoint);
  });
  after(() => stage.stop());

  async function verify(...args: string[]): Promise<{ status: number | null; report: Report }> {
    const { status, stdout, stderr } = await stage.npm("verify", "stg", "--json", ...args);
    expect(stdout, stderr).to.match(/^\{/);
    return { status, report: JSON.parse(stdout) as Report };
  }

  /** The details of failed checks. */
  async function failures(): Promise<Record<string, string>> {
    const { status, report } = await verify();
    const found = report.checks.filter(({ status: each }) => each === "failed");
    expect([status, report.passed]).to.deep.equal(found.length === 0 ? [0, true] : [1, false]);
    return Object.fromEntries(found.map(({ id, detail }) => [id, detail]));
  }

  async function server(): Promise<string> {
    const { AutoScalingGroups = [] } = await aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
    return AutoScalingGroups[0]?.Instances?.[0]?.InstanceId ?? "";
  }

  async function certificate(): Promise<string | undefined> {
    const { LoadBalancerDescriptions = [] } = await aws.elb.send(new DescribeLoadBalancersCommand({}));
    const listeners = LoadBalancerDescriptions[0]?.ListenerDescriptions ?? [];
    return listeners.find(({ Listener }) => Listener?.LoadBalancerPort === 443)?.Listener?.SSLCertificateId;
  }

  it("passes the checks of the AWS API, and reports why it skips the others", async () => {
    const { status, report } = await verify();
    expect(status).to.equal(0);
    expect(report).to.include({ emulator: true, passed: true });
    const skipped = ["skipped", "the emulator runs no instances"];
    const checks = report.checks.map(({ id, status: each, detail }) => [id, each, detail]);
    const [address, web] = [
      /bastion (i-\w+) \(10\.0\.0\.\d+, ap-northeast-1a\) has been on for \d+ min$/,
      await server(),
    ];
    expect(checks.slice(0, -1)).to.deep.equal([
      ["listeners", "passed", `80 and 443, certificate ${(await certificate())?.split("/")[1] ?? ""}, ${POLICY}`],
      ["http", ...skipped],
      ["https", ...skipped],
      ["servers", "passed", `1 server of asg-servicename-stg in service: ${web}`],
      ["way-out", ...skipped],
      ["closed", ...skipped],
      ["additions", "passed", "5 security groups and 2 route tables"],
    ]);
    expect(checks.at(-1)?.slice(0, 2)).to.deep.equal(["bastion", "passed"]);
    expect(checks.at(-1)?.[2]).to.match(address);
  });

  it("makes only calls that operators may make, and none that changes anything", async () => {
    const before = stage.calls().length;
    await verify();
    const calls = stage.calls().slice(before);
    expect(calls.map(({ action }) => action).filter((action) => !/^(?:Describe|Get)/.test(action))).to.deep.equal([]);
    const refused = calls.map(permissionFor).filter((each) => !allow(["preview", "operate"], each));
    expect(refused).to.deep.equal([]);
  });

  it("prints sentences without --json, and its progress on standard error", async () => {
    const { status, stdout, stderr } = await stage.npm("verify", "stg");
    expect(status).to.equal(0);
    expect(stdout).to.match(
      /^passed {3}The load balancer has the listeners of the stage, with the stage's certificate/,
    );
    expect(stdout).to.match(
      /\nskipped {2}The site answers with hello! over HTTP \(0 s\)\n {9}the emulator runs no instances/,
    );
    expect(stdout).to.match(/\nstg at elb-servicename-stg\S+: 4 passed, 4 skipped of 8 checks in [\d.]+ s\n$/);
    expect(stderr).to.contain("servers\n").and.to.not.contain("\u001b");
  });

  it("finds a certificate that is not the stage's", async () => {
    const ours = await certificate();
    const { cert, key } = selfSigned("servicename-stg");
    const name = { ServerCertificateName: "another-certificate" };
    const { ServerCertificateMetadata } = await aws.iam.send(
      new UploadServerCertificateCommand({ ...name, CertificateBody: cert, PrivateKey: key }),
    );
    const use = (arn: string | undefined) =>
      retryUntilCertificateIsKnown(() =>
        aws.elb.send(
          new SetLoadBalancerListenerSSLCertificateCommand({
            ...BALANCER,
            LoadBalancerPort: 443,
            SSLCertificateId: arn,
          }),
        ),
      );
    const theirs = ServerCertificateMetadata?.Arn;
    await use(theirs);
    const found = await failures();
    expect(Object.keys(found)).to.deep.equal(["listeners"]);
    expect(found.listeners).to.contain(
      `${theirs ?? ""}, which the stage has not uploaded; to restore it: aws elb set-`,
    );
    await use(ours);
    await aws.iam.send(new DeleteServerCertificateCommand(name));
    expect(await failures()).to.deep.equal({});
  });

  it("finds a listener without its TLS policy", async () => {
    const set = (...PolicyNames: string[]) =>
      aws.elb.send(new SetLoadBalancerPoliciesOfListenerCommand({ ...BALANCER, LoadBalancerPort: 443, PolicyNames }));
    await set();
    expect(await failures()).to.deep.equal({
      listeners: `the TLS policy of 443 is the default, which allows TLS 1.0, instead of ${POLICY}`,
    });
    await set("tls-1-2-2017-01");
    expect(await failures()).to.deep.equal({});
  });

  it("finds a web server that does not serve", async () => {
    const InstanceIds = [await server()];
    await aws.ec2.send(new StopInstancesCommand({ InstanceIds }));
    expect((await failures()).servers).to.match(/^i-\w+ is OutOfService at the load balancer; recent activities: aws /);
    // Its group then replaces it.
    await aws.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    expect(await failures()).to.deep.equal({});
  });

  it("finds a web server with a public address", async () => {
    const { AllocationId, PublicIp = "" } = await aws.ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
    const { AssociationId } = await aws.ec2.send(
      new AssociateAddressCommand({ AllocationId, InstanceId: await server() }),
    );
    expect((await failures()).servers).to.contain(`${await server()} has the public address ${PublicIp}`);
    await aws.ec2.send(new DisassociateAddressCommand({ AssociationId }));
    await aws.ec2.send(new ReleaseAddressCommand({ AllocationId }));
    expect(await failures()).to.deep.equal({});
  });

  it("terminates nothing when it cannot prompt", async () => {
    const before = stage.calls().length;
    const { status, stdout, stderr } = await stage.npm("verify", "stg", "--kill-one");
    expect([status, stdout, stage.calls().length]).to.deep.equal([2, "", before]);
    expect(stderr).to.contain("add --yes");
  });

  it("terminates a web server and follows its replacement with --kill-one --yes", async () => {
    const old = await server();
    const before = stage.calls().length;
    const { status, report } = await verify("--kill-one", "--yes");
    expect(status).to.equal(0);
    const made = await server();
    expect(made).to.not.equal(old);
    const { secondsUntilNoticed, secondsUntilWhole, ...killed } = report.killOne ?? {};
    expect(killed).to.deep.equal({ terminated: old, replacedBy: [made] });
    expect(secondsUntilNoticed).to.be.a("number");
    expect(secondsUntilWhole).to.be.at.least(Number(secondsUntilNoticed));
    expect(report.checks.at(-1)).to.include({ id: "kill-one", status: "passed" });
    const changes = stage
      .calls()
      .slice(before)
      .filter(({ action }) => !/^(?:Describe|Get)/.test(action));
    expect(changes.map(({ action, params }) => [action, JSON.stringify(params).includes(old)])).to.deep.equal([
      ["TerminateInstances", true],
    ]);
    expect(changes.map(permissionFor).filter((each) => !allow(["preview", "operate"], each))).to.deep.equal([]);
    expect(await failures()).to.deep.equal({});
  });
});
