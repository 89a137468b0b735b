import { isCall, param, type Patch } from "../api";
import { findAll, parseXml } from "../xml";

/** The emulator forgets that an instance was launched with termination protection. */
export function terminationProtection(): Patch {
  return {
    what: "an instance launched with termination protection has it",
    applies: (call) => isCall(call, "ec2", "RunInstances") && param(call, "DisableApiTermination") === "true",
    handle: async (call, next, ask) => {
      const answer = await next(call);
      const root = answer.status < 300 ? parseXml(answer.body.toString("utf8")) : undefined;
      for (const { text } of root ? findAll(root, "instanceId") : []) {
        const protect = { InstanceId: text, "DisableApiTermination.Value": "true" };
        await ask("ec2", "ModifyInstanceAttribute", protect, call);
      }
      return answer;
    },
  };
}
