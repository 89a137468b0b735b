import * as ec2 from "@aws-sdk/client-ec2";

import {
  createAddress,
  createGroup,
  createInstance,
  createRouteTable,
  createSubnet,
  withAddress,
  row,
  type Row,
  type Context,
} from "./context";

/** VPCs, subnets, routes; Elastic IPs, NAT gateways; security groups. */
export const network: readonly Row[] = [
  row("VPC /29", "InvalidVpc.Range", ({ ec2: c }) => c.send(new ec2.CreateVpcCommand({ CidrBlock: "10.5.0.0/29" }))),
  row("VPC /15", "InvalidVpc.Range", ({ ec2: c }) => c.send(new ec2.CreateVpcCommand({ CidrBlock: "10.4.0.0/15" }))),
  row("VPC with an invalid CIDR block", "InvalidParameterValue", ({ ec2: c }) =>
    c.send(new ec2.CreateVpcCommand({ CidrBlock: "10.0.0.256/16" })),
  ),
  row("VPC CIDR with host bits", "10.7.0.0/16", async ({ ec2: c }) => {
    const { Vpc } = await c.send(new ec2.CreateVpcCommand({ CidrBlock: "10.7.0.9/16" }));
    await c.send(new ec2.DeleteVpcCommand({ VpcId: Vpc!.VpcId }));
    return Vpc!.CidrBlock;
  }),
  row("sixth VPC", "VpcLimitExceeded", async ({ ec2: c }) => {
    const made: string[] = [];
    try {
      for (let next = 20; next < 26; next++) {
        const { Vpc } = await c.send(new ec2.CreateVpcCommand({ CidrBlock: `10.${next}.0.0/16` }));
        made.push(Vpc!.VpcId!);
      }
    } finally {
      for (const VpcId of made) await c.send(new ec2.DeleteVpcCommand({ VpcId }));
    }
  }),
  row("subnet outside its VPC", "InvalidSubnet.Range", ({ ec2: c, vpc }) => createSubnet(c, vpc, "10.1.0.0/24", "a")),
  row("subnet /29", "InvalidSubnet.Range", ({ ec2: c, vpc }) => createSubnet(c, vpc, "10.0.9.0/29", "a")),
  row("subnet overlaps another", "InvalidSubnet.Conflict", ({ ec2: c, vpc }) =>
    createSubnet(c, vpc, "10.0.0.128/25", "a"),
  ),
  row("subnet CIDR with host bits", "10.0.5.0/24", async ({ ec2: c, vpc }) => {
    const SubnetId = await createSubnet(c, vpc, "10.0.5.5/24", "a");
    const { Subnets } = await c.send(new ec2.DescribeSubnetsCommand({ SubnetIds: [SubnetId] }));
    await c.send(new ec2.DeleteSubnetCommand({ SubnetId }));
    return Subnets![0]!.CidrBlock;
  }),
  row("subnet in a zone that the account does not have", "InvalidParameterValue", ({ ec2: c, vpc }) =>
    createSubnet(c, vpc, "10.0.6.0/24", "b"),
  ),
  row("subnet of an unknown VPC", "InvalidVpcID.NotFound", ({ ec2: c }) =>
    createSubnet(c, "vpc-0123456789abcdef0", "10.0.6.0/24", "a"),
  ),
  row("delete a subnet that a load balancer is in", "DependencyViolation", ({ ec2: c, subnet }) =>
    c.send(new ec2.DeleteSubnetCommand({ SubnetId: subnet })),
  ),
  row("route to an internet gateway of another VPC", "InvalidParameterValue", ({ ec2: c, gateway, other }) =>
    c.send(route(other.table, { GatewayId: gateway })),
  ),
  row("route to an unknown internet gateway", "InvalidGatewayID.NotFound", ({ ec2: c, routeTable }) =>
    c.send(route(routeTable, { GatewayId: "igw-0123456789abcdef0" })),
  ),
  row("route to an unknown NAT gateway", "InvalidNatGatewayID.NotFound", ({ ec2: c, routeTable }) =>
    c.send(route(routeTable, { NatGatewayId: "nat-0123456789abcdef0" })),
  ),
  row("route of an unknown table", "InvalidRouteTableID.NotFound", ({ ec2: c, gateway }) =>
    c.send(route("rtb-0123456789abcdef0", { GatewayId: gateway })),
  ),
  row("route twice", "RouteAlreadyExists", async ({ ec2: c, routeTable, gateway }) => {
    await c.send(route(routeTable, { GatewayId: gateway }));
    await c.send(route(routeTable, { GatewayId: gateway }));
  }),
  row("delete an unknown route", "InvalidRoute.NotFound", ({ ec2: c, other }) =>
    c.send(new ec2.DeleteRouteCommand({ RouteTableId: other.table, DestinationCidrBlock: "10.200.0.0/16" })),
  ),
  row("attach an internet gateway twice", "Resource.AlreadyAssociated", ({ ec2: c, gateway, vpc }) =>
    c.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId: gateway, VpcId: vpc })),
  ),
  row("attach a second internet gateway", "InvalidParameterValue", async ({ ec2: c, vpc }) => {
    const { InternetGateway } = await c.send(new ec2.CreateInternetGatewayCommand({}));
    const InternetGatewayId = InternetGateway!.InternetGatewayId;
    try {
      await c.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId, VpcId: vpc }));
    } finally {
      await c.send(new ec2.DeleteInternetGatewayCommand({ InternetGatewayId }));
    }
  }),
  row("detach an internet gateway with mapped addresses", "DependencyViolation", (context) =>
    withAddress(context, async (AllocationId) => {
      const InstanceId = await createInstance(context);
      await context.ec2.send(new ec2.AssociateAddressCommand({ AllocationId, InstanceId }));
      await context.ec2.send(
        new ec2.DetachInternetGatewayCommand({ InternetGatewayId: context.gateway, VpcId: context.vpc }),
      );
    }),
  ),
  row("detach an internet gateway from a VPC that has none", "Gateway.NotAttached", ({ ec2: c, gateway, other }) =>
    c.send(new ec2.DetachInternetGatewayCommand({ InternetGatewayId: gateway, VpcId: other.vpc })),
  ),
  row("delete an internet gateway that is attached", "DependencyViolation", ({ ec2: c, gateway }) =>
    c.send(new ec2.DeleteInternetGatewayCommand({ InternetGatewayId: gateway })),
  ),
  row("subnet with two route tables", "Resource.AlreadyAssociated", async ({ ec2: c, vpc, twin, routeTable }) => {
    await c.send(new ec2.AssociateRouteTableCommand({ RouteTableId: routeTable, SubnetId: twin }));
    const another = await createRouteTable(c, vpc);
    await c.send(new ec2.AssociateRouteTableCommand({ RouteTableId: another, SubnetId: twin }));
  }),
  row("route table of another VPC", "InvalidParameterValue", ({ ec2: c, subnetC, other }) =>
    c.send(new ec2.AssociateRouteTableCommand({ RouteTableId: other.table, SubnetId: subnetC })),
  ),
  row("delete a route table in use", "DependencyViolation", ({ ec2: c, routeTable }) =>
    c.send(new ec2.DeleteRouteTableCommand({ RouteTableId: routeTable })),
  ),
  row("delete a VPC with subnets and gateway", "DependencyViolation", ({ ec2: c, vpc }) =>
    c.send(new ec2.DeleteVpcCommand({ VpcId: vpc })),
  ),
  row("endpoint of an unknown service", "InvalidServiceName", ({ ec2: c, vpc }) =>
    c.send(new ec2.CreateVpcEndpointCommand({ VpcId: vpc, ServiceName: "com.amazonaws.ap-northeast-1.s33" })),
  ),
  row("flow logs every 90 s", "InvalidParameter", ({ ec2: c, vpc }) =>
    c.send(
      new ec2.CreateFlowLogsCommand({
        ...{ ResourceIds: [vpc], ResourceType: "VPC", TrafficType: "ALL", MaxAggregationInterval: 90 },
        ...{ LogDestinationType: "s3", LogDestination: "arn:aws:s3:::logs" },
      }),
    ),
  ),
  row("51 tags", "TagLimitExceeded", ({ ec2: c, vpc }) =>
    c.send(
      new ec2.CreateTagsCommand({
        Resources: [vpc],
        Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: "" })),
      }),
    ),
  ),
  row("a tag aws:x", "InvalidParameterValue", ({ ec2: c, vpc }) =>
    c.send(new ec2.CreateTagsCommand({ Resources: [vpc], Tags: [{ Key: "aws:x", Value: "y" }] })),
  ),

  row("sixth Elastic IP", "AddressLimitExceeded", async ({ ec2: c }) => {
    const made: string[] = [];
    try {
      for (let count = 0; count < 6; count++) made.push(await createAddress(c));
    } finally {
      for (const AllocationId of made) await c.send(new ec2.ReleaseAddressCommand({ AllocationId }));
    }
  }),
  row("release an unknown Elastic IP", "InvalidAllocationID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.ReleaseAddressCommand({ AllocationId: "eipalloc-0123456789abcdef0" })),
  ),
  row("release the Elastic IP of an instance", "InvalidIPAddress.InUse", (context) =>
    withAddress(context, async (AllocationId) => {
      const InstanceId = await createInstance(context);
      await context.ec2.send(new ec2.AssociateAddressCommand({ AllocationId, InstanceId }));
      await context.ec2.send(new ec2.ReleaseAddressCommand({ AllocationId }));
    }),
  ),
  row("associate the Elastic IP of a NAT gateway", "Resource.AlreadyAssociated", (context) =>
    associate(context, false),
  ),
  row("take the Elastic IP of a NAT gateway", "AuthFailure", (context) => associate(context, true)),
  row("release the Elastic IP of a NAT gateway", ["AuthFailure", "InvalidIPAddress.InUse"], ({ ec2: c, natAddress }) =>
    c.send(new ec2.ReleaseAddressCommand({ AllocationId: natAddress })),
  ),
  row(
    "release the Elastic IP of a NAT gateway that is being deleted",
    ["AuthFailure", "InvalidIPAddress.InUse"],
    (context) =>
      withGateway(context, async (AllocationId, NatGatewayId) => {
        await context.ec2.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId }));
        await context.ec2.send(new ec2.ReleaseAddressCommand({ AllocationId }));
      }),
  ),
  row("NAT gateway with an Elastic IP in use", "(failed) Resource.AlreadyAssociated", (context) =>
    failureOf(context, context.subnetC, context.natAddress),
  ),
  row("NAT gateway in a VPC without internet gateway", "(failed) Gateway.NotAttached", (context) =>
    withAddress(context, (AllocationId) => failureOf(context, context.other.subnet, AllocationId)),
  ),
  row("public NAT gateway without an Elastic IP", "MissingParameter", ({ ec2: c, subnet }) =>
    c.send(new ec2.CreateNatGatewayCommand({ SubnetId: subnet })),
  ),
  row("delete an unknown NAT gateway", "NatGatewayNotFound", ({ ec2: c }) =>
    c.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId: "nat-0123456789abcdef0" })),
  ),

  row("group description with invalid characters", "InvalidParameterValue", ({ ec2: c, vpc, name }) =>
    c.send(new ec2.CreateSecurityGroupCommand({ VpcId: vpc, GroupName: name(), Description: "café → web" })),
  ),
  row("group description with an apostrophe", "InvalidParameterValue", ({ ec2: c, vpc, name }) =>
    c.send(new ec2.CreateSecurityGroupCommand({ VpcId: vpc, GroupName: name(), Description: "AWS' own" })),
  ),
  row("group name twice in a VPC", "InvalidGroup.Duplicate", async ({ ec2: c, vpc }) => {
    await createGroup(c, vpc, "twice");
    await createGroup(c, vpc, "twice");
  }),
  row("group named sg-x", "InvalidParameterValue", ({ ec2: c, vpc }) => createGroup(c, vpc, "sg-x")),
  row("group named default", "InvalidParameterValue", ({ ec2: c, vpc }) => createGroup(c, vpc, "default")),
  row("rule description with invalid characters", "InvalidParameterValue", (context) =>
    allow(context, { IpRanges: [{ CidrIp: "10.0.0.0/8", Description: "naïve" }] }),
  ),
  row("rule description of 256 characters", "InvalidParameterValue", (context) =>
    allow(context, { IpRanges: [{ CidrIp: "10.0.0.0/8", Description: "x".repeat(256) }] }),
  ),
  row("rule from port 90 to port 80", "InvalidParameterValue", (context) =>
    allow(context, { FromPort: 90, ToPort: 80 }),
  ),
  row("rule of port 70000", "InvalidParameterValue", (context) => allow(context, { FromPort: 70000, ToPort: 70000 })),
  row("rule of ICMP type 300", "InvalidParameterValue", (context) =>
    allow(context, { IpProtocol: "icmp", FromPort: 300, ToPort: -1 }),
  ),
  row("rule of an unknown protocol", "InvalidParameterValue", (context) => allow(context, { IpProtocol: "http" })),
  row("rule CIDR /33", "InvalidParameterValue", (context) => allow(context, { IpRanges: [{ CidrIp: "10.0.0.0/33" }] })),
  row("rule from an unknown group", "InvalidGroup.NotFound", (context) =>
    allow(context, { IpRanges: undefined, UserIdGroupPairs: [{ GroupId: "sg-0123456789abcdef0" }] }),
  ),
  row("rule from a group of another VPC", "InvalidGroup.NotFound", (context) =>
    allow(context, { IpRanges: undefined, UserIdGroupPairs: [{ GroupId: context.other.group }] }),
  ),
  row("rule twice", "InvalidPermission.Duplicate", async (context) => {
    await allow(context, { FromPort: 81, ToPort: 81 });
    await allow(context, { FromPort: 81, ToPort: 81 });
  }),
  row("revoke an unknown rule", "InvalidPermission.NotFound", ({ ec2: c, group }) =>
    c.send(
      new ec2.RevokeSecurityGroupIngressCommand({
        GroupId: group,
        IpPermissions: [{ IpProtocol: "tcp", FromPort: 999, ToPort: 999, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
      }),
    ),
  ),
  row("61st rule of a group", "RulesPerSecurityGroupLimitExceeded", ({ ec2: c, other }) =>
    c.send(
      new ec2.AuthorizeSecurityGroupIngressCommand({
        GroupId: other.group,
        IpPermissions: Array.from({ length: 61 }, (_, n) => ({
          ...{ IpProtocol: "tcp", FromPort: n + 1, ToPort: n + 1, IpRanges: [{ CidrIp: "10.0.0.0/8" }] },
        })),
      }),
    ),
  ),
  row("delete a group that another group's rule names", "DependencyViolation", async (context) => {
    const GroupId = await createGroup(context.ec2, context.vpc, context.name());
    await allow(context, { FromPort: 83, ToPort: 83, IpRanges: undefined, UserIdGroupPairs: [{ GroupId }] });
    await context.ec2.send(new ec2.DeleteSecurityGroupCommand({ GroupId }));
  }),
  row("delete a group that a load balancer has", "DependencyViolation", ({ ec2: c, group }) =>
    c.send(new ec2.DeleteSecurityGroupCommand({ GroupId: group })),
  ),
  row("delete the default group", "CannotDelete", ({ ec2: c, defaultGroup }) =>
    c.send(new ec2.DeleteSecurityGroupCommand({ GroupId: defaultGroup })),
  ),
  row("delete an unknown group", "InvalidGroup.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DeleteSecurityGroupCommand({ GroupId: "sg-0123456789abcdef0" })),
  ),
  row("a changed rule that equals another", "InvalidPermission.Duplicate", async (context) => {
    const GroupId = await createGroup(context.ec2, context.vpc, context.name());
    const ids: string[] = [];
    for (const port of [80, 443]) {
      const { SecurityGroupRules } = await context.ec2.send(
        new ec2.AuthorizeSecurityGroupIngressCommand({
          ...{
            GroupId,
            IpPermissions: [{ IpProtocol: "tcp", FromPort: port, ToPort: port, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
          },
        }),
      );
      ids.push(SecurityGroupRules![0]!.SecurityGroupRuleId!);
    }
    const SecurityGroupRule = { IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIpv4: "10.0.0.0/8" };
    await context.ec2.send(
      new ec2.ModifySecurityGroupRulesCommand({
        ...{ GroupId, SecurityGroupRules: [{ SecurityGroupRuleId: ids[1], SecurityGroupRule }] },
      }),
    );
  }),
];

function route(RouteTableId: string, target: Partial<ec2.CreateRouteCommandInput>): ec2.CreateRouteCommand {
  return new ec2.CreateRouteCommand({ RouteTableId, DestinationCidrBlock: "0.0.0.0/0", ...target });
}

function allow({ ec2: client, group }: Context, more: Partial<ec2.IpPermission>): Promise<unknown> {
  const permission = { IpProtocol: "tcp", FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: "10.0.0.0/8" }], ...more };
  return client.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: [permission] }));
}

