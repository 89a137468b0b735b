import { findAll, items, textAt, type XmlElement } from "../xml";
import type { Account, Kind } from "./account";
import { each, oneOf, single } from "./checks";
import { cidrOf } from "../cidr";
import { rejectionsOf, type Check, type Rejection } from "./rejection";

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

/** VPCs, subnets and internet gateways. */
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
  // An invalid tenancy, such as `host`.
  reject("CreateVpc", "InvalidParameterValue", oneOf("InstanceTenancy", ["default", "dedicated"])),
  // More than one attribute.
  reject("ModifyVpcAttribute", "InvalidParameterCombination", single(["VpcId"])),
  // More than 5 VPCs: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
  reject("CreateVpc", "VpcLimitExceeded", async (_, account) =>
    (await account.all("vpc")).length < 5 ? undefined : "The maximum number of VPCs has been reached.",
  ),
  // More than 5 internet gateways: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
  reject("CreateInternetGateway", "InternetGatewayLimitExceeded", async (_, account) =>
    (await account.all("internetGateway")).length < 5
      ? undefined
      : "The maximum number of internet gateways has been reached.",
  ),
  // More than 200 subnets or route tables in a VPC: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
  reject("CreateSubnet", "SubnetLimitExceeded", quotaIssue("subnet")),
  reject("CreateRouteTable", "RouteTableLimitExceeded", quotaIssue("routeTable")),
  // An Availability Zone that the account does not have.
  reject("CreateSubnet", "InvalidParameterValue", (request, account) =>
    unknownZone(request.text("AvailabilityZone"), account),
  ),
  // An unknown Availability Zone.
  reject("DescribeAvailabilityZones", "InvalidParameterValue", async (request, account) => {
    for (const zone of request.list("ZoneName")) {
      if ((await unknownZone(zone, account)) !== undefined) return `Invalid availability zone: [${zone}]`;
    }
    return undefined;
  }),
  // A second internet gateway for a VPC: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
  reject("AttachInternetGateway", "InvalidParameterValue", async (request, account) => {
    const id = request.text("VpcId") ?? "";
    // For a gateway that is already attached, AWS has another error, which the emulator returns.
    if (attachmentsOf(await account.one("internetGateway", request.text("InternetGatewayId"))).length > 0) return;
    return (await account.hasInternetGateway(id))
      ? `Network ${id} already has an internet gateway attached`
      : undefined;
  }),
  // An internet gateway that is not attached to the VPC.
  reject("DetachInternetGateway", "Gateway.NotAttached", async (request, account) => {
    const id = request.text("InternetGatewayId") ?? "";
    const vpcId = request.text("VpcId") ?? "";
    const attached = attachmentsOf(await account.one("internetGateway", id));
    return attached.includes(vpcId) ? undefined : `resource ${id} is not attached to network ${vpcId}`;
  }),
  // A gateway of a VPC whose resources have public addresses.
  reject("DetachInternetGateway", "DependencyViolation", async (request, account) => {
    const id = request.text("VpcId") ?? "";
    return (await hasMappedAddresses(id, account))
      ? `Network ${id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`
      : undefined;
  }),
  // An internet gateway that is still attached.
  reject("DeleteInternetGateway", "DependencyViolation", async (request, account) => {
    const id = request.text("InternetGatewayId") ?? "";
    const attached = attachmentsOf(await account.one("internetGateway", id));
    return attached.length > 0 ? blocked("internetGateway", id) : undefined;
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
];

/** A VPC has at most 200 resources of the kind. */
function quotaIssue(kind: Kind): Check {
  return async (request, account) => {
    const present = await account.all(kind, { "vpc-id": request.text("VpcId") ?? "" });
    const noun = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    return present.length < 200 ? undefined : `The maximum number of ${noun}s has been reached.`;
  };
}

/** Why an Availability Zone cannot be used. */
export async function unknownZone(zone: string | undefined, account: Account): Promise<string | undefined> {
  if (zone === undefined) return undefined;
  const root = await account.query("ec2", "DescribeAvailabilityZones");
  const zones = items(root, "availabilityZoneInfo").map((one) => textAt(one, "zoneName") ?? "");
  return zones.includes(zone)
    ? undefined
    : `Value (${zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.join(", ")}.`;
}

/** The VPCs to which an internet gateway is attached. */
export function attachmentsOf(gateway: XmlElement | undefined): string[] {
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

/** Why a resource cannot be deleted. */
export function blocked(kind: Kind, id: string): string {
  return `The ${kind} '${id}' has dependencies and cannot be deleted.`;
}
