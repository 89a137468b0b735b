import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateVpcCommand,
  DeleteInternetGatewayCommand,
  DeleteNetworkInterfaceCommand,
  DeleteVpcCommand,
  DescribeAddressesCommand,
  DescribeSubnetsCommand,
  DetachInternetGatewayCommand,
  DisassociateAddressCommand,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { ForwardProxy } from "../unit/lib/aws/support/forward-proxy";
import { Aws } from "./support/aws";
import { EmulatedStage } from "./support/emulated-stage";

/** Calls that change nothing. */
const READING = /^(Get|Describe|List)/;

/** Only the proxy can resolve it. */
const HOST = "aws-behind-proxy.test";

describe("an `up` that preflight checks reject", () => {
  const stage = new EmulatedStage("stg", "preflight");

  before(() => stage.start());
  const proxy = new ForwardProxy(() => Number(new URL(stage.endpoint).port));
  // A proxy that was not started has nothing to stop.
  after(async () => {
    proxy.stop();
    await stage.stop();
  });

  /** Runs an `up` that must fail, and returns its output and the calls that reached the API. */
  async function rejected(): Promise<{ output: string; actions: string[] }> {
    const before = stage.calls().length;
    const { status, output } = await stage.tryPulumi("up", "--yes", "--skip-preview");
    expect(status).to.not.equal(0);
    expect(output).to.not.match(/^\s+at .+:\d+:\d+\)?$/m);
    return {
      output,
      actions: stage
        .calls()
        .slice(before)
        .map(({ action }) => action),
    };
  }

  it("lists every invalid setting at once, before any call", async () => {
    await stage.set("nat", "gatway");
    await stage.set("bastion", "true");
    const { output, actions } = await rejected();
    expect(output).to.contain("nat").and.to.contain("gatway").and.to.contain("gateway");
    expect(output).to.contain("adminCidrs");
    expect(actions).to.deep.equal([]);
    await stage.set("nat", "instance");
    await stage.set("bastion", "false");
  });

  it("stops in a region without the zones, before any call", async () => {
    await stage.set("aws:region", "us-east-1");
    const { output, actions } = await rejected();
    expect(output).to.contain("us-east-1");
    expect(actions).to.deep.equal([]);
    await stage.set("aws:region", "ap-northeast-1");
  });

  it("stops when its Elastic IPs exceed the quota, before any call that changes something", async () => {
    const { ec2 } = new Aws(stage.endpoint);
    for (let taken = 0; taken < 5; taken++) await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
    const { output, actions } = await rejected();
    expect(output.replace(/\s+/g, " ")).to.contain(
      "too many Elastic IPs: this deployment creates servicename-stg-nat-instance-1a in addition to the 5 in the region, 6",
    );
    expect(actions.filter((action) => !READING.test(action))).to.deep.equal([]);
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
    for (const { AllocationId } of Addresses) await ec2.send(new ReleaseAddressCommand({ AllocationId }));
  });

  it("stops in an account that is not allowed, before any call that changes something", async () => {
    await stage.pulumi("config", "set", "aws:allowedAccountIds", '["111111111111"]');
    const { output, actions } = await rejected();
    expect(output).to.contain("123456789012");
    expect(actions.filter((action) => !READING.test(action))).to.deep.equal([]);
    await stage.pulumi("config", "rm", "aws:allowedAccountIds");
  });

  it("stops when the account does not have a zone, in previews too, before any call that changes something", async () => {
    await stage.set("zones[0].name", "ap-northeast-1b");
    await stage.set("zones[0].publicCidr", "10.0.0.0/24");
    await stage.set("zones[0].privateCidr", "10.0.1.0/24");
    const { output, actions } = await rejected();
    const message =
      "zones: ap-northeast-1b does not exist in this account in ap-northeast-1. " +
      "Use one of this account's zones: ap-northeast-1a, ap-northeast-1c, ap-northeast-1d";
    expect(output.replace(/\s+/g, " ")).to.contain(message);
    expect(actions.filter((action) => !READING.test(action))).to.deep.equal([]);
    const preview = await stage.tryPulumi("preview");
    expect(preview.status).to.not.equal(0);
    expect(preview.output.replace(/\s+/g, " ")).to.contain(message);
    await stage.unset("zones");
  });

  it("stops when Elastic IPs of your own do not exist or are in use elsewhere, in previews too, before any call that changes something", async () => {
    const { ec2 } = new Aws(stage.endpoint);
    const [{ SubnetId = "", VpcId = "" } = {}] = (await ec2.send(new DescribeSubnetsCommand({}))).Subnets ?? [];
    const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
    const InternetGatewayId = InternetGateway?.InternetGatewayId ?? "";
    await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId }));
    const { AllocationId = "" } = await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
    const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? "";
    const { AssociationId } = await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
    for (const [id, message] of [
      ["eipalloc-0123456789abcdef0", "this Elastic IP does not exist in this account in ap-northeast-1"],
      [AllocationId, `this Elastic IP is in use outside this stage, by network interface ${NetworkInterfaceId}`],
    ] as const) {
      await stage.set("natEipAllocationIds.instance.ap-northeast-1a", id);
      const { output, actions } = await rejected();
      expect(output.replace(/\s+/g, " ")).to.contain(`natEipAllocationIds.instance.ap-northeast-1a: ${message}`);
      expect(actions.filter((action) => !READING.test(action))).to.deep.equal([]);
      const preview = await stage.tryPulumi("preview");
      expect([preview.status === 0, preview.output.replace(/\s+/g, " ").includes(message)]).to.deep.equal([
        false,
        true,
      ]);
    }
    await ec2.send(new DisassociateAddressCommand({ AssociationId }));
    await stage.pulumi("preview");
    await stage.unset("natEipAllocationIds");
    await ec2.send(new ReleaseAddressCommand({ AllocationId }));
    await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
    await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
  });

  it("stops when a VPC of the stage belongs to another state, in previews too, before anything is created", async () => {
    const { ec2 } = new Aws(stage.endpoint);
    const Tags = Object.entries({ Service: "servicename", Stage: "stg", ManagedBy: "pulumi" });
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({
        CidrBlock: "10.0.0.0/16",
        TagSpecifications: [{ ResourceType: "vpc", Tags: Tags.map(([Key, Value]) => ({ Key, Value })) }],
      }),
    );
    const message = `VPC ${Vpc?.VpcId ?? ""} has the tags of this stage`;
    const { output, actions } = await rejected();
    expect(output).to.contain(message);
    expect(actions.filter((action) => !READING.test(action))).to.deep.equal([]);
    const preview = await stage.tryPulumi("preview");
    expect(preview.status).to.not.equal(0);
    expect(preview.output).to.contain(message);
    await ec2.send(new DeleteVpcCommand({ VpcId: Vpc?.VpcId }));
  });

  it("uses only the proxy in the environment, in previews and in commands for operators", async () => {
    const address = await proxy.start();
    const environment = { HTTP_PROXY: address, NO_PROXY: "", no_proxy: "", AWS_ENDPOINT_URL: `http://${HOST}:5000` };
    const preview = await stage.tryPulumiWith(environment, "preview");
    expect(preview.output).to.contain("to create").and.not.contain("warning");
    expect(preview.status).to.equal(0);
    const asked = proxy.asked.length;
    expect(asked).to.be.above(5);
    const verify = await stage.npmWith(environment, "verify", "stg");
    expect(verify.stdout + verify.stderr).to.not.contain("cannot be reached");
    expect(proxy.asked.length).to.be.above(asked);
    expect(new Set(proxy.asked.map((url) => url.split("/")[2]))).to.deep.equal(new Set([`${HOST}:5000`]));
  });
});
