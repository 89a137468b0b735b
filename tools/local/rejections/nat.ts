import { textAt } from "../xml";
import { oneOf } from "./checks";
import type { Rejection } from "./rejection";
import { isAlive } from "./vpc";

const api = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_";
const service = "ec2";
const actions = ["CreateNatGateway"];

/** NAT gateways. A patch handles errors that AWS reports only after it has accepted the call: `nat-gateways.ts`. */
export const nat: readonly Rejection[] = [
  {
    ...{ service, actions, what: "an invalid connectivity type", code: "InvalidParameter" },
    ...{ source: `${api}CreateNatGateway.html`, check: oneOf("ConnectivityType", ["public", "private"]) },
  },
  {
    ...{ service, actions, what: "a public NAT gateway without an Elastic IP", code: "MissingParameter" },
    source: `${api}CreateNatGateway.html`,
    check: (request) =>
      request.text("ConnectivityType") !== "private" && request.text("AllocationId") === undefined
        ? "The request must contain the parameter AllocationId"
        : undefined,
  },
  {
    ...{ service, actions, what: "a private NAT gateway with an Elastic IP", code: "InvalidParameter" },
    source: `${api}CreateNatGateway.html`,
    check: (request) =>
      request.text("ConnectivityType") === "private" && request.text("AllocationId") !== undefined
        ? "AllocationId is not allowed for a private NAT gateway"
        : undefined,
  },
  {
    ...{ service, actions, what: "a sixth NAT gateway in a zone", code: "NatGatewayLimitExceeded" },
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
    check: async (request, account) => {
      const gateways = (await account.all("natGateway")).filter(isAlive);
      if (gateways.length < 5) return undefined;
      const zoneOf = async (id: string | undefined) => textAt(await account.one("subnet", id), "availabilityZone");
      const zone = await zoneOf(request.text("SubnetId"));
      const zones = await Promise.all(gateways.map((one) => zoneOf(textAt(one, "subnetId"))));
      return zones.filter((one) => one === zone).length < 5
        ? undefined
        : "Performing this operation would exceed the limit of 5 NAT gateways";
    },
  },
];
