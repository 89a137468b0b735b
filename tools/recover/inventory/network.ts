import type { EC2Client, Filter, RouteTable } from "@aws-sdk/client-ec2";

import { allPages } from "../../../lib/aws";
import type { ReadItem } from "./link";
import { partId } from "../types";
import { hasStageTags, nameIn, tagFilters, type Scope, type Tag } from "./scope";

/** The VPCs with the stage's tags. */
export async function readVpcs(ec2: EC2Client, stage: Pick<Scope, "service" | "stage">): Promise<readonly ReadItem[]> {
  const { DescribeVpcsCommand } = await import("@aws-sdk/client-ec2");
  const pages = await allPages((token) => ec2.send(new DescribeVpcsCommand({ Filters: tagFilters(stage), ...token })));
  return pages
    .flatMap(({ Vpcs = [] }) => Vpcs)
    .map(({ VpcId: id = "", Tags }) => ({ ...base("aws.ec2.Vpc", id, Tags), tagged: true, vpcId: id }));
}

/** What lies in those VPCs, and Elastic IPs and internet gateways that bear the tags. */
export async function readNetwork(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  const read = [readTables, readSubnets, readGroups, readInternetGateways, readNatGateways, readEndpoints];
  const parts = await Promise.all([...read, readAddresses].map((each) => each(ec2, scope)));
  return parts.flat();
}

function vpcOf(vpcId: string | undefined): Pick<ReadItem, "vpcId"> {
  return vpcId === undefined ? {} : { vpcId };
}

function base(type: ReadItem["type"], id: string, tags: readonly Tag[] | undefined): ReadItem {
  return { type, id, aliases: [], name: nameIn(tags), tagged: false, usedBy: [] };
}

function ending(state: string | undefined): Pick<ReadItem, "isEnding"> {
  return state?.toLowerCase() === "deleting" ? { isEnding: true } : {};
}

function present(ids: readonly (string | undefined)[]): readonly string[] {
  return ids.filter((id): id is string => id !== undefined && id !== "");
}

function inVpcs({ vpcIds }: Scope, name = "vpc-id"): Filter[] {
  return [{ Name: name, Values: [...vpcIds] }];
}

async function readTables(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  if (scope.vpcIds.length === 0) return [];
  const { DescribeRouteTablesCommand } = await import("@aws-sdk/client-ec2");
  const pages = await allPages((token) =>
    ec2.send(new DescribeRouteTablesCommand({ Filters: inVpcs(scope), ...token })),
  );
  return pages.flatMap(({ RouteTables = [] }) => RouteTables).flatMap((table) => itemsOfTable(table, scope));
}

function itemsOfTable(
  { RouteTableId: id = "", VpcId: vpcId = "", Tags, Associations = [], Routes = [] }: RouteTable,
  scope: Scope,
): readonly ReadItem[] {
  const isMain = Associations.some(({ Main }) => Main === true);
  const associations = Associations.flatMap(({ RouteTableAssociationId: associationId, SubnetId: subnetId }) =>
    associationId === undefined || subnetId === undefined
      ? []
      : {
          ...base("aws.ec2.RouteTableAssociation", associationId, []),
          vpcId,
          parentId: id,
          key: subnetId,
          uses: [id, subnetId],
        },
  );
  const routes = Routes.flatMap(({ Origin, DestinationCidrBlock: to, ...target }) =>
    Origin !== "CreateRoute" || to === undefined
      ? []
      : {
          ...{ ...base("aws.ec2.Route", partId(id, to), []), vpcId, parentId: id, key: to },
          uses: present([target.GatewayId, target.NatGatewayId, target.InstanceId, target.NetworkInterfaceId]),
        },
  );
  const table: ReadItem = {
    ...{ ...base("aws.ec2.RouteTable", id, Tags), vpcId, tagged: hasStageTags(Tags, scope) },
    ...(isMain ? { ownerId: vpcId } : {}),
  };
  return [table, ...associations, ...routes];
}

