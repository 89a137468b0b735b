import { isCall, param, type Patch } from "../api";
import { findAll, parseXml } from "../xml";

/**
 * A NAT gateway takes the network interface that was made with it along when it is deleted, and lets go of its Elastic
 * IP; the emulator keeps both.
 */
export function natGatewayInterfaces(): Patch {
  return {
    what: "a deleted NAT gateway leaves no network interface behind, and its Elastic IP free",
    applies: (call) => isCall(call, "ec2", "DeleteNatGateway"),
    handle: async (call, next, ask) => {
      const look = async (action: string, params: Record<string, string>, name: string): Promise<string[]> => {
        const root = parseXml((await ask("ec2", action, params, call)).body.toString("utf8"));
        return root === undefined ? [] : findAll(root, name).map(({ text }) => text);
      };
      const which = { "NatGatewayId.1": param(call, "NatGatewayId") ?? "" };
      const interfaces = await look("DescribeNatGateways", which, "networkInterfaceId");
      const allocations = await look("DescribeNatGateways", which, "allocationId");
      const answer = await next(call);
      if (answer.status >= 300) return answer;
      for (const id of allocations) {
        const [associationId = ""] = await look("DescribeAddresses", { "AllocationId.1": id }, "associationId");
        if (associationId !== "") await ask("ec2", "DisassociateAddress", { AssociationId: associationId }, call);
      }
      for (const id of interfaces) await ask("ec2", "DeleteNetworkInterface", { NetworkInterfaceId: id }, call);
      return answer;
    },
  };
}
