import { allPages } from "../../../lib/aws";
import type { RecoveryClients } from "../clients";
import type { Deletion } from "./deletion";
import { throwListed, unlessGone } from "../errors";

async function sdk() {
  return import("@aws-sdk/client-ec2");
}

export const vpc: Deletion = {
  delete: async ({ id }, clients) => (await clients.ec2()).send(new (await sdk()).DeleteVpcCommand({ VpcId: id })),
};

export const subnet: Deletion = {
  delete: async ({ id }, clients) =>
    (await clients.ec2()).send(new (await sdk()).DeleteSubnetCommand({ SubnetId: id })),
};

export const routeTable: Deletion = {
  delete: async ({ id }, clients) =>
    (await clients.ec2()).send(new (await sdk()).DeleteRouteTableCommand({ RouteTableId: id })),
};

export const association: Deletion = {
  delete: async ({ id }, clients) =>
    (await clients.ec2()).send(new (await sdk()).DisassociateRouteTableCommand({ AssociationId: id })),
};

export const route: Deletion = {
  delete: async ({ parentId, key }, clients) =>
    (await clients.ec2()).send(
      new (await sdk()).DeleteRouteCommand({ RouteTableId: parentId, DestinationCidrBlock: key }),
    ),
};

export const internetGateway: Deletion = {
  delete: async ({ id, vpcId }, clients) => {
    const ec2 = await clients.ec2();
    const { DeleteInternetGatewayCommand, DetachInternetGatewayCommand } = await sdk();
    if (vpcId !== undefined) {
      await ec2
        .send(new DetachInternetGatewayCommand({ InternetGatewayId: id, VpcId: vpcId }))
        .catch((error: unknown) => {
          // An earlier run detached it.
          if ((error as Error).name !== "Gateway.NotAttached") throw error;
        });
    }
    await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId: id }));
  },
};

export const networkInterface: Deletion = {
  delete: async ({ id }, clients) =>
    (await clients.ec2()).send(new (await sdk()).DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id })),
};

export const address: Deletion = {
  delete: async ({ id }, clients) => {
    const ec2 = await clients.ec2();
    const { DescribeAddressesCommand, DisassociateAddressCommand, ReleaseAddressCommand } = await sdk();
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [id] }));
    for (const { AssociationId } of Addresses) {
      if (AssociationId === undefined) continue;
      await unlessGone(() => ec2.send(new DisassociateAddressCommand({ AssociationId })));
    }
    await ec2.send(new ReleaseAddressCommand({ AllocationId: id }));
  },
};

export const natGateway: Deletion = {
  delete: async ({ id }, clients) =>
    (await clients.ec2()).send(new (await sdk()).DeleteNatGatewayCommand({ NatGatewayId: id })),
  remaining: async ({ id }, clients) => {
    const { DescribeNatGatewaysCommand } = await sdk();
    const { NatGateways = [] } = await (
      await clients.ec2()
    ).send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }));
    const state = NatGateways[0]?.State ?? "deleted";
    return state === "deleted" ? undefined : `is ${state}`;
  },
  limitSeconds: 900,
};

export const endpoint: Deletion = {
  delete: async ({ id }, clients) => {
    const { DeleteVpcEndpointsCommand } = await sdk();
    const { Unsuccessful = [] } = await (
      await clients.ec2()
    ).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    throwListed(
      "DeleteVpcEndpoints",
      Unsuccessful.map(({ Error: error = {} }) => error),
    );
  },
  remaining: async ({ id }, clients) => {
    const { DescribeVpcEndpointsCommand } = await sdk();
    const { VpcEndpoints = [] } = await (
      await clients.ec2()
    ).send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    const state = VpcEndpoints[0]?.State?.toLowerCase() ?? "deleted";
    return state === "deleted" ? undefined : `is ${state}`;
  },
  limitSeconds: 600,
};

export const securityGroupRule = (direction: "ingress" | "egress"): Deletion => ({
  delete: async ({ id, parentId: GroupId }, clients) => {
    const { RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand } = await sdk();
    const input = { GroupId, SecurityGroupRuleIds: [id] };
    const ec2 = await clients.ec2();
    await (direction === "ingress"
      ? ec2.send(new RevokeSecurityGroupIngressCommand(input))
      : ec2.send(new RevokeSecurityGroupEgressCommand(input)));
  },
});

/** A group cannot be deleted while a rule of another refers to it: its own go first, so that two can refer to each other. */
export const securityGroup: Deletion = {
  delete: async ({ id }, clients) => {
    const { DeleteSecurityGroupCommand } = await sdk();
    await revokeRules(id, clients);
    await (await clients.ec2()).send(new DeleteSecurityGroupCommand({ GroupId: id }));
  },
  // Load balancers and instances give their network interfaces back some minutes later.
  limitSeconds: 900,
};

/** Revokes all rules of a group; one that is gone is no error. */
export async function revokeRules(groupId: string, clients: RecoveryClients): Promise<void> {
  const { DescribeSecurityGroupRulesCommand } = await sdk();
  const ec2 = await clients.ec2();
  const Filters = [{ Name: "group-id", Values: [groupId] }];
  const pages = await allPages((token) => ec2.send(new DescribeSecurityGroupRulesCommand({ Filters, ...token })));
  const rules = pages.flatMap(({ SecurityGroupRules = [] }) => SecurityGroupRules);
  const { RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand } = await sdk();
  for (const isEgress of [true, false]) {
    const ids = rules
      .filter((rule) => rule.IsEgress === isEgress)
      .map(({ SecurityGroupRuleId = "" }) => SecurityGroupRuleId);
    if (ids.length === 0) continue;
    const input = { GroupId: groupId, SecurityGroupRuleIds: ids };
    await unlessGone(() =>
      isEgress
        ? ec2.send(new RevokeSecurityGroupEgressCommand(input))
        : ec2.send(new RevokeSecurityGroupIngressCommand(input)),
    );
  }
}

/** The network interfaces that keep a subnet, a security group or a VPC from being deleted. */
export async function dependants(id: string, clients: RecoveryClients): Promise<readonly string[]> {
  const filter = { subnet: "subnet-id", sg: "group-id", vpc: "vpc-id" }[id.split("-")[0] ?? ""];
  if (filter === undefined) return [];
  const { DescribeNetworkInterfacesCommand } = await sdk();
  const ec2 = await clients.ec2();
  const Filters = [{ Name: filter, Values: [id] }];
  const pages = await allPages((token) => ec2.send(new DescribeNetworkInterfacesCommand({ Filters, ...token })));
  const interfaces = pages.flatMap(({ NetworkInterfaces = [] }) => NetworkInterfaces);
  return interfaces.map(({ NetworkInterfaceId = "", Description = "", Attachment }) => {
    const of = Attachment?.InstanceId ?? Description;
    return of === "" ? NetworkInterfaceId : `${NetworkInterfaceId} (${of})`;
  });
}
