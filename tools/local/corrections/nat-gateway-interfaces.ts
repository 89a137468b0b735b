import { isCall, param, type Correction } from "../api";
import { findAll, parseXml } from "../xml";

/** A NAT gateway takes the network interface that was made with it along when it is deleted; the emulator keeps it. */
export function natGatewayInterfaces(): Correction {
  return {
    what: "a deleted NAT gateway leaves no network interface behind",
    applies: (call) => isCall(call, "ec2", "DeleteNatGateway"),
    handle: async (call, next, ask) => {
      const which = { "NatGatewayId.1": param(call, "NatGatewayId") ?? "" };
      const described = await ask("ec2", "DescribeNatGateways", which, call);
      const answer = await next(call);
      if (answer.status >= 300) return answer;
      const root = parseXml(described.body.toString("utf8"));
      for (const { text } of root ? findAll(root, "networkInterfaceId") : []) {
        await ask("ec2", "DeleteNetworkInterface", { NetworkInterfaceId: text }, call);
      }
      return answer;
    },
  };
}
