import { randomBytes } from "node:crypto";

import { isCall, listOf, param, structuresOf, type ApiCall, type ApiResponse, type Next } from "../api";
import type { Patch } from "../api";
import { ec2Response } from "../api-response";
import { withParams } from "../api-request";
import { bodyOf, editXml, element, findAll, items, setChild, textAt, textsOf, type XmlElement } from "../xml";

/** AWS takes one to two minutes: long enough here to notice a program that does not wait. */
const PENDING_MS = 4_000;
/** AWS takes about a minute. */
const DELETING_MS = 4_000;

/**
 * A new NAT gateway is pending for a while, and a deleted one is deleting for a while, with its Elastic IP; in the
 * emulator it is available, and deleted, at once.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html
 * @param pendingMs milliseconds for which it is pending
 * @param deletingMs milliseconds for which it is deleting
 */
export function natGatewayStates(pendingMs = PENDING_MS, deletingMs = DELETING_MS): Patch {
  const availableAt = new Map<string, number>();
  const deletedAt = new Map<string, number>();
  const isBefore = (times: ReadonlyMap<string, number>, id: string): boolean => Date.now() < (times.get(id) ?? 0);
  const showStates = (gateways: readonly XmlElement[]): void => {
    for (const gateway of gateways) {
      const id = textAt(gateway, "natGatewayId") ?? "";
      const state = textAt(gateway, "state");
      if (state === "available" && isBefore(availableAt, id)) setChild(gateway, element("state", "pending"));
      if (state === "deleted" && isBefore(deletedAt, id)) setChild(gateway, element("state", "deleting"));
    }
  };

  return {
    description: "a new NAT gateway is pending, and a deleted one deleting, for some seconds",
    applies: (call) => isCall(call, "ec2", "CreateNatGateway", "DescribeNatGateways", "DeleteNatGateway"),
    handle: async (call, next) => {
      const response = await next(call);
      if (call.action === "DeleteNatGateway" && response.status < 300) {
        const id = param(call, "NatGatewayId") ?? "";
        availableAt.delete(id);
        if (!deletedAt.has(id)) deletedAt.set(id, Date.now() + deletingMs);
      }
      return editXml(response, (root) => {
        if (call.action !== "CreateNatGateway") {
          showStates(items(root, "natGatewaySet"));
          return;
        }
        for (const id of textsOf(root, "natGatewayId")) availableAt.set(id, Date.now() + pendingMs);
        showStates(findAll(root, "natGateway"));
      });
    },
  };
}

/**
 * Deleting a NAT gateway also deletes its network interface and disassociates its Elastic IP; the emulator keeps both.
 */
export function natGatewayInterfaces(): Patch {
  return {
    description: "a deleted NAT gateway leaves no network interface behind, and its Elastic IP free",
    applies: (call) => isCall(call, "ec2", "DeleteNatGateway"),
    handle: async (call, next, ask) => {
      const described = bodyOf(
        await ask("ec2", "DescribeNatGateways", { "NatGatewayId.1": param(call, "NatGatewayId") ?? "" }, call),
      );
      const response = await next(call);
      if (response.status >= 300) return response;
      for (const id of textsOf(described, "allocationId")) {
        const addresses = bodyOf(await ask("ec2", "DescribeAddresses", { "AllocationId.1": id }, call));
        const [AssociationId = ""] = textsOf(addresses, "associationId");
        if (AssociationId !== "") await ask("ec2", "DisassociateAddress", { AssociationId }, call);
      }
      for (const NetworkInterfaceId of textsOf(described, "networkInterfaceId")) {
        await ask("ec2", "DeleteNetworkInterface", { NetworkInterfaceId }, call);
      }
      return response;
    },
  };
}

/** AWS takes some seconds to notice that it cannot create a gateway. */
const FAILING_MS = 2_000;

interface FailedGateway {
  readonly id: string;
  readonly fields: readonly XmlElement[];
  readonly reason: FailureReason;
  readonly failsAt: number;
  deleted: boolean;
}

type FailureReason = readonly [code: string, message: string];

/**
 * AWS accepts a NAT gateway that it cannot create and reports it as `failed` later. The emulator rejects the call, or
 * creates the gateway. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html
 * @param failingMs milliseconds for which such a gateway is pending
 */
