import { AllocateAddressCommand, DescribeSecurityGroupRulesCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { Aws } from "./support/aws";
import { EmulatedStage } from "./support/emulated-stage";

/** Calls that change nothing. */
const READING = /^(Get|Describe|List)/;

const A = { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" };
const C = { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" };

type Zone = typeof A;

describe("A change of the network", function () {
  const stage = new EmulatedStage("stg", "network-changes");
  let aws: Aws;
  // A later step says nothing once an earlier one has failed.
  this.bail(true);

  before(async () => {
    await stage.start();
    aws = new Aws(stage.endpoint);
    await stage.set("bastion", "true");
    await stage.set("adminCidrs[0]", "203.0.113.7/32");
    await stage.set("adminCidrs[1]", "198.51.100.0/24");
    await stage.up();
  });
  after(() => stage.stop());

  async function setZones(...zones: readonly Zone[]): Promise<void> {
    await stage.tryPulumi("config", "rm", "minimal-secure-web:zones");
    for (const [index, zone] of zones.entries()) {
      for (const [part, value] of Object.entries(zone)) await stage.set(`zones[${index}].${part}`, value);
    }
  }

  /** Runs an `up` and a preview that are to be refused before anything is changed. */
  async function refused(): Promise<string> {
    const before = stage.calls().length;
    const preview = await stage.tryPulumi("preview");
    const { status, output } = await stage.tryPulumi("up", "--yes", "--skip-preview");
    expect([preview.status === 0, status === 0]).to.deep.equal([false, false]);
    const made = stage.calls().slice(before);
    expect(made.filter(({ action }) => !READING.test(action))).to.deep.equal([]);
    expect(output).to.contain("Nothing was changed");
    return output.replace(/\s+/g, " ");
  }

  /** The zones of each numbered step of a refusal; undefined for the settings as they are. */
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

  /** Does what a refusal says. */
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

  it("leaves the rules of administrators alone when their ranges change places or become a secret", async () => {
    const rules = await adminRules();
    expect(rules).to.have.length(2);
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

  it("counts no Elastic IP twice when the stack is renamed", async () => {
    for (let taken = 0; taken < 3; taken++) await aws.ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
    await stage.changeState(({ outputs }) => (outputs.natPublicIps = outputs.natPublicIps));
    await stage.pulumi("preview", "--expect-no-changes");
  });

  it("of the only zone's public range is refused; the steps of the message work", async () => {
    const wanted = [{ ...A, publicCidr: "10.0.10.0/24" }];
    await setZones(...wanted);
    const output = await refused();
    expect(output).to.contain("DuplicateLoadBalancerName");
    await setZones(A);
    await stage.pulumi("preview", "--expect-no-changes");
    await setZones(...wanted);
    await follow(output, wanted);
  });

  it("that moves a zone with its ranges is refused; the steps of the message work", async () => {
    await setZones(A, C);
    await stage.tryPulumi("up", "--yes", "--skip-preview");
  });
});
