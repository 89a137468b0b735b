import * as ec2 from "@aws-sdk/client-ec2";

import { createGroup, row, withInstance, type Context, type Row } from "./context";

const range = { IpRanges: [{ CidrIp: "10.0.0.0/8" }] };

/** More of security groups, and what EC2's tags are for. */
export const rules: readonly Row[] = [
  row("the same rule twice in a call", "InvalidParameterValue", (context) => {
    const rule = { IpProtocol: "tcp", FromPort: 91, ToPort: 91, ...range };
    return allow(context, rule, rule);
  }),
  row("rule without a source", "MissingParameter", (context) =>
    allow(context, { IpProtocol: "tcp", FromPort: 92, ToPort: 92 }),
  ),
  row("no rule", "MissingParameter", (context) => allow(context)),
  row("rule twice, with another description", "InvalidPermission.Duplicate", async (context) => {
    for (const Description of ["one", "other"]) {
      const IpRanges = [{ CidrIp: "10.0.0.0/8", Description }];
      await allow(context, { IpProtocol: "tcp", FromPort: 94, ToPort: 94, IpRanges });
    }
  }),
  row("egress rule twice", "InvalidPermission.Duplicate", async ({ ec2: c, group }) => {
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 91, ToPort: 91, ...range }];
    await c.send(new ec2.AuthorizeSecurityGroupEgressCommand({ GroupId: group, IpPermissions }));
    await c.send(new ec2.AuthorizeSecurityGroupEgressCommand({ GroupId: group, IpPermissions }));
  }),
  row("revoke an unknown egress rule", "InvalidPermission.NotFound", ({ ec2: c, group }) => {
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 999, ToPort: 999, ...range }];
    return c.send(new ec2.RevokeSecurityGroupEgressCommand({ GroupId: group, IpPermissions }));
  }),
  row("rule of an unknown prefix list", "InvalidPrefixListId.NotFound", (context) => {
    const PrefixListIds = [{ PrefixListId: "pl-0123456789abcdef0" }];
    return allow(context, { IpProtocol: "tcp", FromPort: 443, ToPort: 443, PrefixListIds });
  }),
  row("61st rule, alone", "RulesPerSecurityGroupLimitExceeded", async (context) => {
    const group = await createGroup(context.ec2, context.vpc, context.name());
    const rule = (port: number) => ({ IpProtocol: "tcp", FromPort: port, ToPort: port, ...range });
    await allow({ ...context, group }, ...Array.from({ length: 60 }, (_, port) => rule(port)));
    await allow({ ...context, group }, rule(60));
  }),
  row("change an unknown rule", "InvalidSecurityGroupRuleId.NotFound", ({ ec2: c, group }) => {
    const SecurityGroupRule = { IpProtocol: "tcp", FromPort: 1, ToPort: 1, CidrIpv4: "10.0.0.0/8" };
    const SecurityGroupRules = [{ SecurityGroupRuleId: "sgr-0123456789abcdef0", SecurityGroupRule }];
    return c.send(new ec2.ModifySecurityGroupRulesCommand({ GroupId: group, SecurityGroupRules }));
  }),
  row("group name of 256 characters", "InvalidParameterValue", ({ ec2: c, vpc }) =>
    createGroup(c, vpc, "x".repeat(256)),
  ),
  row("delete the group of an instance", "DependencyViolation", async (context) => {
    const GroupId = await createGroup(context.ec2, context.vpc, context.name());
    const remove = () => context.ec2.send(new ec2.DeleteSecurityGroupCommand({ GroupId }));
    await withInstance(context, remove, { SecurityGroupIds: [GroupId] });
  }),
  row("six security groups of a launch", "SecurityGroupsPerInterfaceLimitExceeded", async (context) =>
    withInstance(context, () => Promise.resolve(), { SecurityGroupIds: await groups(context, 6) }),
  ),
  row("six security groups of an instance", "SecurityGroupsPerInterfaceLimitExceeded", async (context) => {
    const Groups = await groups(context, 6);
    return withInstance(context, (InstanceId) =>
      context.ec2.send(new ec2.ModifyInstanceAttributeCommand({ InstanceId, Groups })),
    );
  }),
  row("security group of another VPC for an instance", "InvalidGroup.NotFound", (context) =>
    withInstance(context, (InstanceId) =>
      context.ec2.send(new ec2.ModifyInstanceAttributeCommand({ InstanceId, Groups: [context.other.group] })),
    ),
  ),

  row("tag value of 257 characters", "InvalidParameterValue", (context) => tag(context, context.vpc, "x".repeat(257))),
  row("tag of an unknown instance", "InvalidInstanceID.NotFound", (context) => tag(context, "i-0123456789abcdef0")),
  row("tag of an unknown subnet", "InvalidSubnetID.NotFound", (context) => tag(context, "subnet-0123456789abcdef0")),
  row("tag of an invalid resource ID", "InvalidID", (context) => tag(context, "thing")),
  row("51st tag, alone", "TagLimitExceeded", async ({ ec2: c, other }) => {
    const Tags = Array.from({ length: 50 }, (_, number) => ({ Key: `k${number}`, Value: "" }));
    await c.send(new ec2.CreateTagsCommand({ Resources: [other.table], Tags }));
    await c.send(new ec2.CreateTagsCommand({ Resources: [other.table], Tags: [{ Key: "more", Value: "" }] }));
  }),
  row("tag again", "accepted", async (context) => {
    await tag(context, context.vpc);
    await tag(context, context.vpc);
  }),
  row("tags of a resource type that the call does not create", "InvalidParameterValue", ({ ec2: c }) =>
    c.send(
      new ec2.CreateVpcCommand({
        ...{ CidrBlock: "10.67.0.0/16" },
        TagSpecifications: [{ ResourceType: "subnet", Tags: [{ Key: "a", Value: "b" }] }],
      }),
    ),
  ),
];

function allow({ ec2: client, group }: Context, ...IpPermissions: readonly ec2.IpPermission[]): Promise<unknown> {
  const command = { GroupId: group, IpPermissions: [...IpPermissions] };
  return client.send(new ec2.AuthorizeSecurityGroupIngressCommand(command));
}

async function groups({ ec2: client, vpc, name }: Context, count: number): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => createGroup(client, vpc, name())));
}

async function tag({ ec2: client }: Context, id: string, Value = "v"): Promise<void> {
  await client.send(new ec2.CreateTagsCommand({ Resources: [id], Tags: [{ Key: "again", Value }] }));
}