export function natGatewayFailures(failingMs = FAILING_MS): Patch {
  const failed = new Map<string, FailedGateway>();
  return {
    description: "a NAT gateway that cannot be created is accepted, and fails",
    applies: (call) =>
      isCall(call, "ec2", "CreateNatGateway") ||
      (failed.size > 0 && isCall(call, "ec2", "DescribeNatGateways", "DeleteNatGateway")),
    handle: async (call, next, ask) => {
      if (call.action === "CreateNatGateway") {
        const describe = async (action: string, params: Record<string, string>) =>
          bodyOf(await ask("ec2", action, params, call));
        const subnets = await describe("DescribeSubnets", { "SubnetId.1": param(call, "SubnetId") ?? "" });
        const vpcId = textAt(items(subnets, "subnetSet")[0], "vpcId");
        const reason = await reasonToFail(call, vpcId, describe);
        if (reason === undefined) return next(call);
        const gateway = failedGateway(call, vpcId ?? "", reason, failingMs);
        failed.set(gateway.id, gateway);
        return ec2Response(call.action, [element("natGateway", fieldsOf(gateway))]);
      }
      if (call.action === "DescribeNatGateways") return describeAll(call, failed, next);
      const gateway = failed.get(param(call, "NatGatewayId") ?? "");
      if (gateway === undefined) return next(call);
      gateway.deleted = true;
      return ec2Response(call.action, [element("natGatewayId", gateway.id)]);
    },
  };
}

async function reasonToFail(
  call: ApiCall,
  vpcId: string | undefined,
  describe: (action: string, params: Record<string, string>) => Promise<XmlElement | undefined>,
): Promise<FailureReason | undefined> {
  const allocation = param(call, "AllocationId");
  if (param(call, "ConnectivityType") === "private" || allocation === undefined) return undefined;
  const addresses = await describe("DescribeAddresses", { "AllocationId.1": allocation });
  const [address] = items(addresses, "addressesSet");
  if (address === undefined) {
    const message = `Elastic IP address ${allocation} could not be associated with this NAT gateway`;
    return ["InvalidAllocationID.NotFound", message];
  }
  if (vpcId === undefined) return undefined;
  const attached = { "Filter.1.Name": "attachment.vpc-id", "Filter.1.Value.1": vpcId };
  if (items(await describe("DescribeInternetGateways", attached), "internetGatewaySet").length === 0) {
    return ["Gateway.NotAttached", `Network ${vpcId} has no Internet gateway attached`];
  }
  const others = items(await describe("DescribeNatGateways", {}), "natGatewaySet");
  const isHeld = others.some(
    (one) =>
      !["deleted", "failed"].includes(textAt(one, "state") ?? "") &&
      items(one, "natGatewayAddressSet").some((held) => textAt(held, "allocationId") === allocation),
  );
  return isHeld || (textAt(address, "associationId") ?? "") !== ""
    ? ["Resource.AlreadyAssociated", `Elastic IP address ${allocation} is already associated`]
    : undefined;
}

function failedGateway(call: ApiCall, vpcId: string, reason: FailureReason, failingMs: number): FailedGateway {
  const tags = structuresOf(call, "TagSpecification.1.Tag").map(({ Key = "", Value = "" }) =>
    element("item", [element("key", Key), element("value", Value)]),
  );
  const address = element("item", [element("allocationId", param(call, "AllocationId") ?? "")]);
  const fields = [
    element("subnetId", param(call, "SubnetId") ?? ""),
    element("vpcId", vpcId),
    element("connectivityType", "public"),
    element("createTime", new Date().toISOString()),
    element("natGatewayAddressSet", [address]),
    element("tagSet", tags),
  ];
  const id = `nat-${randomBytes(9).toString("hex").slice(0, 17)}`;
  return { id, fields, reason, failsAt: Date.now() + failingMs, deleted: false };
}

function fieldsOf({ id, fields, reason: [code, message], failsAt, deleted }: FailedGateway): XmlElement[] {
  const hasFailed = Date.now() >= failsAt;
  const reason = [element("failureCode", code), element("failureMessage", message)];
  const state = deleted ? "deleted" : hasFailed ? "failed" : "pending";
  return [element("natGatewayId", id), ...fields, element("state", state), ...(hasFailed ? reason : [])];
}

async function describeAll(
  call: ApiCall,
  failed: ReadonlyMap<string, FailedGateway>,
  next: Next,
): Promise<ApiResponse> {
  const requested = listOf(call, "NatGatewayId");
  const others = requested.filter((id) => !failed.has(id));
  const isFiltered = structuresOf(call, "Filter").length > 0;
  const set = [...failed.values()]
    .filter(({ id, deleted }) => requested.includes(id) || (requested.length === 0 && !isFiltered && !deleted))
    .map((gateway) => element("item", fieldsOf(gateway)));
  if (requested.length > 0 && others.length === 0) return ec2Response(call.action, [element("natGatewaySet", set)]);
  const changes = Object.fromEntries(requested.map((_, index) => [`NatGatewayId.${index + 1}`, others[index]]));
  return editXml(await next(requested.length === 0 ? call : withParams(call, changes)), (root) => {
    findAll(root, "natGatewaySet")[0]?.children.push(...set);
  });
}