async function associate(context: Context, AllowReassociation: boolean): Promise<unknown> {
  const InstanceId = await createInstance(context);
  const named = { AllocationId: context.natAddress, InstanceId, AllowReassociation };
  return context.ec2.send(new ec2.AssociateAddressCommand(named));
}

/** A NAT gateway of its own, and its Elastic IP. */
export async function withGateway(
  context: Context,
  use: (allocation: string, gateway: string) => Promise<unknown>,
): Promise<unknown> {
  const AllocationId = await createAddress(context.ec2);
  const made = new ec2.CreateNatGatewayCommand({ SubnetId: context.subnet, AllocationId });
  const NatGatewayId = (await context.ec2.send(made)).NatGateway!.NatGatewayId!;
  try {
    return await use(AllocationId, NatGatewayId);
  } finally {
    await context.ec2.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId }));
    await stateOf(context, NatGatewayId, ({ State }) => State === "deleted");
    await context.ec2.send(new ec2.ReleaseAddressCommand({ AllocationId }));
  }
}

async function failureOf(context: Context, SubnetId: string, AllocationId: string): Promise<string> {
  const { NatGateway } = await context.ec2.send(new ec2.CreateNatGatewayCommand({ SubnetId, AllocationId }));
  const { State, FailureCode } = await stateOf(context, NatGateway!.NatGatewayId!, ({ State: s }) => s !== "pending");
  return `(${State ?? ""}) ${FailureCode ?? ""}`;
}

export async function stateOf(
  context: Context,
  id: string,
  isOver: (one: ec2.NatGateway) => boolean,
): Promise<ec2.NatGateway> {
  for (;;) {
    const { NatGateways } = await context.ec2.send(new ec2.DescribeNatGatewaysCommand({ NatGatewayIds: [id] }));
    if (isOver(NatGateways![0]!)) return NatGateways![0]!;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
