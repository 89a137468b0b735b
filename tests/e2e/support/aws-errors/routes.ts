import * as ec2 from "@aws-sdk/client-ec2";

import { createRouteTable, createSubnet, row, withAddress, withInstance, type Context, type Row } from "./context";
import { stateOf, withGateway } from "./network";

const DestinationCidrBlock = "10.202.0.0/16";
const S3 = "com.amazonaws.ap-northeast-1.s3";

/** Routes and route tables, VPC endpoints, flow logs; more of subnets and Elastic IPs. */
export const routes: readonly Row[] = [
  row("replace an unknown route", "InvalidParameterValue", ({ ec2: c, routeTable, gateway }) =>
    c.send(new ec2.ReplaceRouteCommand({ RouteTableId: routeTable, DestinationCidrBlock, GatewayId: gateway })),
  ),
  row("route to the VPC's own range", "RouteAlreadyExists", (context) =>
    create(context, { DestinationCidrBlock: "10.0.0.0/16", GatewayId: context.gateway }),
  ),
  row("delete the local route", "InvalidParameterValue", ({ ec2: c, routeTable }) =>
    c.send(new ec2.DeleteRouteCommand({ RouteTableId: routeTable, DestinationCidrBlock: "10.0.0.0/16" })),
  ),
  row("route without a target", "MissingParameter", (context) => create(context, {})),
  row("route without a destination", "MissingParameter", (context) =>
    create(context, { DestinationCidrBlock: undefined, GatewayId: context.gateway }),
  ),
  row("route with two targets", "InvalidParameterCombination", (context) =>
    create(context, { GatewayId: context.gateway, EgressOnlyInternetGatewayId: "eigw-0123456789abcdef0" }),
  ),
  row("route to a NAT gateway that has been deleted", "InvalidNatGatewayID.NotFound", (context) =>
    withGateway(context, async (_, NatGatewayId) => {
      await context.ec2.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId }));
      await stateOf(context, NatGatewayId, ({ State }) => State === "deleted");
      await create(context, { NatGatewayId });
    }),
  ),
  row("remove a main association", "InvalidParameterValue", async (context) => {
    const AssociationId = (await mainTable(context, context.vpc)).Associations![0]!.RouteTableAssociationId;
    await context.ec2.send(new ec2.DisassociateRouteTableCommand({ AssociationId }));
  }),
  row("remove an unknown association", "InvalidAssociationID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DisassociateRouteTableCommand({ AssociationId: "rtbassoc-0123456789abcdef0" })),
  ),
  row("delete a main route table", "DependencyViolation", async (context) => {
    const { RouteTableId } = await mainTable(context, context.other.vpc);
    await context.ec2.send(new ec2.DeleteRouteTableCommand({ RouteTableId }));
  }),
  row("associate a route table with its subnet again", "accepted", async ({ ec2: c, routeTable, subnetC }) => {
    const command = () => new ec2.AssociateRouteTableCommand({ RouteTableId: routeTable, SubnetId: subnetC });
    await c.send(command());
    await c.send(command());
  }),
  row("two attributes of a VPC at once", "InvalidParameterCombination", ({ ec2: c, vpc }) =>
    c.send(
      new ec2.ModifyVpcAttributeCommand({
        ...{ VpcId: vpc, EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: true } },
      }),
    ),
  ),
  row("VPC of an unknown tenancy", "InvalidParameterValue", ({ ec2: c }) =>
    c.send(new ec2.CreateVpcCommand({ CidrBlock: "10.66.0.0/16", InstanceTenancy: "shared" as ec2.Tenancy })),
  ),
  row("subnet equal to another", "InvalidSubnet.Conflict", ({ ec2: c, vpc }) =>
    createSubnet(c, vpc, "10.0.0.0/24", "c"),
  ),
  row("delete a subnet again", "InvalidSubnetID.NotFound", async ({ ec2: c, vpc }) => {
    const SubnetId = await createSubnet(c, vpc, "10.0.60.0/24", "a");
    await c.send(new ec2.DeleteSubnetCommand({ SubnetId }));
    await c.send(new ec2.DeleteSubnetCommand({ SubnetId }));
  }),
  row("delete the subnet of an instance", "DependencyViolation", async (context) => {
    const SubnetId = await createSubnet(context.ec2, context.vpc, "10.0.61.0/24", "a");
    const remove = () => context.ec2.send(new ec2.DeleteSubnetCommand({ SubnetId }));
    await withInstance(context, remove, { SubnetId });
  }),

  row("endpoint with a route table of another VPC", "InvalidParameter", (context) =>
    endpoint(context, { RouteTableIds: [context.other.table] }),
  ),
  row("endpoint with a policy that is not JSON", "InvalidPolicyDocument", (context) =>
    endpoint(context, { PolicyDocument: "{" }),
  ),
  row("second endpoint of a route table", "RouteAlreadyExists", async (context) => {
    const RouteTableIds = [await createRouteTable(context.ec2, context.vpc)];
    await endpoint(context, { RouteTableIds });
    await endpoint(context, { RouteTableIds });
  }),
  row("change an unknown endpoint", "InvalidVpcEndpointId.NotFound", ({ ec2: c, routeTable }) =>
    c.send(
      new ec2.ModifyVpcEndpointCommand({
        ...{ VpcEndpointId: "vpce-0123456789abcdef0", AddRouteTableIds: [routeTable] },
      }),
    ),
  ),
  row("flow logs to CloudWatch without a role", "InvalidParameter", ({ ec2: c, vpc }) =>
    c.send(
      new ec2.CreateFlowLogsCommand({
        ...{ ResourceIds: [vpc], ResourceType: "VPC", TrafficType: "ALL", LogGroupName: "flow-logs" },
      }),
    ),
  ),
  row("delete unknown flow logs", "InvalidFlowLogId.NotFound", async ({ ec2: c }) => {
    const command = new ec2.DeleteFlowLogsCommand({ FlowLogIds: ["fl-0123456789abcdef0"] });
    return (await c.send(command)).Unsuccessful?.[0]?.Error?.Code;
  }),

  row("Elastic IP of an unknown domain", "InvalidParameterValue", ({ ec2: c }) =>
    c.send(new ec2.AllocateAddressCommand({ Domain: "other" as ec2.DomainType })),
  ),
  row("associate an Elastic IP with nothing", "MissingParameter", (context) =>
    withAddress(context, (AllocationId) => context.ec2.send(new ec2.AssociateAddressCommand({ AllocationId }))),
  ),
  row("associate an Elastic IP in a VPC without an internet gateway", "Gateway.NotAttached", (context) =>
    withAddress(context, (AllocationId) => {
      const { subnet: SubnetId, group } = context.other;
      const associate = (InstanceId: string) =>
        context.ec2.send(new ec2.AssociateAddressCommand({ AllocationId, InstanceId }));
      return withInstance(context, associate, { SubnetId, SecurityGroupIds: [group] });
    }),
  ),
  row("remove an unknown association of an Elastic IP", "InvalidAssociationID.NotFound", ({ ec2: c }) =>
    c.send(new ec2.DisassociateAddressCommand({ AssociationId: "eipassoc-0123456789abcdef0" })),
  ),
];

function create({ ec2: client, routeTable }: Context, more: Partial<ec2.CreateRouteCommandInput>): Promise<unknown> {
  return client.send(new ec2.CreateRouteCommand({ RouteTableId: routeTable, DestinationCidrBlock, ...more }));
}

async function mainTable({ ec2: client }: Context, vpc: string): Promise<ec2.RouteTable> {
  const Filters = [
    { Name: "vpc-id", Values: [vpc] },
    { Name: "association.main", Values: ["true"] },
  ];
  return (await client.send(new ec2.DescribeRouteTablesCommand({ Filters }))).RouteTables![0]!;
}

function endpoint({ ec2: client, vpc }: Context, more: Partial<ec2.CreateVpcEndpointCommandInput>): Promise<unknown> {
  return client.send(new ec2.CreateVpcEndpointCommand({ VpcId: vpc, ServiceName: S3, ...more }));
}
