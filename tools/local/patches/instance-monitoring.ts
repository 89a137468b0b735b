import { isCall, listOf, param, type ApiResponse, type Patch } from "../api";
import { editXml, element, findAll, items, parseXml, printXml, setChild, textAt } from "../xml";
import { xmlResponse } from "../api-response";

/** The emulator cannot switch an instance's detailed monitoring, and does not say that it is on. */
export function instanceMonitoring(): Patch {
  const detailed = new Map<string, boolean>();

  const switched = (action: string, ids: readonly string[]): ApiResponse => {
    for (const id of ids) detailed.set(id, action === "MonitorInstances");
    const set = ids.map((id) =>
      element("item", [
        element("instanceId", id),
        element("monitoring", [element("state", stateOf(detailed.get(id)))]),
      ]),
    );
    const root = element(`${action}Response`, [element("instancesSet", set)]);
    return xmlResponse(200, printXml({ ...root, attributes: { xmlns: "http://ec2.amazonaws.com/doc/2016-11-15/" } }));
  };

  return {
    what: "detailed monitoring of an instance can be switched, and is reported",
    applies: (call) =>
      isCall(call, "ec2", "MonitorInstances", "UnmonitorInstances", "RunInstances", "DescribeInstances"),
    handle: async (call, next) => {
      if (call.action.endsWith("onitorInstances")) return switched(call.action, listOf(call, "InstanceId"));
      const answer = await next(call);
      if (call.action === "RunInstances" && param(call, "Monitoring.Enabled") === "true") {
        for (const made of items(parseXml(answer.body.toString("utf8")), "instancesSet")) {
          detailed.set(textAt(made, "instanceId") ?? "", true);
        }
      }
      if (detailed.size === 0) return answer;
      return editXml(answer, (root) => {
        for (const instance of findAll(root, "instancesSet").flatMap(({ children }) => children)) {
          const on = detailed.get(textAt(instance, "instanceId") ?? "");
          if (on !== undefined) setChild(instance, element("monitoring", [element("state", stateOf(on))]));
        }
      });
    },
  };
}

function stateOf(on: boolean | undefined): string {
  return on === true ? "enabled" : "disabled";
}