async function readSubnets(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  if (scope.vpcIds.length === 0) return [];
  const { DescribeSubnetsCommand } = await import("@aws-sdk/client-ec2");
  const pages = await allPages((token) => ec2.send(new DescribeSubnetsCommand({ Filters: inVpcs(scope), ...token })));
  return pages
    .flatMap(({ Subnets = [] }) => Subnets)
    .map(({ SubnetId: id = "", VpcId: vpcId = "", Tags }) => ({
      ...{ ...base("aws.ec2.Subnet", id, Tags), vpcId, tagged: hasStageTags(Tags, scope) },
    }));
}

/** Security groups, their rules with tags, and network interfaces, which use groups and subnets. */
async function readGroups(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  if (scope.vpcIds.length === 0) return [];
  const sdk = await import("@aws-sdk/client-ec2");
  const [groupPages, interfacePages] = await Promise.all([
    allPages((token) => ec2.send(new sdk.DescribeSecurityGroupsCommand({ Filters: inVpcs(scope), ...token }))),
    allPages((token) => ec2.send(new sdk.DescribeNetworkInterfacesCommand({ Filters: inVpcs(scope), ...token }))),
  ]);
  const groups = groupPages.flatMap(({ SecurityGroups = [] }) => SecurityGroups);
  const vpcByGroup = new Map(groups.map(({ GroupId = "", VpcId = "" }) => [GroupId, VpcId]));
  const rulePages =
    groups.length === 0
      ? []
      : await allPages((token) =>
          ec2.send(
            new sdk.DescribeSecurityGroupRulesCommand({
              Filters: [{ Name: "group-id", Values: [...vpcByGroup.keys()] }],
              ...token,
            }),
          ),
        );
  const rules = rulePages.flatMap(({ SecurityGroupRules = [] }) => SecurityGroupRules);
  const interfaces = interfacePages.flatMap(({ NetworkInterfaces = [] }) => NetworkInterfaces);
  const ruleItems = rules.map((rule) => {
    const { SecurityGroupRuleId: id = "", GroupId: parentId = "", IsEgress, Tags } = rule;
    const type = IsEgress === true ? "aws.vpc.SecurityGroupEgressRule" : "aws.vpc.SecurityGroupIngressRule";
    const vpcId = vpcByGroup.get(parentId) ?? "";
    return { ...base(type, id, Tags), vpcId, parentId, tagged: hasStageTags(Tags, scope) };
  });
  const groupItems = groups.map((group): ReadItem => {
    const { GroupId: id = "", GroupName = "", VpcId: vpcId = "", Tags } = group;
    const isDefault = GroupName === "default";
    return {
      ...base(isDefault ? "aws.ec2.DefaultSecurityGroup" : "aws.ec2.SecurityGroup", id, Tags),
      ...{ vpcId, tagged: hasStageTags(Tags, scope) },
      ...(isDefault ? { ownerId: vpcId } : {}),
      usedBy: rules
        .filter(({ ReferencedGroupInfo, GroupId }) => ReferencedGroupInfo?.GroupId === id && GroupId !== id)
        .map(({ SecurityGroupRuleId = "" }) => SecurityGroupRuleId),
    };
  });
  const interfaceItems = interfaces.map((each): ReadItem => {
    const { NetworkInterfaceId: id = "", VpcId: vpcId = "", TagSet, SubnetId, Groups, Description = "", Status } = each;
    const user = userOf(each);
    return {
      ...{ ...base("aws.ec2.NetworkInterface", id, TagSet), vpcId, tagged: hasStageTags(TagSet, scope) },
      name: nameIn(TagSet) || Description,
      ...(user === id ? {} : { ownerId: user }),
      ...(Status === "in-use" ? { isAttached: true } : {}),
      uses: present([SubnetId, ...(Groups ?? []).map(({ GroupId }) => GroupId)]),
    };
  });
  // Rules without tags belong to their group alone.
  return [...ruleItems.filter(({ tagged }) => tagged), ...groupItems, ...interfaceItems];
}

