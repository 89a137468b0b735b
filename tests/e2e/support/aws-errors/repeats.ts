import { randomUUID } from "node:crypto";

import * as ec2 from "@aws-sdk/client-ec2";

import { createAddress, createRouteTable, row, type Context, type Row } from "./context";

/** Calls that are made again, as after a lost response: nothing is created twice. */
export const repeats: readonly Row[] = [
  row("NAT gateway with the client token of another", "the same", async (context) => {
    const AllocationId = await createAddress(context.ec2);
    return twice(async (ClientToken) => {
      const command = new ec2.CreateNatGatewayCommand({ SubnetId: context.subnet, AllocationId, ClientToken });
      return (await context.ec2.send(command)).NatGateway?.NatGatewayId;
    });
  }),
  row("instances with the client token of others", "the same", (context) =>
    twice(async (ClientToken) => (await context.ec2.send(launch(context, ClientToken))).Instances?.[0]?.InstanceId),
  ),
  row("other instances with the client token of some", "IdempotentParameterMismatch", async (context) => {
    const token = randomUUID();
    await context.ec2.send(launch(context, token));
    await context.ec2.send(launch(context, token, context.twin));
  }),
  row("VPC endpoint with the client token of another", "the same", async (context) => {
    const table = await createRouteTable(context.ec2, context.vpc);
    return twice((token) => createEndpoint(context, table, token));
  }),
  row("launch template with the client token of another", "the same", ({ ec2: c, name }) => {
    const LaunchTemplateName = name();
    return twice(async (ClientToken) => {
      const command = new ec2.CreateLaunchTemplateCommand({
        ...{ LaunchTemplateName, ClientToken, LaunchTemplateData: { InstanceType: "t4g.nano" } },
      });
      return (await c.send(command)).LaunchTemplate?.LaunchTemplateId;
    });
  }),
  row("route table with the client token of another", "the same", ({ ec2: c, vpc }) =>
    twice(async (ClientToken) => {
      const { RouteTable } = await c.send(new ec2.CreateRouteTableCommand({ VpcId: vpc, ClientToken }));
      return RouteTable?.RouteTableId;
    }),
  ),
  row("Elastic IP again, which has no client token", "another", ({ ec2: c }) => twice(() => createAddress(c))),
  row("delete a VPC endpoint again", "InvalidVpcEndpoint.NotFound", async (context) => {
    const table = await createRouteTable(context.ec2, context.vpc);
    const id = await createEndpoint(context, table, randomUUID());
    const first = await context.ec2.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    if (first.Unsuccessful?.length !== 0) return "an error of the first deletion";
    const { Unsuccessful } = await context.ec2.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    return Unsuccessful?.[0]?.Error?.Code;
  }),
];

function launch({ images, subnet }: Context, ClientToken: string, SubnetId = subnet): ec2.RunInstancesCommand {
  const size = { MinCount: 1, MaxCount: 1, InstanceType: "t4g.nano" } as const;
  return new ec2.RunInstancesCommand({ ...size, ImageId: images.arm64, SubnetId, ClientToken });
}

async function createEndpoint({ ec2: c, vpc }: Context, table: string, ClientToken: string): Promise<string> {
  const ServiceName = "com.amazonaws.ap-northeast-1.s3";
  const kind = { VpcEndpointType: "Gateway", ServiceName } as const;
  const wanted = { ...kind, VpcId: vpc, RouteTableIds: [table], ClientToken };
  return (await c.send(new ec2.CreateVpcEndpointCommand(wanted))).VpcEndpoint?.VpcEndpointId ?? "";
}

/** Makes a call twice with the same token. */
async function twice(create: (token: string) => Promise<string | undefined>): Promise<string> {
  const token = randomUUID();
  return (await create(token)) === (await create(token)) ? "the same" : "another";
}
