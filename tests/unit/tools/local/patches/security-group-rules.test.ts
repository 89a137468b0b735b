import { expect } from "chai";

import { ruleDescriptions } from "../../../../../tools/local/patches/rule-descriptions";
import { membersOf, textAt, type XmlElement } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const rule = (id: string, source: string) =>
  `<item><securityGroupRuleId>${id}</securityGroupRuleId><ipProtocol>tcp</ipProtocol><fromPort>80</fromPort><toPort>80</toPort>${source}</item>`;
const rules = (...all: string[]) => `<R><securityGroupRuleSet>${all.join("")}</securityGroupRuleSet></R>`;
const fromGroup = "<referencedGroupInfo><groupId>sg-2</groupId></referencedGroupInfo>";
const tcp80 = { "IpPermissions.1.IpProtocol": "tcp", "IpPermissions.1.FromPort": "80", "IpPermissions.1.ToPort": "80" };

function descriptions(root: XmlElement): (string | undefined)[] {
  return membersOf(root, "securityGroupRuleSet").map((one) => textAt(one, "description"));
}

describe("a security group's rule in the emulator", () => {
  const sources: [string, string, Record<string, string>][] = [
    [
      "security group",
      fromGroup,
      { "IpPermissions.1.Groups.1.GroupId": "sg-2", "IpPermissions.1.Groups.1.Description": "web" },
    ],
    [
      "prefix list",
      "<prefixListId>pl-1</prefixListId>",
      { "IpPermissions.1.PrefixListIds.1.PrefixListId": "pl-1", "IpPermissions.1.PrefixListIds.1.Description": "web" },
    ],
    [
      "range",
      "<cidrIpv4>10.0.0.0/16</cidrIpv4>",
      { "IpPermissions.1.IpRanges.1.CidrIp": "10.0.0.0/16", "IpPermissions.1.IpRanges.1.Description": "web" },
    ],
  ];
  for (const [kind, source, asked] of sources) {
    it(`keeps its description when its peer is a ${kind}`, async () => {
      const authorized = rules(rule("sgr-1", source));
      const emulator = new FakeEmulator(ruleDescriptions(), {
        AuthorizeSecurityGroupIngress: authorized,
        DescribeSecurityGroupRules: authorized,
      });
      const response = await emulator.send("ec2", "AuthorizeSecurityGroupIngress", { ...tcp80, ...asked });
      expect(descriptions(response)).to.deep.equal(["web"]);
      expect(descriptions(await emulator.send("ec2", "DescribeSecurityGroupRules"))).to.deep.equal(["web"]);
    });
  }

  it("gets no description of another port", async () => {
    const emulator = new FakeEmulator(ruleDescriptions(), {
      AuthorizeSecurityGroupEgress: rules(rule("sgr-1", fromGroup)),
    });
    const asked = { ...sources[0]![2], ...tcp80, "IpPermissions.1.ToPort": "443" };
    expect(descriptions(await emulator.send("ec2", "AuthorizeSecurityGroupEgress", asked))).to.deep.equal([undefined]);
  });

  it("shows a changed description", async () => {
    const emulator = new FakeEmulator(ruleDescriptions(), {
      ModifySecurityGroupRules: "<R/>",
      DescribeSecurityGroupRules: rules(rule("sgr-1", fromGroup), rule("sgr-2", fromGroup)),
    });
    await emulator.send("ec2", "ModifySecurityGroupRules", {
      "SecurityGroupRule.1.SecurityGroupRuleId": "sgr-1",
      "SecurityGroupRule.1.SecurityGroupRule.Description": "new",
    });
    const shown = descriptions(await emulator.send("ec2", "DescribeSecurityGroupRules"));
    expect(shown).to.deep.equal(["new", undefined]);
  });
});
