import { isCall, type Patch } from "../api";
import { editXml, findAll } from "../xml";

/** The emulator names every load balancer as if it stood in us-east-1. */
export function loadBalancerNames(): Patch {
  return {
    what: "the DNS name of a load balancer has its region",
    applies: (call) => isCall(call, "elasticloadbalancing", "CreateLoadBalancer", "DescribeLoadBalancers"),
    handle: async (call, next) =>
      editXml(await next(call), (root) => {
        for (const name of [...findAll(root, "DNSName"), ...findAll(root, "CanonicalHostedZoneName")]) {
          name.text = name.text.replace(".us-east-1.elb.", `.${call.region}.elb.`);
        }
      }),
  };
}
