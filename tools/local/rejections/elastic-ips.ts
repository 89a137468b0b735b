import { items, textAt, type XmlElement } from "../xml";
import type { Account } from "./account";
import { oneOf } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";
import { isAlive } from "./vpc";

const reject = rejectionsOf("ec2");
const denied = "You do not have permission to access the specified resource.";

/** Elastic IPs. */
export const elasticIps: readonly Rejection[] = [
  // More Elastic IPs than the quota allows: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
  reject("AllocateAddress", "AddressLimitExceeded", async (_, account) =>
    (await account.all("address")).length < (account.quotas.elasticIps ?? 5)
      ? undefined
      : "The maximum number of addresses has been reached.",
  ),
  // An unknown domain.
  reject("AllocateAddress", "InvalidParameterValue", oneOf("Domain", ["vpc", "standard"])),
  // An Elastic IP in use, if the call does not allow reassociation.
  reject("AssociateAddress", "Resource.AlreadyAssociated", async (request, account) => {
    if (request.text("AllowReassociation") === "true") return undefined;
    const id = request.text("AllocationId") ?? "";
    const address = await account.one("address", id);
    const inUse = textAt(address, "associationId") ?? (await holderOf(id, account));
    return inUse ? `resource ${id} is already associated with associate-id ${inUse}` : undefined;
  }),
  // The Elastic IP of a NAT gateway: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html
  reject(["AssociateAddress", "ReleaseAddress"], "AuthFailure", async (request, account) =>
    (await holderOf(request.text("AllocationId") ?? "", account)) === undefined ? undefined : denied,
  ),
  // A terminated instance.
  reject("AssociateAddress", "InvalidInstanceID", async (request, account) => {
    const id = request.text("InstanceId");
    const state = textAt(await account.one("instance", id), "instanceState/name");
    return state === "terminated" || state === "shutting-down"
      ? `The ${state} instance '${id ?? ""}' is not in a valid state for this operation.`
      : undefined;
  }),
  // A VPC without an internet gateway.
  reject("AssociateAddress", "Gateway.NotAttached", async (request, account) => {
    const user =
      (await account.one("instance", request.text("InstanceId"))) ??
      (await account.one("networkInterface", request.text("NetworkInterfaceId")));
    const vpcId = textAt(user, "vpcId");
    return vpcId === undefined || (await account.hasInternetGateway(vpcId))
      ? undefined
      : `Network ${vpcId} is not attached to any internet gateway`;
  }),
  // An Elastic IP in use.
  reject("ReleaseAddress", "InvalidIPAddress.InUse", async (request, account) => {
    const address = await account.one("address", request.text("AllocationId"));
    const inUse = (textAt(address, "associationId") ?? "") !== "";
    return inUse ? `Address ${textAt(address, "publicIp") ?? ""} is in use.` : undefined;
  }),
  // The Elastic IP of a NAT gateway: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html
  reject("DisassociateAddress", "AuthFailure", async (request, account) => {
    const id = request.text("AssociationId");
    const address = (await account.all("address")).find((one) => textAt(one, "associationId") === id);
    const holder = await holderOf(textAt(address, "allocationId") ?? "", account);
    return holder === undefined ? undefined : denied;
  }),
];

/** The ID of the NAT gateway that uses an Elastic IP, including one that is still being deleted. */
async function holderOf(allocationId: string, account: Account): Promise<string | undefined> {
  const has = (gateway: XmlElement) =>
    isAlive(gateway) &&
    items(gateway, "natGatewayAddressSet").some((one) => textAt(one, "allocationId") === allocationId);
  return textAt((await account.all("natGateway")).find(has), "natGatewayId");
}
