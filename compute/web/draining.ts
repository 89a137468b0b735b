import type { InstanceState } from "@aws-sdk/client-elastic-load-balancing";

/**
 * Whether the load balancer sends new requests to an instance. It reports one as `InService` while it drains its
 * connections too; only the description tells.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html
 */
export function takesRequests({ State, Description = "" }: InstanceState): boolean {
  return State === "InService" && !/deregistration currently in progress/i.test(Description);
}
