import { isCall, param, structuresOf, type Patch } from "../api";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html */
const DEFAULT = "ELBSecurityPolicy-2016-08";

const SERVICE = "elasticloadbalancing";

/** A new HTTPS or SSL listener gets AWS's default policy, which stays with the load balancer when another one replaces it. */
export function defaultTlsPolicy(): Patch {
  return {
    description: "a new HTTPS listener of a Classic Load Balancer has AWS's default security policy",
    applies: (call) => isCall(call, SERVICE, "CreateLoadBalancer", "CreateLoadBalancerListeners"),
    handle: async (call, next, ask) => {
      const response = await next(call);
      if (response.status >= 300) return response;
      const LoadBalancerName = param(call, "LoadBalancerName") ?? "";
      const encrypted = structuresOf(call, "Listeners.member").filter(({ Protocol = "" }) =>
        /^(?:https|ssl)$/i.test(Protocol),
      );
      for (const { LoadBalancerPort = "" } of encrypted) {
        const attribute = "PolicyAttributes.member.1";
        // The second time, it exists.
        await ask(
          SERVICE,
          "CreateLoadBalancerPolicy",
          {
            ...{ LoadBalancerName, PolicyName: DEFAULT, PolicyTypeName: "SSLNegotiationPolicyType" },
            [`${attribute}.AttributeName`]: "Reference-Security-Policy",
            [`${attribute}.AttributeValue`]: DEFAULT,
          },
          call,
        );
        const policies = { LoadBalancerName, LoadBalancerPort, "PolicyNames.member.1": DEFAULT };
        await ask(SERVICE, "SetLoadBalancerPoliciesOfListener", policies, call);
      }
      return response;
    },
  };
}
