import { NOT_KNOWN, type GraphResource, type Literal } from "../graph";
import { each, perResource, perStack, protectedStages, suppressed, unless, type Rule } from "./rule";
import { isTrue, items, part, type Stack } from "./stack";

const LOAD_BALANCER_TYPE = "aws.elb.LoadBalancer";
const GROUP = "aws.autoscaling.Group";

/** AWS's policy without TLS 1.0 and 1.1: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html */
const TLS_1_2 = "ELBSecurityPolicy-TLS-1-2-2017-01";

/** A listener may have one such policy besides its TLS policy. */
const STICKINESS = "LBCookieStickinessPolicyType";

export const LOAD_BALANCER: readonly Rule[] = [
  {
    id: "tls-1-2",
    title: "HTTPS listeners accept TLS 1.2 and newer only",
    severity: "high",
    why: "TLS 1.0 and 1.1 are broken, and AWS's default for Classic Load Balancers still accepts them.",
    sources: ["FSBP ELB.8", "prowler elb_insecure_ssl_ciphers", "CKV_AWS_213"],
    check: perStack((stack) =>
      stack.all(LOAD_BALANCER_TYPE).flatMap((resource) => {
        const policies = stack.referring(resource, "aws.elb.ListenerPolicy");
        return items(resource.properties.listeners)
          .filter(isEncrypted)
          .filter((listener) => {
            const own = policies.filter(({ properties }) => properties.loadBalancerPort === part(listener, "lbPort"));
            const named = own
              .flatMap((policy) => stack.referred(policy, "policyNames", "aws.elb.LoadBalancerPolicy"))
              .filter(({ properties }) => properties.policyTypeName !== STICKINESS);
            return named.length === 0 || !named.every(isTls12Policy);
          })
          .map(() => ({ resource, text: "an HTTPS listener has no TLS 1.2 policy" }));
      }),
    ),
  },
  {
    id: "listens-for-web",
    title: "The load balancer listens for HTTP on port 80 and HTTPS on port 443 only",
    severity: "high",
    why: "Visitors expect no website on another port, and take port 443 for encrypted.",
    sources: ["FSBP EC2.18"],
    check: perResource([LOAD_BALANCER_TYPE], ({ properties: { listeners } }) =>
      unless(
        items(listeners).every((listener) => part(listener, "lbPort") === (isEncrypted(listener) ? 443 : 80)),
        "it has another listener",
      ),
    ),
  },
  {
    id: "leads-to-https",
    title: "There is an HTTPS listener, and HTTP redirects to it",
    severity: "medium",
    why: "HTTP traffic can be read and changed on the way.",
    sources: ["FSBP ELB.3", "prowler elb_ssl_listeners"],
    scope: protectedStages("a test stage may answer over HTTP, where no browser warns about its certificate"),
    check: perStack((stack) => [
      ...each(
        stack.all(LOAD_BALANCER_TYPE).filter(({ properties: { listeners } }) => !items(listeners).some(isEncrypted)),
        "it has no HTTPS listener",
      ),
      ...each(
        hasHttpListener(stack) ? stack.all("aws.ec2.LaunchTemplate").filter((template) => !redirects(template)) : [],
        "its web servers answer over HTTP",
      ),
    ]),
  },
  {
    id: "https-only",
    title: "The load balancer has HTTPS listeners only",
    severity: "medium",
    why: "An attacker can intercept a visitor's first request before it is redirected to HTTPS.",
    sources: ["FSBP ELB.3", "prowler elb_ssl_listeners", "CKV_AWS_376", "CKV_AWS_260"],
    scope: suppressed(
      "people type addresses without https; `http: redirect` redirects them, `http: off` closes port 80",
    ),
    check: perResource([LOAD_BALANCER_TYPE], ({ properties: { listeners } }) =>
      unless(items(listeners).every(isEncrypted), "it has an HTTP listener"),
    ),
  },
  {
    id: "public-certificate",
    title: "Browsers trust the certificate",
    severity: "medium",
    why: "A certificate with a warning that every visitor clicks away proves nothing.",
    sources: ["FSBP ELB.2", "prowler elb_ssl_listeners_use_acm_certificate", "CKV_AWS_127"],
    scope: suppressed("trusted certificates need a domain; with one, `certificate.arn` takes a certificate from ACM"),
    check: perStack((stack) =>
      each(
        stack
          .all("aws.iam.ServerCertificate")
          .filter((certificate) => stack.referred(certificate, "certificateBody", "tls.SelfSignedCert").length > 0),
        "it is self-signed",
      ),
    ),
  },
  {
    id: "drains",
    title: "The load balancer drains connections, balances across zones, and rejects ambiguous requests",
    severity: "medium",
    why: "Replacing servers fails no request, and request smuggling is blocked.",
    sources: ["FSBP ELB.7", "FSBP ELB.9", "FSBP ELB.14", "CKV_AWS_138", "CKV_AWS_328"],
    check: perResource([LOAD_BALANCER_TYPE], ({ properties }) => [
      ...unless(isTrue(properties.connectionDraining), "connectionDraining is not on"),
      ...unless(isTrue(properties.crossZoneLoadBalancing), "crossZoneLoadBalancing is not on"),
      ...unless(
        properties.desyncMitigationMode === "defensive" || properties.desyncMitigationMode === "strictest",
        "desyncMitigationMode is not defensive or strictest",
      ),
    ]),
  },
  {
    id: "health-check",
    title: "The load balancer checks the health of web servers, and the Auto Scaling group replaces unhealthy ones",
    severity: "medium",
    why: "A running instance that does not answer is replaced automatically.",
    sources: ["FSBP AutoScaling.1", "CKV2_AWS_15", "prowler autoscaling_group_elb_health_check_enabled"],
    check: perResource([LOAD_BALANCER_TYPE, GROUP], ({ type, properties }) => {
      const { healthCheck, healthCheckType, healthCheckGracePeriod, loadBalancers } = properties;
      if (type === LOAD_BALANCER_TYPE)
        return unless(part(healthCheck, "target") !== undefined, "it has no health check");
      return [
        ...unless(loadBalancers === NOT_KNOWN || items(loadBalancers).length > 0, "it has no load balancer"),
        ...unless(healthCheckType === "ELB", "healthCheckType is not ELB"),
        ...unless(typeof healthCheckGracePeriod === "number" && healthCheckGracePeriod > 0, "it has no grace period"),
      ];
    }),
  },
  {
    id: "launch-template",
    title: "Web servers are launched from a launch template, and get the tags of their Auto Scaling group",
    severity: "medium",
    why: "Launch configurations have no versions and lack newer settings.",
    sources: ["FSBP AutoScaling.9", "CKV_AWS_315", "CKV_AWS_153"],
    check: perResource([GROUP], ({ properties: { launchTemplate, tags } }) => [
      ...unless(launchTemplate !== undefined, "it has no launch template"),
      ...unless(
        items(tags).length > 0 && items(tags).every((tag) => isTrue(part(tag, "propagateAtLaunch"))),
        "its tags are not propagated to instances",
      ),
    ]),
  },
  {
    id: "access-logs",
    title: "The load balancer writes access logs",
    severity: "medium",
    why: "They show who requested what, even after the web servers are gone.",
    sources: ["FSBP ELB.5", "prowler elb_logging_enabled", "CKV_AWS_92"],
    scope: protectedStages("logs cost per gigabyte; `accessLogs` turns them on"),
    check: perResource([LOAD_BALANCER_TYPE], ({ properties: { accessLogs } }) =>
      unless(
        part(accessLogs, "bucket") !== undefined && part(accessLogs, "enabled") !== false,
        "it writes no access logs",
      ),
    ),
  },
  {
    id: "must-outlive-mistakes",
    title: "VPC, subnets and load balancer of a protected stage have deletion protection",
    severity: "medium",
    why: "Others depend on their addresses and names, which a replacement would change.",
    sources: [],
    scope: protectedStages("a stage without `protect` can be destroyed at once"),
    check: perStack((stack) =>
      each(
        stack
          .all("aws.ec2.Vpc", "aws.ec2.Subnet", LOAD_BALANCER_TYPE)
          .filter((resource) => stack.isProtected && !resource.protected),
        "its deletion protection is off",
      ),
    ),
  },
  {
    id: "load-balancer-internal",
    title: "The load balancer is not internet-facing",
    severity: "medium",
    why: "Everything on the internet is attacked.",
    sources: ["prowler elb_internet_facing", "AWS-0053"],
    scope: suppressed("it is the only part that is meant to be: this is a public website"),
    check: perResource([LOAD_BALANCER_TYPE], ({ properties: { internal } }) =>
      unless(isTrue(internal), "it is internet-facing"),
    ),
  },
  {
    id: "several-instance-types",
    title: "The Auto Scaling group can launch several instance types",
    severity: "low",
    why: "A zone can run out of one type.",
    sources: ["FSBP AutoScaling.6", "prowler autoscaling_group_multiple_instance_types"],
    scope: suppressed("the image is tested on one type; changing the type is one setting"),
    check: perResource([GROUP], ({ properties: { mixedInstancesPolicy } }) =>
      unless(mixedInstancesPolicy !== undefined, "it has one type"),
    ),
  },
];

function isEncrypted(listener: Literal): boolean {
  const protocol = part(listener, "lbProtocol");
  return typeof protocol === "string" && ["https", "ssl"].includes(protocol.toLowerCase());
}

function hasHttpListener(stack: Stack): boolean {
  return stack.all(LOAD_BALANCER_TYPE).some(({ properties: { listeners } }) => !items(listeners).every(isEncrypted));
}

/** Whether web servers redirect to HTTPS, according to a variable at the top of their user data. */
function redirects({ properties: { userData } }: GraphResource): boolean {
  return typeof userData === "string" && /^HTTP_MODE='redirect'$/m.test(Buffer.from(userData, "base64").toString());
}

/** Whether a policy is AWS's own TLS 1.2 policy without any addition. */
function isTls12Policy({ properties: { policyAttributes } }: GraphResource): boolean {
  const attributes = items(policyAttributes);
  return (
    attributes.length > 0 &&
    attributes.every(
      (attribute) => part(attribute, "name") === "Reference-Security-Policy" && part(attribute, "value") === TLS_1_2,
    )
  );
}
