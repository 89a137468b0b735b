import type { GraphResource, Literal } from "../graph";
import { accepted, ALWAYS, each, unless, whereProtected, whole, type Rule } from "./rule";
import { items, part, type Stack } from "./stack";

const BALANCER = "aws.elb.LoadBalancer";

/** AWS's policy that takes nothing older than TLS 1.2: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html */
const TLS_1_2 = "ELBSecurityPolicy-TLS-1-2-2017-01";

/** What must hold of what the load balancer listens for. */
export const LISTENERS: readonly Rule[] = [
  {
    id: "tls-1-2",
    title: "HTTPS takes TLS 1.2 and newer only",
    severity: "high",
    why: "TLS 1.0 and 1.1 are broken, and AWS's default for Classic Load Balancers still takes them.",
    sources: ["FSBP ELB.8", "prowler elb_insecure_ssl_ciphers", "CKV_AWS_213"],
    verdict: ALWAYS,
    check: whole((stack) =>
      stack.all(BALANCER).flatMap((balancer) => {
        const policies = stack.referring(balancer, "aws.elb.ListenerPolicy");
        return items(balancer.properties.listeners)
          .filter(isEncrypted)
          .filter((listener) => {
            const own = policies.filter(({ properties }) => properties.loadBalancerPort === part(listener, "lbPort"));
            const named = own.flatMap((policy) => stack.referred(policy, "policyNames", "aws.elb.LoadBalancerPolicy"));
            return named.length === 0 || !named.every(isModern);
          })
          .map(() => ({ resource: balancer, text: "an HTTPS listener has no policy of TLS 1.2" }));
      }),
    ),
  },
  {
    id: "listens-for-web",
    title: "The load balancer listens for HTTP on port 80 and for HTTPS on port 443, and for nothing else",
    severity: "high",
    why: "On any other port nobody expects a web site, and plain text on port 443 passes for what it is not.",
    sources: ["FSBP EC2.18"],
    verdict: ALWAYS,
    check: each([BALANCER], ({ properties: { listeners } }) =>
      unless(
        items(listeners).every((listener) => part(listener, "lbPort") === (isEncrypted(listener) ? 443 : 80)),
        "it listens for something else",
      ),
    ),
  },
  {
    id: "leads-to-https",
    title: "There is HTTPS, and plain HTTP only sends visitors on to it",
    severity: "medium",
    why: "What is sent over HTTP can be read and changed on the way.",
    sources: ["FSBP ELB.3", "prowler elb_ssl_listeners"],
    verdict: whereProtected("a stage to try things in may answer over HTTP, where no browser warns of its certificate"),
    check: whole((stack) => [
      ...stack
        .all(BALANCER)
        .filter(({ properties: { listeners } }) => !items(listeners).some(isEncrypted))
        .map((resource) => ({ resource, text: "it does not listen for HTTPS" })),
      ...(listensForHttp(stack) ? stack.all("aws.ec2.LaunchTemplate") : [])
        .filter((template) => !onlyRedirects(template))
        .map((resource) => ({ resource, text: "its web servers answer over HTTP" })),
    ]),
  },
  {
    id: "https-only",
    title: "The load balancer listens for HTTPS only",
    severity: "medium",
    why: "The first request of a visitor can be led astray before it is sent on to HTTPS.",
    sources: ["FSBP ELB.3", "prowler elb_ssl_listeners", "CKV_AWS_376", "CKV_AWS_260"],
    verdict: accepted(
      "people type addresses without https; `http: redirect` sends them on to it, and `http: off` closes the port",
    ),
    check: each([BALANCER], ({ properties: { listeners } }) =>
      unless(items(listeners).every(isEncrypted), "it listens for HTTP"),
    ),
  },
  {
    id: "public-certificate",
    title: "Browsers know who signed the certificate",
    severity: "medium",
    why: "A certificate that everybody has to wave through proves nothing to them.",
    sources: ["FSBP ELB.2", "prowler elb_ssl_listeners_use_acm_certificate", "CKV_AWS_127"],
    verdict: accepted("without a domain nobody signs one; with a domain, `certificate.arn` takes one of ACM"),
    check: whole((stack) =>
      stack
        .all("aws.iam.ServerCertificate")
        .filter((certificate) => stack.referred(certificate, "certificateBody", "tls.SelfSignedCert").length > 0)
        .map((resource) => ({ resource, text: "it is self-signed" })),
    ),
  },
];

function isEncrypted(listener: Literal): boolean {
  const protocol = part(listener, "lbProtocol");
  return typeof protocol === "string" && ["https", "ssl"].includes(protocol.toLowerCase());
}

function listensForHttp(stack: Stack): boolean {
  return stack.all(BALANCER).some(({ properties: { listeners } }) => !items(listeners).every(isEncrypted));
}

/** Whether web servers of a template send visitors on to HTTPS, as the first lines of their script tell it. */
function onlyRedirects({ properties: { userData } }: GraphResource): boolean {
  return typeof userData === "string" && /^HTTP_MODE='redirect'$/m.test(Buffer.from(userData, "base64").toString());
}

/** Whether a policy is AWS's own of TLS 1.2, with nothing added to it. */
function isModern({ properties: { policyAttributes } }: GraphResource): boolean {
  return (
    items(policyAttributes).length > 0 &&
    items(policyAttributes).every(
      (attribute) => part(attribute, "name") === "Reference-Security-Policy" && part(attribute, "value") === TLS_1_2,
    )
  );
}
