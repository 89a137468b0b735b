import { textAt } from "../xml";
import { oneOf } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";
import { isAlive } from "./vpc";

const reject = rejectionsOf("ec2");
const actions = ["CreateNatGateway"];

/** NAT gateways. `patches/nat-gateways.ts` handles errors that AWS reports only after it has accepted the call. */
export const nat: readonly Rejection[] = [
  // An invalid connectivity type.
  reject(actions, "InvalidParameter", oneOf("ConnectivityType", ["public", "private"])),
  // A public NAT gateway without an Elastic IP.
  reject(actions, "MissingParameter", (request) =>
    request.text("ConnectivityType") !== "private" && request.text("AllocationId") === undefined
      ? "The request must contain the parameter AllocationId"
      : undefined,
  ),
  // A private NAT gateway with an Elastic IP.
  reject(actions, "InvalidParameter", (request) =>
    request.text("ConnectivityType") === "private" && request.text("AllocationId") !== undefined
      ? "AllocationId is not allowed for a private NAT gateway"
      : undefined,
  ),
  // More than 5 NAT gateways in an Availability Zone: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
  reject(actions, "NatGatewayLimitExceeded", async (request, account) => {
    const gateways = (await account.all("natGateway")).filter(isAlive);
    if (gateways.length < 5) return undefined;
    const zoneOf = async (id: string | undefined) => textAt(await account.one("subnet", id), "availabilityZone");
    const zone = await zoneOf(request.text("SubnetId"));
    const zones = await Promise.all(gateways.map((one) => zoneOf(textAt(one, "subnetId"))));
    return zones.filter((one) => one === zone).length < 5
      ? undefined
      : "Performing this operation would exceed the limit of 5 NAT gateways";
  }),
];
