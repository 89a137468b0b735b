import type { Literal } from "../../../../../policy/graph";
import { change, set, without } from "../../support/inject";
import { BALANCER, SCALING, TEMPLATE, type Injection } from "./violation";

/** Mistakes in the load balancer and the group behind it. */
export const LOAD_BALANCER: readonly Injection[] = [
  {
    what: "HTTPS takes TLS 1.0",
    rule: "tls-1-2",
    change: set("aws.elb.LoadBalancerPolicy", "", {
      policyAttributes: [{ name: "Reference-Security-Policy", value: "ELBSecurityPolicy-2016-08" }],
    }),
  },
  {
    what: "HTTPS takes TLS 1.0 under a name that says TLS 1.2",
    rule: "tls-1-2",
    change: set("aws.elb.LoadBalancerPolicy", "", {
      policyName: "ELBSecurityPolicy-TLS-1-2-2017-01",
      policyAttributes: [{ name: "Reference-Security-Policy", value: "ELBSecurityPolicy-2016-08" }],
    }),
  },
  {
    what: "the HTTPS listener is left to AWS's default policy",
    rule: "tls-1-2",
    change: without("aws.elb.ListenerPolicy"),
  },
  { what: "requests are cut off", rule: "drains", change: set(BALANCER, "", { connectionDraining: undefined }) },
  {
    what: "ambiguous requests are passed on",
    rule: "drains",
    change: set(BALANCER, "", { desyncMitigationMode: "monitor" }),
  },
  {
    what: "the group keeps machines that do not answer",
    rule: "health-check",
    change: set(SCALING, "", { healthCheckType: "EC2" }),
  },
  {
    what: "prod writes no access logs",
    rule: "access-logs",
    change: set(BALANCER, "", { accessLogs: undefined }),
    in: "prod",
  },
  {
    what: "prod's load balancer is not protected",
    rule: "must-outlive-mistakes",
    change: change(BALANCER, "", () => ({ protected: false })),
    in: "prod",
  },
  {
    what: "a policy takes TLS 1.0 beside AWS's own",
    rule: "tls-1-2",
    change: change("aws.elb.LoadBalancerPolicy", "", ({ properties }) => ({
      properties: {
        ...properties,
        policyAttributes: [
          ...(properties.policyAttributes as readonly Literal[]),
          { name: "Protocol-TLSv1", value: "true" },
        ],
      },
    })),
  },
  ...[
    ["HTTP on port 8080", { lbPort: 8080, lbProtocol: "http" }],
    ["plain text on port 443", { lbPort: 443, lbProtocol: "tcp" }],
  ].map(([what, listener]): Injection => ({
    what: `the load balancer listens for ${what as string}`,
    rule: "listens-for-web",
    change: set(BALANCER, "", {
      listeners: [{ instancePort: 80, instanceProtocol: "http", ...(listener as Record<string, string | number>) }],
    }),
  })),
  {
    what: "prod has no HTTPS",
    rule: "leads-to-https",
    change: set(BALANCER, "", {
      listeners: [{ instancePort: 80, instanceProtocol: "http", lbPort: 80, lbProtocol: "http" }],
    }),
    in: "prod",
  },
  {
    what: "prod answers over HTTP",
    rule: "leads-to-https",
    change: set(TEMPLATE, "", { userData: Buffer.from("#!/bin/bash\nHTTP_MODE='serve'\n").toString("base64") }),
    in: "prod",
  },
  {
    what: "no load balancer looks after the group",
    rule: "health-check",
    change: set(SCALING, "", { loadBalancers: [] }),
  },
];
