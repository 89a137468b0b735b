import { isCall, param, structuresOf, type Patch } from "../api";
import { editXml, element, findAll } from "../xml";

/** What a load balancer says of an instance. */
export interface InstanceHealth {
  readonly state: "InService" | "OutOfService";
  readonly reasonCode: string;
  readonly description: string;
}

/** @param healthOf what runs says of a load balancer's instances */
export function runningHealth(healthOf: (loadBalancer: string) => ReadonlyMap<string, InstanceHealth>): Patch {
  return {
    description: "a load balancer's instances are as healthy as its health checks find them",
    applies: (call) => isCall(call, "elasticloadbalancing", "DescribeInstanceHealth"),
    handle: async (call, next) =>
      editXml(await next(call), (root) => {
        const requested = structuresOf(call, "Instances.member").map(({ InstanceId }) => InstanceId);
        const states = [...healthOf(param(call, "LoadBalancerName") ?? "")]
          .filter(([id]) => requested.length === 0 || requested.includes(id))
          .map(([id, { state, reasonCode, description }]) =>
            element("member", [
              element("InstanceId", id),
              element("State", state),
              element("ReasonCode", reasonCode),
              element("Description", description),
            ]),
          );
        for (const list of findAll(root, "InstanceStates")) list.children = states;
      }),
  };
}
