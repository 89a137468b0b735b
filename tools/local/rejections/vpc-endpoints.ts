import { items, textAt } from "../xml";
import { each, oneOf } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("ec2");

/** VPC endpoints and flow logs. */
export const vpcEndpoints: readonly Rejection[] = [
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
  // A second gateway endpoint for a service in a route table: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
  reject("CreateVpcEndpoint", "RouteAlreadyExists", async (request, account) => {
    if ((request.text("VpcEndpointType") ?? "Gateway") !== "Gateway") return undefined;
    const tables = request.list("RouteTableId");
    const root = await account.query("ec2", "DescribeVpcEndpoints");
    const taken = items(root, "vpcEndpointSet")
      .filter((one) => textAt(one, "serviceName") === request.text("ServiceName") && textAt(one, "state") !== "deleted")
      .flatMap((one) => items(one, "routeTableIdSet").map(({ text }) => text));
    const duplicate = tables.find((table) => taken.includes(table));
    return duplicate && `route table ${duplicate} already has a route with this destination-prefix-list-id`;
  }),
  // An invalid aggregation interval or traffic type.
  reject(
    "CreateFlowLogs",
    "InvalidParameter",
    oneOf("MaxAggregationInterval", ["60", "600"]),
    oneOf("TrafficType", ["ACCEPT", "REJECT", "ALL"]),
    oneOf("ResourceType", ["VPC", "Subnet", "NetworkInterface", "TransitGateway", "TransitGatewayAttachment"]),
  ),
  // A policy that is not JSON: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
  reject(["CreateVpcEndpoint", "ModifyVpcEndpoint"], "InvalidPolicyDocument", each("PolicyDocument", jsonIssue)),
  // A route table of another VPC: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
  reject("CreateVpcEndpoint", "InvalidParameter", async (request, account) => {
    const vpcId = request.text("VpcId") ?? "";
    for (const id of request.list("RouteTableId")) {
      const table = await account.one("routeTable", id);
      if (table !== undefined && textAt(table, "vpcId") !== vpcId) {
        return `route table ${id} and network ${vpcId} belong to different networks`;
      }
    }
    return undefined;
  }),
];

function jsonIssue(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return "Invalid policy document: it must be valid JSON";
  }
}
