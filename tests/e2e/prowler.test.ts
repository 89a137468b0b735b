import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeInstancesCommand,
  DescribeNetworkAclsCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifySubnetAttributeCommand,
} from "@aws-sdk/client-ec2";
import { expect } from "chai";
import { join } from "node:path";

import type { CheckResult } from "../../tools/scan/evaluate";
import { SUPPRESSIONS } from "./support/prowler/suppressions";
import { installProwler, prowler } from "./support/prowler/run";
import { report, scanList } from "../../tools/scan/report";
import { expectDocumented } from "../support/documented-table";
import { Aws } from "./support/aws";
import { EmulatedStage } from "./support/emulated-stage";
import { addedSince, takeInventory } from "./support/inventory";

const ROOT = join(__dirname, "..", "..");

describe("prowler, on both stages as they are deployed", function () {
  const stages = { prod: new EmulatedStage("prod", "prowler-prod"), stg: new EmulatedStage("stg", "prowler-stg") };
  const looks: Partial<Record<keyof typeof stages, () => Promise<readonly CheckResult[]>>> = {};
  // A later step says nothing once an earlier one has failed.
  this.bail(true);

  before(async () => {
    const python = await installProwler(ROOT, console.log);
    await Promise.all(
      (["prod", "stg"] as const).map(async (name) => {
        const stage = stages[name];
        await stage.start();
        const aws = new Aws(stage.endpoint);
        const empty = await everything(aws);
        // The policy pack judges both on the way: then it sees values that no preview knows.
        await stage.up("--policy-pack", "policy");
        const made = new Set(Object.values(addedSince(empty, await everything(aws))).flat());
        // Topics and the like are listed by ARN.
        const ids = new Set([...made].map((id) => id.split(/[:/]/).at(-1) ?? id));
        looks[name] = () =>
          prowler(python, { endpoint: stage.endpoint, region: "ap-northeast-1", isOfStage: (id) => ids.has(id) });
      }),
    );
  });
  after(() => Promise.all(Object.values(stages).map((stage) => stage.stop())));

  /** All that stands in the account; network ACLs come with VPCs. */
  async function everything(aws: Aws): Promise<Record<string, readonly string[]>> {
    const { NetworkAcls = [] } = await aws.ec2.send(new DescribeNetworkAclsCommand({}));
    return { ...(await takeInventory(aws)), networkAcls: NetworkAcls.map(({ NetworkAclId = "" }) => NetworkAclId) };
  }

  it("finds nothing that is not explained, and every explanation is needed", async () => {
    const scan = { prod: (await looks.prod?.()) ?? [], stg: (await looks.stg?.()) ?? [] };
    const { lines, isClean } = report("prowler", scan, SUPPRESSIONS);
    for (const line of lines) console.log(`      ${line}`);
    expect(isClean, lines.join("\n")).to.equal(true);
    expectDocumented("prowler", scanList(scan, SUPPRESSIONS));
  });

  it("looks: it fails what is broken by hand then", async () => {
    const aws = new Aws(stages.stg.endpoint);
    const group = (await stages.stg.output("webSecurityGroupId")) as string;
    const [subnet] = (await stages.stg.output("publicSubnetIds")) as string[];
    const open = { IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
    await aws.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: [open] }));
    await aws.ec2.send(new ModifySubnetAttributeCommand({ SubnetId: subnet, MapPublicIpOnLaunch: { Value: true } }));
    const nat = { Filters: [{ Name: "tag:Name", Values: ["servicename-stg-nat"] }] };
    const { Reservations = [] } = await aws.ec2.send(new DescribeInstancesCommand(nat));
    await aws.ec2.send(
      new ModifyInstanceMetadataOptionsCommand({
        InstanceId: Reservations[0]?.Instances?.[0]?.InstanceId,
        HttpTokens: "optional",
      }),
    );
    const { lines } = report("prowler", { stg: (await looks.stg?.()) ?? [] }, SUPPRESSIONS);
    for (const check of [
      "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
      "vpc_subnet_no_public_ip_by_default",
      "ec2_instance_imdsv2_enabled",
    ]) {
      expect(
        lines.filter((line) => line.startsWith(`stg: ${check} fails on`)),
        check,
      ).to.have.length(1);
    }
  });
});
