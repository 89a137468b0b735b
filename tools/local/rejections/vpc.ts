import { findAll, items, textAt, type XmlElement } from "../xml";
import type { Account, Kind } from "./account";
import { each, oneOf } from "./checks";
import { canonical, cidrOf } from "../cidr";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("ec2");

const sizes = (value: string) => {
  const { prefix = 0 } = cidrOf(value) ?? {};
  return prefix < 16 || prefix > 28 ? `The CIDR '${value}' is invalid.` : undefined;
};

/** Resources that prevent the deletion of their VPC. */
const dependents: readonly [Kind, (one: XmlElement) => boolean][] = [
  ["subnet", () => true],
  ["securityGroup", (one) => textAt(one, "groupName") !== "default"],
  ["routeTable", (one) => !findAll(one, "main").some(({ text }) => text === "true")],
  ["natGateway", isAlive],
  ["networkInterface", () => true],
];

/** VPCs, subnets, internet gateways, routes and endpoints. */
export const vpc: readonly Rejection[] = [
  // An invalid CIDR block.
  reject(
    ["CreateVpc", "CreateSubnet"],
    "InvalidParameterValue",
    each("CidrBlock", (value) =>
      cidrOf(value)
        ? undefined
        : `Value (${value}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    ),
  ),
  // A VPC smaller than /28 or larger than /16: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
  reject("CreateVpc", "InvalidVpc.Range", each("CidrBlock", sizes)),
  // A subnet smaller than /28 or larger than /16: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
  reject("CreateSubnet", "InvalidSubnet.Range", each("CidrBlock", sizes)),
  // A sixth VPC: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
  reject("CreateVpc", "VpcLimitExceeded", async (_, account) =>
    (await account.all("vpc")).length < 5 ? undefined : "The maximum number of VPCs has been reached.",
  ),
  // A sixth internet gateway: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
  reject("CreateInternetGateway", "InternetGatewayLimitExceeded", async (_, account) =>
    (await account.all("internetGateway")).length < 5
      ? undefined
      : "The maximum number of internet gateways has been reached.",
  ),
  // An Availability Zone that the account does not have.
  reject("CreateSubnet", "InvalidParameterValue", (request, account) =>
    unknownZone(request.text("AvailabilityZone"), account),
  ),
  // A destination that is not a CIDR block.
  reject(
    ["CreateRoute", "ReplaceRoute", "DeleteRoute"],
    "InvalidParameterValue",
    each("DestinationCidrBlock", (value) =>
      cidrOf(value) ? undefined : `Value (${value}) for parameter destinationCidrBlock is invalid.`,
    ),
  ),
  // A target in another VPC: https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
  reject(["CreateRoute", "ReplaceRoute"], "InvalidParameterValue", async (request, account) => {
    const table = await account.one("routeTable", request.text("RouteTableId"));
    const vpcId = textAt(table, "vpcId");
    const foreign = (what: string, id: string) =>
      `route table ${request.text("RouteTableId") ?? ""} and ${what} ${id} belong to different networks`;
    const gateway = request.text("GatewayId");
    if (gateway?.startsWith("igw-") === true) {
      const attached = attachmentsOf(await account.one("internetGateway", gateway));
      if (!attached.includes(vpcId ?? "")) return foreign("network gateway", gateway);
    }
    const targets: readonly [Kind, string][] = [
      ["natGateway", "NatGatewayId"],
      ["networkInterface", "NetworkInterfaceId"],
      ["instance", "InstanceId"],
    ];
    for (const [kind, name] of targets) {
      const id = request.text(name);
      if (id === undefined) continue;
      if (textAt(await account.one(kind, id), "vpcId") !== vpcId) return foreign("interface", id);
    }
    return undefined;
  }),
  // A second route to the same destination.
  reject("CreateRoute", "RouteAlreadyExists", async (request, account) => {
    const destination = canonical(request.text("DestinationCidrBlock") ?? "");
    const table = await account.one("routeTable", request.text("RouteTableId"));
    const taken = items(table, "routeSet").some((route) => textAt(route, "destinationCidrBlock") === destination);
    return taken ? `The route identified by ${destination} already exists.` : undefined;
  }),
  // A route that does not exist: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(["ReplaceRoute", "DeleteRoute"], "InvalidRoute.NotFound", async (request, account) => {
    const destination = canonical(request.text("DestinationCidrBlock") ?? "");
    const table = await account.one("routeTable", request.text("RouteTableId"));
    if (destination === "") return undefined;
    const exists = items(table, "routeSet").some((route) => textAt(route, "destinationCidrBlock") === destination);
    return exists ? undefined : `no route with destination-cidr-block ${destination} in route table`;
  }),
  // A second internet gateway of a VPC: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
  reject("AttachInternetGateway", "InvalidParameterValue", async (request, account) => {
    const id = request.text("VpcId") ?? "";
    // For a gateway that is attached already, to any VPC, AWS's error names the gateway.
    if (attachmentsOf(await account.one("internetGateway", request.text("InternetGatewayId"))).length > 0) return;
    return (await account.hasInternetGateway(id))
      ? `Network ${id} already has an internet gateway attached`
      : undefined;
  }),
  // A gateway that is not attached to the VPC.
  reject("DetachInternetGateway", "Gateway.NotAttached", async (request, account) => {
    const id = request.text("InternetGatewayId") ?? "";
    const vpcId = request.text("VpcId") ?? "";
    const attached = attachmentsOf(await account.one("internetGateway", id));
    return attached.includes(vpcId) ? undefined : `resource ${id} is not attached to network ${vpcId}`;
  }),
  // A gateway of a VPC that has public addresses.
  reject("DetachInternetGateway", "DependencyViolation", async (request, account) => {
    const id = request.text("VpcId") ?? "";
    return (await hasMappedAddresses(id, account))
      ? `Network ${id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`
      : undefined;
  }),
  // A gateway that is attached.
  reject("DeleteInternetGateway", "DependencyViolation", async (request, account) => {
    const id = request.text("InternetGatewayId") ?? "";
    const attached = attachmentsOf(await account.one("internetGateway", id));
    return attached.length > 0 ? blocked("internetGateway", id) : undefined;
  }),
  // A subnet that has another route table: https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html
  reject("AssociateRouteTable", "Resource.AlreadyAssociated", async (request, account) => {
    const subnet = request.text("SubnetId");
    if (subnet === undefined) return undefined;
    const tables = await account.all("routeTable", { "association.subnet-id": subnet });
    return tables.some((table) => textAt(table, "routeTableId") !== request.text("RouteTableId"))
      ? `the specified association for route table ${request.text("RouteTableId") ?? ""} conflicts with an existing association`
      : undefined;
  }),
  // A subnet of another VPC.
  reject("AssociateRouteTable", "InvalidParameterValue", async (request, account) => {
    const table = await account.one("routeTable", request.text("RouteTableId"));
    const subnet = await account.one("subnet", request.text("SubnetId"));
    return subnet !== undefined && textAt(table, "vpcId") !== textAt(subnet, "vpcId")
      ? `Route table ${request.text("RouteTableId") ?? ""} and subnet ${request.text("SubnetId") ?? ""} belong to different networks`
      : undefined;
  }),
  // A route table that is associated, or a VPC's main one.
  reject("DeleteRouteTable", "DependencyViolation", async (request, account) => {
    const id = request.text("RouteTableId") ?? "";
    return items(await account.one("routeTable", id), "associationSet").length > 0
      ? blocked("routeTable", id)
      : undefined;
  }),
  // A subnet in use.
  reject("DeleteSubnet", "DependencyViolation", async (request, account) => {
    const id = request.text("SubnetId") ?? "";
    const interfaces = await account.all("networkInterface", { "subnet-id": id });
    const gateways = (await account.all("natGateway")).filter((one) => textAt(one, "subnetId") === id && isAlive(one));
    const balancers = (await account.loadBalancers()).filter((one) =>
      items(one, "Subnets").some(({ text }) => text === id),
    );
    return interfaces.length + gateways.length + balancers.length > 0 ? blocked("subnet", id) : undefined;
  }),
  // A VPC that is not empty.
  reject("DeleteVpc", "DependencyViolation", async (request, account) => {
    const id = request.text("VpcId") ?? "";
    if (await account.hasInternetGateway(id)) return blocked("vpc", id);
    for (const [kind, counts] of dependents) {
      const found = (await account.all(kind)).filter((one) => textAt(one, "vpcId") === id);
      if (found.some(counts)) return blocked("vpc", id);
    }
    return undefined;
  }),
  // A service that does not exist.
  reject("CreateVpcEndpoint", "InvalidServiceName", (request, account) => {
    const name = request.text("ServiceName") ?? "";
    const isGateway = (request.text("VpcEndpointType") ?? "Gateway") === "Gateway";
    // The emulator takes seconds to list all services; only these have gateway endpoints.
    const known = new RegExp(
      `^com\\.amazonaws\\.${account.region}\\.${isGateway ? "(?:s3|s3express|dynamodb)" : ".+"}$`,
    );
    return known.test(name) || (!isGateway && /^(?:com\.amazonaws\.vpce|aws\.)/.test(name))
      ? undefined
      : `The Vpc Endpoint Service '${name}' does not exist`;
  }),
  // A second gateway endpoint of a route table: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
  reject("CreateVpcEndpoint", "RouteAlreadyExists", async (request, account) => {
    if ((request.text("VpcEndpointType") ?? "Gateway") !== "Gateway") return undefined;
    const tables = request.list("RouteTableId");
    const root = await account.query("ec2", "DescribeVpcEndpoints");
    const taken = items(root, "vpcEndpointSet")
      .filter((one) => textAt(one, "serviceName") === request.text("ServiceName") && textAt(one, "state") !== "deleted")
      .flatMap((one) => items(one, "routeTableIdSet").map(({ text }) => text));
    const twice = tables.find((table) => taken.includes(table));
    return twice && `route table ${twice} already has a route with this destination-prefix-list-id`;
  }),
  // An invalid aggregation interval or traffic type.
  reject(
    "CreateFlowLogs",
    "InvalidParameter",
    oneOf("MaxAggregationInterval", ["60", "600"]),
    oneOf("TrafficType", ["ACCEPT", "REJECT", "ALL"]),
    oneOf("ResourceType", ["VPC", "Subnet", "NetworkInterface", "TransitGateway", "TransitGatewayAttachment"]),
  ),
];

/** Why a zone cannot be used; `undefined`: it can. */
export async function unknownZone(zone: string | undefined, account: Account): Promise<string | undefined> {
  if (zone === undefined) return undefined;
  const root = await account.query("ec2", "DescribeAvailabilityZones");
  const zones = items(root, "availabilityZoneInfo").map((one) => textAt(one, "zoneName") ?? "");
  return zones.includes(zone)
    ? undefined
    : `Value (${zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.join(", ")}.`;
}

/** The VPCs to which an internet gateway is attached. */
function attachmentsOf(gateway: XmlElement | undefined): string[] {
  return items(gateway, "attachmentSet").map((one) => textAt(one, "vpcId") ?? "");
}

/** Whether a NAT gateway still has its network interface. */
export function isAlive(gateway: XmlElement): boolean {
  return !["deleted", "failed"].includes(textAt(gateway, "state") ?? "");
}

async function hasMappedAddresses(vpcId: string, account: Account): Promise<boolean> {
  const gateways = await account.all("natGateway");
  if (gateways.some((one) => textAt(one, "vpcId") === vpcId && isAlive(one))) return true;
  const interfaces = (await account.all("networkInterface", { "vpc-id": vpcId })).map((one) =>
    textAt(one, "networkInterfaceId"),
  );
  const addresses = await account.all("address");
  if (addresses.some((one) => interfaces.includes(textAt(one, "networkInterfaceId")))) return true;
  const instances = await account.all("instance", { "instance-state-name": "pending,running,stopping" });
  return instances.some((one) => textAt(one, "vpcId") === vpcId && (textAt(one, "ipAddress") ?? "") !== "");
}

function blocked(kind: Kind, id: string): string {
  return `The ${kind} '${id}' has dependencies and cannot be deleted.`;
}
