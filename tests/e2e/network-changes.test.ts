import * as fs from "node:fs";
import * as path from "node:path";

import { AllocateAddressCommand, DescribeSecurityGroupRulesCommand, ReleaseAddressCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { runPulumi } from "../../tools/local/pulumi";
import { Aws } from "./support/aws";
import { EmulatedStage } from "./support/emulated-stage";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

/** Calls that change nothing. */
const READING = /^(Get|Describe|List)/;

const A = { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" };
const C = { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" };

const D = { ...C, name: "ap-northeast-1d" };
const E = { ...D, publicCidr: "10.0.4.0/24", privateCidr: "10.0.5.0/24" };
const A10 = { ...A, publicCidr: "10.0.10.0/24" };

type Zone = typeof A;

describe("A change of the network", function () {
  const stage = new EmulatedStage("stg", "network-changes");
  let aws: Aws;
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    aws = new Aws(stage.endpoint);
    await setZones(A, C);
    await stage.set("nat", "gateway");
    await stage.set("natPerZone", "true");
    await stage.set("bastion", "true");
    await stage.set("adminCidrs[0]", "203.0.113.7/32");
    await stage.set("adminCidrs[1]", "198.51.100.0/24");
    // The names of the rules in earlier versions.
    const ranges = restorable("network/admin-ranges.ts");
    ranges.change((text) =>
      text.replace('key: keys[index] ?? ""', 'key: typeof cidr === "string" ? cidr : String(index)'),
    );
    await stage.up();
    ranges.restore();
  });
  after(() => stage.stop());

  /** A file of the copy that a test changes temporarily. */
  function restorable(file: string): { change: (edit: (text: string) => string) => void; restore: () => void } {
    const text = fs.readFileSync(path.join(stage.project, file), "utf8");
    return {
      change: (edit) => {
        expect(edit(text)).not.to.equal(text);
        stage.write(file, edit(text));
      },
      restore: () => {
        stage.write(file, text);
      },
    };
  }

  async function setZones(...zones: readonly Zone[]): Promise<void> {
    await stage.pulumi("config", "set", "minimal-secure-web:zones", JSON.stringify(zones));
  }

  /** Runs an `up` and a preview that must be rejected before any change. */
  async function rejected(): Promise<string> {
    const before = stage.calls().length;
    const preview = await stage.tryPulumi("preview");
    const { status, output } = await stage.tryPulumi("up", "--yes", "--skip-preview");
    expect([preview.status === 0, status === 0]).to.deep.equal([false, false]);
    const made = stage.calls().slice(before);
    expect(made.filter(({ action }) => !READING.test(action))).to.deep.equal([]);
    expect(output).to.contain("Nothing was changed");
    return output.replace(/\s+/g, " ");
  }

  /** The zones of each numbered step of an error; undefined for the current settings. */
  function stepsIn(output: string): (readonly Zone[] | undefined)[] {
    const steps = output.split(/ \d\. /).slice(1);
    return steps.map((step) => {
      const list = /^zones: \[(.*)\]/.exec(step)?.[1];
      return list === undefined
        ? undefined
        : [...list.matchAll(/\{name: (\S+), publicCidr: (\S+), privateCidr: (\S+)\}/g)].map(
            ([, name = "", publicCidr = "", privateCidr = ""]) => ({ name, publicCidr, privateCidr }),
          );
    });
  }

  /** Follows the steps of an error. */
  async function follow(output: string, wanted: readonly Zone[]): Promise<void> {
    const steps = stepsIn(output);
    expect(steps.length).to.be.greaterThan(1);
    expect(steps.at(-1)).to.equal(undefined);
    for (const zones of steps) {
      await setZones(...(zones ?? wanted));
      await stage.up();
    }
    await stage.pulumi("preview", "--expect-no-changes");
  }

  async function adminRules(): Promise<readonly (string | undefined)[]> {
    const { SecurityGroupRules = [] } = await aws.ec2.send(new DescribeSecurityGroupRulesCommand({}));
    const rules = SecurityGroupRules.filter(
      ({ FromPort, CidrIpv4, IsEgress }) => FromPort === 22 && CidrIpv4 && !IsEgress,
    );
    return rules.map(({ SecurityGroupRuleId, CidrIpv4 }) => `${SecurityGroupRuleId} ${CidrIpv4}`).sort();
  }

  it("leaves the rules of administrators alone when their names, order or secrecy change", async () => {
    const rules = await adminRules();
    expect(rules).to.have.length(2);
    await stage.up();
    expect(await adminRules()).to.deep.equal(rules);
    await stage.set("adminCidrs[0]", "198.51.100.0/24");
    await stage.set("adminCidrs[1]", "203.0.113.7/32");
    await stage.pulumi("preview", "--expect-no-changes");
    await stage.unset("adminCidrs");
    const secret = ["config", "set", "--path", "--secret"];
    await stage.pulumi(...secret, "minimal-secure-web:adminCidrs[0]", "203.0.113.7/32");
    await stage.pulumi(...secret, "minimal-secure-web:adminCidrs[1]", "198.51.100.0/24");
    await stage.up();
    expect(await adminRules()).to.deep.equal(rules);
    await stage.pulumi("preview", "--expect-no-changes");
  });

  it("is not rejected when the stack is renamed and the region has no Elastic IP left", async () => {
    const taken = await Promise.all([1, 2].map(() => aws.ec2.send(new AllocateAddressCommand({ Domain: "vpc" }))));
    const pulumi = (...args: string[]) =>
      runPulumi([...args, "--non-interactive"], { cwd: stage.project, environment: stage.environment });
    await stage.pulumi("stack", "rename", "new");
    const preview = await pulumi("preview", "--stack", "new");
    await pulumi("stack", "rename", "stg", "--stack", "new");
    expect(preview.status, preview.stdout + preview.stderr).to.equal(0);
    for (const { AllocationId } of taken) await aws.ec2.send(new ReleaseAddressCommand({ AllocationId }));
  });

  it("adds a zone to a stage with deletion protection, the load balancer in place, in previews too", async () => {
    await stage.set("protect", "true");
    await stage.up();
    await setZones(A, C, E);
    const ops = await stage.preview();
    expect(ops.filter(({ op }) => op.includes("replace") || op.includes("delete"))).to.deep.equal([]);
    await stage.pulumi("up", "--yes");
    await stage.set("protect", "false");
    await stage.up();
  });

  it("to other zones alone is rejected; the steps of the error keep the old ones until then", async () => {
    await setZones(A, C);
    await stage.up();
    const wanted = [E];
    await setZones(...wanted);
    const output = await rejected();
    expect(output).to.contain("DuplicateLoadBalancerName");
    expect(stepsIn(output)).to.deep.equal([[A, C, E], undefined]);
    await follow(output, wanted);
    await setZones(A, C, E);
    await stage.up();
    await setZones(A, C);
    await stage.up();
  });

  it("that an earlier version left incomplete can be neither continued nor reverted at once; the steps of the error work", async () => {
    const check = restorable("preflight/network.ts");
    check.change((text) =>
      text.replace("run: async () => {", "run: async () => {\n      if (stage !== undefined) return [];"),
    );
    const before = [A, C];
    const wanted = [A10, C];
    await setZones(...wanted);
    const { status, output: failure } = await stage.tryPulumi("up", "--yes", "--skip-preview");
    expect([status === 0, failure.includes("Resource.AlreadyAssociated")]).to.deep.equal([false, true]);
    check.restore();
    expect(await rejected()).to.contain("Resource.AlreadyAssociated");
    await setZones(...before);
    const { output } = await stage.pulumi("preview");
    expect(output).to.contain("subnets left over from a failed deployment");
    await follow(output.slice(output.indexOf("left over")).replace(/\s+/g, " "), before);
  });

  it("of a NAT gateway's public subnet is rejected, and can be reverted; the steps of the error work", async () => {
    const wanted = [A10, C];
    await setZones(...wanted);
    const output = await rejected();
    expect(output).to.contain("Resource.AlreadyAssociated");
    await setZones(A, C);
    await stage.pulumi("preview", "--expect-no-changes");
    await follow(output, wanted);
    await setZones(C, A10);
    await stage.pulumi("preview", "--expect-no-changes");
  });

  it("that moves the ranges of a zone to another one is rejected; the steps of the error work", async () => {
    const wanted = [A10, D];
    await setZones(...wanted);
    const output = await rejected();
    expect(output).to.contain("InvalidSubnet.Conflict");
    await follow(output, wanted);
  });

  it("to your own Elastic IPs works, and swapping them is rejected; the steps of the error work", async () => {
    const allocated = await Promise.all([1, 2].map(() => aws.ec2.send(new AllocateAddressCommand({ Domain: "vpc" }))));
    const [one = "", two = ""] = allocated.map(({ AllocationId }) => AllocationId);
    const own = (a: string, d: string) =>
      stage.set("natEipAllocationIds", `{"gateway": {"ap-northeast-1a": "${a}", "ap-northeast-1d": "${d}"}}`);
    await own(one, two);
    await stage.up();
    await own(two, one);
    expect(await rejected()).to.match(/1\. zones: .* without natEipAllocationIds 2\. the new settings/);
    await stage.unset("natEipAllocationIds");
    await stage.up();
    await own(two, one);
    await stage.up();
    await stage.unset("natEipAllocationIds");
  });

  it("that removes a zone moves its web servers before the load balancer leaves it", async () => {
    await stage.set("nat", "instance");
    await setZones(A10);
    const before = stage.calls().length;
    await stage.up();
    const actions = stage
      .calls()
      .slice(before)
      .map(({ action }) => action);
    expect(
      actions.filter((action) => /^(UpdateAutoScalingGroup|DetachLoadBalancerFromSubnets)$/.test(action)),
    ).to.deep.equal([
      ...["UpdateAutoScalingGroup", "DetachLoadBalancerFromSubnets"],
      // The provider's own, which changes nothing.
      "UpdateAutoScalingGroup",
    ]);
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
  });

  it("of the only zone's public range is rejected; the steps of the error work", async () => {
    const wanted = [A];
    await setZones(...wanted);
    const output = await rejected();
    expect(output).to.contain("DuplicateLoadBalancerName");
    await follow(output, wanted);
  });
});
