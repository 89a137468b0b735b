import { items, textAt, type XmlElement } from "../xml";
import type { Account, Kind } from "./account";
import { each } from "./checks";
import { canonical, cidrOf } from "../cidr";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";
import { attachmentsOf, blocked, isAlive } from "./vpc";

const reject = rejectionsOf("ec2");
const createOrReplace = ["CreateRoute", "ReplaceRoute"];

/** The parameters for the destination and the target of a route. */
const destinations = /^Destination(?:CidrBlock|Ipv6CidrBlock|PrefixListId)$/;
const targets =
  /^(?:GatewayId|NatGatewayId|NetworkInterfaceId|InstanceId|VpcPeeringConnectionId|TransitGatewayId|VpcEndpointId|EgressOnlyInternetGatewayId|CarrierGatewayId|LocalGatewayId|CoreNetworkArn|LocalTarget)$/;

/** Route tables, their routes and associations. */
export const routes: readonly Rejection[] = [
  // No destination, or no target.
  reject(createOrReplace, "MissingParameter", (request) => {
    if (request.matching(destinations).length === 0)
      return "The request must contain the parameter destinationCidrBlock";
    return request.matching(targets).length === 0 ? "The request must contain a target of the route" : undefined;
  }),
  // More than one target.
  reject(createOrReplace, "InvalidParameterCombination", (request) => {
    const given = request.matching(targets).map(([name]) => name);
    return given.length > 1 ? `The parameters ${given.join(" and ")} cannot be used together` : undefined;
  }),
  // A deleted or failed NAT gateway: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
  reject(createOrReplace, "InvalidNatGatewayID.NotFound", async (request, account) => {
    const id = request.text("NatGatewayId");
    const gateway = await account.one("natGateway", id);
    return gateway !== undefined && !isAlive(gateway) ? `The natGateway ID '${id ?? ""}' does not exist` : undefined;
  }),
  // A destination that is not a CIDR block.
  reject(
    ["CreateRoute", "ReplaceRoute", "DeleteRoute"],
    "InvalidParameterValue",
    each("DestinationCidrBlock", (value) =>
      cidrOf(value) ? undefined : `Value (${value}) for parameter destinationCidrBlock is invalid.`,
    ),
  ),
  // A target in another VPC: https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
  reject(createOrReplace, "InvalidParameterValue", async (request, account) => {
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
    const taken = (await routeOf(request, account)) !== undefined;
    return taken ? `The route identified by ${destinationOf(request)} already exists.` : undefined;
  }),
  // A route that does not exist: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject("DeleteRoute", "InvalidRoute.NotFound", async (request, account) =>
    (await routeOf(request, account)) !== undefined || destinationOf(request) === ""
      ? undefined
      : `no route with destination-cidr-block ${destinationOf(request)} in route table ${tableOf(request)}`,
  ),
  // For `ReplaceRoute`, AWS has another error code: https://github.com/getmoto/moto/pull/6425
  reject("ReplaceRoute", "InvalidParameterValue", async (request, account) =>
    (await routeOf(request, account)) !== undefined || destinationOf(request) === ""
      ? undefined
      : `There is no route defined for '${destinationOf(request)}' in the route table. Use CreateRoute instead.`,
  ),
  // The local route: https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html
  reject("DeleteRoute", "InvalidParameterValue", async (request, account) =>
    textAt(await routeOf(request, account), "gatewayId") === "local"
      ? `cannot remove local route ${destinationOf(request)} in route table ${tableOf(request)}`
      : undefined,
  ),
  // A subnet that is associated with another route table: https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html
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
  // A route table with associations, which include that of a VPC's main route table.
  reject("DeleteRouteTable", "DependencyViolation", async (request, account) => {
    const id = request.text("RouteTableId") ?? "";
    return items(await account.one("routeTable", id), "associationSet").length > 0
      ? blocked("routeTable", id)
      : undefined;
  }),
  // The association of a main route table, which can only be replaced: https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html
  reject("DisassociateRouteTable", "InvalidParameterValue", async (request, account) => {
    const id = request.text("AssociationId") ?? "";
    const tables = await account.all("routeTable", { "association.main": "true" });
    const isMain = tables.some((table) =>
      items(table, "associationSet").some(
        (one) => textAt(one, "routeTableAssociationId") === id && textAt(one, "main") === "true",
      ),
    );
    return isMain ? `cannot disassociate the main route table association ${id}` : undefined;
  }),
];

const tableOf = (request: Request): string => request.text("RouteTableId") ?? "";
const destinationOf = (request: Request): string => canonical(request.text("DestinationCidrBlock") ?? "");

/** The existing route with the destination of a call. */
async function routeOf(request: Request, account: Account): Promise<XmlElement | undefined> {
  const destination = destinationOf(request);
  if (destination === "") return undefined;
  const table = await account.one("routeTable", tableOf(request));
  return items(table, "routeSet").find((route) => textAt(route, "destinationCidrBlock") === destination);
}
