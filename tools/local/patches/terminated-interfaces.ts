import { isCall, type Patch } from "../api";
import { editXml, findAll, parseXml, textAt } from "../xml";

/** An instance takes the interface that was made with it along when it is terminated; the emulator keeps it. */
export function terminatedInterfaces(): Patch {
  return {
    what: "a terminated instance leaves no network interface behind",
    applies: (call) => isCall(call, "ec2", "DescribeNetworkInterfaces"),
    handle: async (call, next, ask) => {
      const answer = await next(call);
      if (answer.status >= 300) return answer;
      const filter = { "Filter.1.Name": "instance-state-name", "Filter.1.Value.1": "terminated" };
      const described = await ask("ec2", "DescribeInstances", filter, call);
      const root = parseXml(described.body.toString("utf8"));
      const gone = new Set((root ? findAll(root, "instanceId") : []).map(({ text }) => text));
      return editXml(answer, (document) => {
        const set = findAll(document, "networkInterfaceSet")[0];
        if (set === undefined) return;
        set.children = set.children.filter((one) => {
          // The name that the emulator gives to interfaces made with their instance.
          const own = textAt(one, "description") === "Primary network interface";
          return !(own && gone.has(textAt(one, "attachment/instanceId") ?? ""));
        });
      });
    },
  };
}
