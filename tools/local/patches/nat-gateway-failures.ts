import { randomBytes, randomUUID } from "node:crypto";

import { isCall, listOf, param, structuresOf, type ApiCall, type Ask, type Patch } from "../api";
import { xmlResponse } from "../api-response";
import { withParams } from "../api-request";
import { editXml, element, find, findAll, items, parseXml, printXml, textAt, type XmlElement } from "../xml";

/** AWS notices after some seconds that a gateway cannot be made. */
const FAILING_MS = 2_000;

interface Failed {
  readonly id: string;
  readonly fields: readonly XmlElement[];
  readonly code: string;
  readonly message: string;
  readonly failsAt: number;
  deleted: boolean;
}

/**
 * AWS accepts a NAT gateway that it cannot make and reports it as `failed` later. The emulator rejects the call, or
 * makes the gateway. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html
 * @param failing - Milliseconds for which such a gateway is pending.
 */
export function natGatewayFailures(failing = FAILING_MS): Patch {
  const failed = new Map<string, Failed>();
  return {
    what: "a NAT gateway that cannot be made is accepted, and fails",
    applies: (call) =>
      isCall(call, "ec2", "CreateNatGateway") ||
      (failed.size > 0 && isCall(call, "ec2", "DescribeNatGateways", "DeleteNatGateway")),
    handle: async (call, next, ask) => {
      if (call.action === "CreateNatGateway") {
        const reason = await reasonToFail(call, ask);
        if (reason === undefined) return next(call);
        const one = await failure(call, ask, reason, failing);
        failed.set(one.id, one);
        return respond("CreateNatGatewayResponse", [element("natGateway", describe(one))]);
      }
      if (call.action === "DeleteNatGateway") {
        const one = failed.get(param(call, "NatGatewayId") ?? "");
        if (one === undefined) return next(call);
        one.deleted = true;
        return respond("DeleteNatGatewayResponse", [element("natGatewayId", one.id)]);
      }
      return describeAll(call, failed, next);
    },
  };
}

type Reason = readonly [code: string, message: string];

async function reasonToFail(call: ApiCall, ask: Ask): Promise<Reason | undefined> {
  const allocation = param(call, "AllocationId");
  if (param(call, "ConnectivityType") === "private" || allocation === undefined) return undefined;
  const look = async (action: string, params: Record<string, string>) =>
    parseXml((await ask("ec2", action, params, call)).body.toString("utf8"));

  const address = items(await look("DescribeAddresses", { "AllocationId.1": allocation }), "addressesSet")[0];
  if (address === undefined) {
    const message = `Elastic IP address ${allocation} could not be associated with this NAT gateway`;
    return ["InvalidAllocationID.NotFound", message];
  }
  const subnets = await look("DescribeSubnets", { "SubnetId.1": param(call, "SubnetId") ?? "" });
  const vpcId = textAt(items(subnets, "subnetSet")[0], "vpcId");
  if (vpcId === undefined) return undefined;
  const gateways = await look("DescribeInternetGateways", {
    ...{ "Filter.1.Name": "attachment.vpc-id", "Filter.1.Value.1": vpcId },
  });
  if (items(gateways, "internetGatewaySet").length === 0) {
    return ["Gateway.NotAttached", `Network ${vpcId} has no Internet gateway attached`];
  }
  const others = items(await look("DescribeNatGateways", {}), "natGatewaySet");
  const isHeld = others.some(
    (one) =>
      !["deleted", "failed"].includes(textAt(one, "state") ?? "") &&
      items(one, "natGatewayAddressSet").some((held) => textAt(held, "allocationId") === allocation),
  );
  return isHeld || (textAt(address, "associationId") ?? "") !== ""
    ? ["Resource.AlreadyAssociated", `Elastic IP address ${allocation} is already associated`]
    : undefined;
}

async function failure(call: ApiCall, ask: Ask, [code, message]: Reason, failing: number): Promise<Failed> {
  const subnet = param(call, "SubnetId") ?? "";
  const described = await ask("ec2", "DescribeSubnets", { "SubnetId.1": subnet }, call);
  const vpcId = textAt(items(parseXml(described.body.toString("utf8")), "subnetSet")[0], "vpcId") ?? "";
  const tags = structuresOf(call, "TagSpecification.1.Tag").map(({ Key = "", Value = "" }) =>
    element("item", [element("key", Key), element("value", Value)]),
  );
  const address = element("item", [element("allocationId", param(call, "AllocationId") ?? "")]);
  const fields = [
    element("subnetId", subnet),
    element("vpcId", vpcId),
    element("connectivityType", "public"),
    element("createTime", new Date().toISOString()),
    element("natGatewayAddressSet", [address]),
    element("tagSet", tags),
  ];
  const id = `nat-${randomBytes(9).toString("hex").slice(0, 17)}`;
  return { id, fields, code, message, failsAt: Date.now() + failing, deleted: false };
}

function describe(one: Failed): XmlElement[] {
  const isOver = Date.now() >= one.failsAt;
  const reason = [element("failureCode", one.code), element("failureMessage", one.message)];
  const state = one.deleted ? "deleted" : isOver ? "failed" : "pending";
  return [...[element("natGatewayId", one.id), ...one.fields, element("state", state)], ...(isOver ? reason : [])];
}

async function describeAll(
  call: ApiCall,
  failed: ReadonlyMap<string, Failed>,
  next: (call: ApiCall) => ReturnType<Patch["handle"]>,
): ReturnType<Patch["handle"]> {
  const asked = listOf(call, "NatGatewayId");
  const others = asked.filter((id) => !failed.has(id));
  const isFiltered = structuresOf(call, "Filter").length > 0;
  const shown = [...failed.values()].filter(
    (one) => asked.includes(one.id) || (asked.length === 0 && !isFiltered && !one.deleted),
  );
  const set = shown.map((one) => element("item", describe(one)));
  if (asked.length > 0 && others.length === 0) {
    return respond("DescribeNatGatewaysResponse", [element("natGatewaySet", set)]);
  }
  const changes = Object.fromEntries(asked.map((_, index) => [`NatGatewayId.${index + 1}`, others[index]]));
  return editXml(await next(asked.length === 0 ? call : withParams(call, changes)), (root) => {
    (find(root, "natGatewaySet") ?? findAll(root, "natGatewaySet")[0])?.children.push(...set);
  });
}

function respond(name: string, content: readonly XmlElement[]): ReturnType<typeof xmlResponse> {
  const root = element(name, [element("requestId", randomUUID()), ...content]);
  return xmlResponse(200, printXml({ ...root, attributes: { xmlns: "http://ec2.amazonaws.com/doc/2016-11-15/" } }));
}