/** The instance, NAT gateway, endpoint or load balancer that a network interface belongs to, or else itself. */
function userOf(networkInterface: {
  readonly NetworkInterfaceId?: string | undefined;
  readonly Description?: string | undefined;
  readonly Attachment?: { readonly InstanceId?: string | undefined } | undefined;
}): string {
  const { NetworkInterfaceId = "", Description = "", Attachment } = networkInterface;
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-getting-started.html, and the console's own words
  const described = /^(?:ELB |Interface for NAT Gateway |VPC Endpoint Interface )(\S+)$/.exec(Description)?.[1];
  return Attachment?.InstanceId ?? described ?? NetworkInterfaceId;
}

async function readInternetGateways(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  const { DescribeInternetGatewaysCommand } = await import("@aws-sdk/client-ec2");
  const list = (Filters: Filter[]) =>
    allPages((token) => ec2.send(new DescribeInternetGatewaysCommand({ Filters, ...token })));
  const pages = await Promise.all([
    list(tagFilters(scope)),
    ...(scope.vpcIds.length === 0 ? [] : [list(inVpcs(scope, "attachment.vpc-id"))]),
  ]);
  const gateways = new Map(
    pages
      .flat()
      .flatMap(({ InternetGateways = [] }) => InternetGateways)
      .map((gateway) => [gateway.InternetGatewayId ?? "", gateway]),
  );
  return [...gateways].map(([id, { Tags, Attachments = [] }]) => ({
    ...{ ...base("aws.ec2.InternetGateway", id, Tags), tagged: hasStageTags(Tags, scope) },
    ...vpcOf(Attachments[0]?.VpcId),
  }));
}

async function readNatGateways(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  if (scope.vpcIds.length === 0) return [];
  const { DescribeNatGatewaysCommand } = await import("@aws-sdk/client-ec2");
  const pages = await allPages((token) =>
    ec2.send(new DescribeNatGatewaysCommand({ Filter: inVpcs(scope), ...token })),
  );
  return pages
    .flatMap(({ NatGateways = [] }) => NatGateways)
    .filter(({ State }) => State !== "deleted")
    .map(({ NatGatewayId: id = "", VpcId: vpcId = "", Tags, State }) => ({
      ...{ ...base("aws.ec2.NatGateway", id, Tags), vpcId, tagged: hasStageTags(Tags, scope) },
      ...ending(State),
    }));
}

async function readEndpoints(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  if (scope.vpcIds.length === 0) return [];
  const { DescribeVpcEndpointsCommand } = await import("@aws-sdk/client-ec2");
  const pages = await allPages((token) =>
    ec2.send(new DescribeVpcEndpointsCommand({ Filters: inVpcs(scope), ...token })),
  );
  return pages
    .flatMap(({ VpcEndpoints = [] }) => VpcEndpoints)
    .filter(({ State }) => State?.toLowerCase() !== "deleted")
    .map(({ VpcEndpointId: id = "", VpcId: vpcId = "", Tags, State }) => ({
      ...{ ...base("aws.ec2.VpcEndpoint", id, Tags), vpcId, tagged: hasStageTags(Tags, scope) },
      ...ending(State),
    }));
}

async function readAddresses(ec2: EC2Client, scope: Scope): Promise<readonly ReadItem[]> {
  const { DescribeAddressesCommand } = await import("@aws-sdk/client-ec2");
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ Filters: tagFilters(scope) }));
  return Addresses.map(({ AllocationId: id = "", Tags, InstanceId, NetworkInterfaceId, AssociationId }) => ({
    ...{ ...base("aws.ec2.Eip", id, Tags), tagged: true },
    usedBy: AssociationId === undefined ? [] : [present([InstanceId, NetworkInterfaceId])[0] ?? AssociationId],
  }));
}
