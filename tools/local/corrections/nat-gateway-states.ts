import { isCall, param, type Correction } from "../api";
import { editXml, element, findAll, items, parseXml, setChild, textAt, type XmlElement } from "../xml";

/** AWS takes one to two minutes: long enough here to tell who waits from who does not. */
const SETTING_UP_MS = 4_000;

/**
 * A new NAT gateway is pending for a while; the emulator calls it available at once.
 * @param settingUp - Milliseconds for which it is pending.
 */
export function natGatewayStates(settingUp = SETTING_UP_MS): Correction {
  const readyAt = new Map<string, number>();
  const isPending = (id: string): boolean => Date.now() < (readyAt.get(id) ?? 0);
  const mark = (gateways: readonly XmlElement[]): void => {
    for (const gateway of gateways) {
      if (textAt(gateway, "state") !== "available") continue;
      if (isPending(textAt(gateway, "natGatewayId") ?? "")) setChild(gateway, element("state", "pending"));
    }
  };

  return {
    what: "a new NAT gateway is pending for some seconds",
    applies: (call) => isCall(call, "ec2", "CreateNatGateway", "DescribeNatGateways", "DeleteNatGateway"),
    handle: async (call, next) => {
      const answer = await next(call);
      if (call.action === "DeleteNatGateway") readyAt.delete(param(call, "NatGatewayId") ?? "");
      if (call.action === "CreateNatGateway") {
        const root = parseXml(answer.body.toString("utf8"));
        const id = root && findAll(root, "natGatewayId")[0]?.text;
        if (id !== undefined) readyAt.set(id, Date.now() + settingUp);
        return editXml(answer, (made) => {
          mark(findAll(made, "natGateway"));
        });
      }
      return editXml(answer, (root) => {
        mark(items(root, "natGatewaySet"));
      });
    },
  };
}
