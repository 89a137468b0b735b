import { isCall, param, type Patch } from "../api";
import { editXml, element, findAll, items, parseXml, setChild, textAt, type XmlElement } from "../xml";

/** AWS takes one to two minutes: long enough here to tell who waits from who does not. */
const SETTING_UP_MS = 4_000;
/** AWS takes about a minute. */
const DELETING_MS = 4_000;

/**
 * A new NAT gateway is pending for a while, and a deleted one is deleting for a while, with its Elastic IP; the emulator
 * calls it available, and deleted, at once.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html
 * @param settingUp - Milliseconds for which it is pending.
 * @param deleting - Milliseconds for which it is deleting.
 */
export function natGatewayStates(settingUp = SETTING_UP_MS, deleting = DELETING_MS): Patch {
  const readyAt = new Map<string, number>();
  const goneAt = new Map<string, number>();
  const isBefore = (times: ReadonlyMap<string, number>, id: string): boolean => Date.now() < (times.get(id) ?? 0);
  const mark = (gateways: readonly XmlElement[]): void => {
    for (const gateway of gateways) {
      const id = textAt(gateway, "natGatewayId") ?? "";
      const state = textAt(gateway, "state");
      if (state === "available" && isBefore(readyAt, id)) setChild(gateway, element("state", "pending"));
      if (state === "deleted" && isBefore(goneAt, id)) setChild(gateway, element("state", "deleting"));
    }
  };

  return {
    what: "a new NAT gateway is pending, and a deleted one deleting, for some seconds",
    applies: (call) => isCall(call, "ec2", "CreateNatGateway", "DescribeNatGateways", "DeleteNatGateway"),
    handle: async (call, next) => {
      const answer = await next(call);
      if (call.action === "DeleteNatGateway" && answer.status < 300) {
        const id = param(call, "NatGatewayId") ?? "";
        readyAt.delete(id);
        if (!goneAt.has(id)) goneAt.set(id, Date.now() + deleting);
      }
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
