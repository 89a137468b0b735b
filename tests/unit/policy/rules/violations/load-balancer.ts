import type { Literal } from "../../../../../policy/graph";
import { breaks, change, LOAD_BALANCER_TYPE, SCALING_GROUP, set, TEMPLATE, without, type Injection } from "./violation";

const OLD_TLS = [{ name: "Reference-Security-Policy", value: "ELBSecurityPolicy-2016-08" }];

const listener = (lbPort: number, lbProtocol: string) =>
  set(LOAD_BALANCER_TYPE, "", {
    listeners: [{ instancePort: 80, instanceProtocol: "http", lbPort, lbProtocol }],
  });

export const LOAD_BALANCER: readonly Injection[] = [
  breaks("tls-1-2", "HTTPS accepts TLS 1.0", set("aws.elb.LoadBalancerPolicy", "", { policyAttributes: OLD_TLS })),
  breaks(
    "tls-1-2",
    "HTTPS accepts TLS 1.0, with a policy named after TLS 1.2",
    set("aws.elb.LoadBalancerPolicy", "", {
      policyName: "ELBSecurityPolicy-TLS-1-2-2017-01",
      policyAttributes: OLD_TLS,
    }),
  ),
  breaks("tls-1-2", "the HTTPS listener has AWS's default policy", without("aws.elb.ListenerPolicy")),
  breaks(
    "tls-1-2",
    "a policy adds TLS 1.0 to AWS's own",
    change("aws.elb.LoadBalancerPolicy", "", ({ properties }) => ({
      properties: {
        ...properties,
        policyAttributes: [
          ...(properties.policyAttributes as readonly Literal[]),
          { name: "Protocol-TLSv1", value: "true" },
        ],
      },
    })),
  ),
  breaks("drains", "connections are not drained", set(LOAD_BALANCER_TYPE, "", { connectionDraining: undefined })),
  breaks("drains", "ambiguous requests pass", set(LOAD_BALANCER_TYPE, "", { desyncMitigationMode: "monitor" })),
  breaks("health-check", "the group keeps unhealthy instances", set(SCALING_GROUP, "", { healthCheckType: "EC2" })),
  breaks("health-check", "the group has no load balancer", set(SCALING_GROUP, "", { loadBalancers: [] })),
  breaks("access-logs", "prod has no access logs", set(LOAD_BALANCER_TYPE, "", { accessLogs: undefined }), "prod"),
  breaks(
    "must-outlive-mistakes",
    "prod's load balancer has no deletion protection",
    change(LOAD_BALANCER_TYPE, "", () => ({ protected: false })),
    "prod",
  ),
  breaks("listens-for-web", "the load balancer listens for HTTP on port 8080", listener(8080, "http")),
  breaks("listens-for-web", "the load balancer listens for plain text on port 443", listener(443, "tcp")),
  breaks("leads-to-https", "prod has no HTTPS", listener(80, "http"), "prod"),
  breaks(
    "leads-to-https",
    "prod answers over HTTP",
    set(TEMPLATE, "", { userData: Buffer.from("#!/bin/bash\nHTTP_MODE='serve'\n").toString("base64") }),
    "prod",
  ),
  breaks("launch-template", "instances get no tags", set(SCALING_GROUP, "", { tags: [] })),
];
