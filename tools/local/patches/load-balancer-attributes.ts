import { isCall, param, structuresOf, type ApiCall, type Patch } from "../api";
import { withParams } from "../api-request";

const timeout = "LoadBalancerAttributes.ConnectionDraining.Timeout";
const draining = "LoadBalancerAttributes.ConnectionDraining.Enabled";
const additional = "LoadBalancerAttributes.AdditionalAttributes.member";

/**
 * A call that changes one attribute leaves the others as they are. The emulator sets the time of connection draining
 * back to 300 s instead, and the desync mitigation mode to `defensive`.
 */
export function loadBalancerAttributes(): Patch {
  const timeouts = new Map<string, string>();
  const modes = new Map<string, Map<string, string>>();

  const complete = (call: ApiCall): ApiCall => {
    const name = param(call, "LoadBalancerName") ?? "";
    const asked = param(call, timeout);
    if (asked !== undefined) timeouts.set(name, asked);
    const known = modes.get(name) ?? new Map<string, string>();
    modes.set(name, known);
    for (const { Key, Value } of structuresOf(call, additional)) known.set(Key ?? "", Value ?? "");

    const changes: Record<string, string | undefined> = {};
    const kept = timeouts.get(name);
    if (param(call, draining) === "true" && kept !== undefined) changes[timeout] = kept;
    [...known].forEach(([key, value], index) => {
      changes[`${additional}.${index + 1}.Key`] = key;
      changes[`${additional}.${index + 1}.Value`] = value;
    });
    return withParams(call, changes);
  };

  return {
    what: "attributes of a Classic ELB stay as they were set",
    applies: (call) => isCall(call, "elasticloadbalancing", "ModifyLoadBalancerAttributes", "DeleteLoadBalancer"),
    handle: (call, next) => {
      if (call.action !== "DeleteLoadBalancer") return next(complete(call));
      timeouts.delete(param(call, "LoadBalancerName") ?? "");
      modes.delete(param(call, "LoadBalancerName") ?? "");
      return next(call);
    },
  };
}
