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
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

const ROOT = join(__dirname, "..", "..");

describe("prowler on both deployed stages", function () {
  const stages = { prod: new EmulatedStage("prod", "prowler-prod"), stg: new EmulatedStage("stg", "prowler-stg") };
  const scans: Partial<Record<keyof typeof stages, () => Promise<readonly CheckResult[]>>> = {};
  eachNeedsTheOneBefore(this);

  before(async () => {
    const python = await installProwler(ROOT, console.log);
    await Promise.all(
      (["prod", "stg"] as const).map(async (name) => {
        const stage = stages[name];
        await stage.start();
        const aws = new Aws(stage.endpoint);
        const empty = await allResources(aws);
        // The policy pack evaluates both meanwhile, with values that previews do not know.
        await stage.up("--policy-pack", "policy");
        const made = new Set(Object.values(addedSince(empty, await allResources(aws))).flat());
        // Some resources are listed by ARN.
        const ids = new Set([...made].map((id) => id.split(/[:/]/).at(-1) ?? id));
        scans[name] = () =>
          prowler(python, { endpoint: stage.endpoint, region: "ap-northeast-1", isOfStage: (id) => ids.has(id) });
      }),
    );
  });
  after(() => Promise.all(Object.values(stages).map((stage) => stage.stop())));

  /** All resources in the account, with the network ACLs of VPCs. */
  async function allResources(aws: Aws): Promise<Record<string, readonly string[]>> {
    const { NetworkAcls = [] } = await aws.ec2.send(new DescribeNetworkAclsCommand({}));
    return { ...(await takeInventory(aws)), networkAcls: NetworkAcls.map(({ NetworkAclId = "" }) => NetworkAclId) };
  }

  it("finds nothing without a documented reason, and every reason is needed", async () => {
    const scan = { prod: (await scans.prod?.()) ?? [], stg: (await scans.stg?.()) ?? [] };
    const { lines, isClean } = report("prowler", scan, SUPPRESSIONS);
    for (const line of lines) console.log(`      ${line}`);
    expect(isClean, lines.join("\n")).to.equal(true);
    expectDocumented("prowler", scanList(scan, SUPPRESSIONS));
  });

  it("fails on violations that are made by hand", async () => {
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
    const { lines } = report("prowler", { stg: (await scans.stg?.()) ?? [] }, SUPPRESSIONS);
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
