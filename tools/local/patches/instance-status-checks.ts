import { isCall, type Patch } from "../api";
import { editXml, element, find, items, parseXml, setChild, textAt } from "../xml";

/** AWS takes two to four minutes; longer than the ten seconds after which the provider calls an instance made. */
const CHECKING_MS = 12_000;

/**
 * The status checks of an instance begin when it is launched; the emulator has them passed at once.
 * @param checking - Milliseconds until they are passed.
 */
export function instanceStatusChecks(checking = CHECKING_MS): Patch {
  const passedAt = new Map<string, number>();

  return {
    what: "the status checks of a new instance take some seconds",
    applies: (call) => isCall(call, "ec2", "RunInstances", "DescribeInstanceStatus"),
    handle: async (call, next) => {
      const answer = await next(call);
      if (call.action === "RunInstances") {
        for (const made of items(parseXml(answer.body.toString("utf8")), "instancesSet")) {
          passedAt.set(textAt(made, "instanceId") ?? "", Date.now() + checking);
        }
        return answer;
      }
      return editXml(answer, (root) => {
        for (const one of items(root, "instanceStatusSet")) {
          if (Date.now() >= (passedAt.get(textAt(one, "instanceId") ?? "") ?? 0)) continue;
          for (const check of ["systemStatus", "instanceStatus"]) {
            const status = find(one, check);
            if (status !== undefined && textAt(status, "status") === "ok") {
              setChild(status, element("status", "initializing"));
            }
          }
        }
      });
    },
  };
}
