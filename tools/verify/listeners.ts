import type { ListenerDescription } from "@aws-sdk/client-elastic-load-balancing";
import { awsArguments } from "../login/login-path";
import { outcomeOf, type Check, type CheckContext } from "./check";
import { listenerCertificate, requested, uploaded } from "../stage/listener-certificate";

/** AWS's predefined policy of TLS 1.2 only. */
const TLS_POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01";

const DEFAULT_POLICY = "the default, which allows TLS 1.0,";

export const listeners: Check = {
  id: "listeners",
  needsInstances: false,
  title: ({ loadBalancer: { https } }) =>
    https
      ? "The load balancer has the listeners of the stage, with the stage's certificate and TLS 1.2 only"
      : "The load balancer has the listeners of the stage",
  run: async (context) => {
    const { settings } = context.stage;
    const found = [...context.deployed.loadBalancer.listeners].sort((a, b) => portOf(a) - portOf(b));
    const wanted = [
      ...(settings.loadBalancer.http === "off" ? [] : [80]),
      ...(settings.loadBalancer.https ? [443] : []),
    ];
    const missing = wanted.filter((port) => !found.some((listener) => portOf(listener) === port));
    const issues = [
      ...missing.map((port) => `nothing listens on ${port}`),
      ...found.flatMap((listener) => listenerIssues(listener, wanted)),
    ];
    if (!settings.loadBalancer.https || missing.includes(443)) return outcomeOf(issues, wanted.join(" and "));
    const policy = await tlsPolicy(context);
    if (policy !== TLS_POLICY) issues.push(`the TLS policy of 443 is ${policy} instead of ${TLS_POLICY}`);
    const { name, issue } = await certificate(context);
    return outcomeOf(
      [...issues, ...(issue === undefined ? [] : [issue])],
      `${wanted.join(" and ")}, certificate ${name}, ${TLS_POLICY}`,
    );
  },
};

function portOf({ Listener }: ListenerDescription): number {
  return Listener?.LoadBalancerPort ?? 0;
}

function listenerIssues(description: ListenerDescription, wanted: readonly number[]): string[] {
  const { Listener } = description;
  const port = portOf(description);
  if (!wanted.includes(port)) return [`${port} has a listener that the stage does not configure`];
  const path = `${Listener?.Protocol ?? "?"} to ${Listener?.InstanceProtocol ?? "?"} ${Listener?.InstancePort ?? "?"}`;
  const expected = port === 443 ? "HTTPS to HTTP 80" : "HTTP to HTTP 80";
  return path === expected ? [] : [`${port} forwards ${path} instead of ${expected}`];
}

/**
 * The predefined policies that the policies of port 443 refer to. Their own names say nothing: AWS reserves those that
 * begin with `ELBSecurityPolicy-`.
 */
async function tlsPolicy({ deployed, clients }: CheckContext): Promise<string> {
  const { name, listeners: all } = deployed.loadBalancer;
  const names = all.find((listener) => portOf(listener) === 443)?.PolicyNames ?? [];
  if (names.length === 0) return DEFAULT_POLICY;
  const { DescribeLoadBalancerPoliciesCommand } = await import("@aws-sdk/client-elastic-load-balancing");
  const elb = await clients.elb();
  const { PolicyDescriptions = [] } = await elb.send(
    new DescribeLoadBalancerPoliciesCommand({ LoadBalancerName: name, PolicyNames: names }),
  );
  // A listener has the policy of web.stickiness beside it.
  const tls = PolicyDescriptions.filter(({ PolicyTypeName }) => PolicyTypeName === "SSLNegotiationPolicyType");
  if (tls.length === 0) return DEFAULT_POLICY;
  return tls
    .map(({ PolicyName = "", PolicyAttributeDescriptions = [] }) => {
      const reference = PolicyAttributeDescriptions.find(
        ({ AttributeName }) => AttributeName === "Reference-Security-Policy",
      );
      return reference?.AttributeValue ?? `${PolicyName}, which refers to no predefined policy`;
    })
    .join(" and ");
}

/** The name of the listener's certificate, and whether it is the stage's. */
async function certificate(context: CheckContext): Promise<{ readonly name: string; readonly issue?: string }> {
  const arn = listenerCertificate(context);
  if (arn === undefined) return { name: "", issue: "the listener on 443 has no certificate" };
  const { stageName, settings } = context.stage;
  const restore = restoreCommand(context);
  if ("arn" in settings.loadBalancer.certificate) {
    const { arn: wanted } = settings.loadBalancer.certificate;
    // A secret cannot be read without the stage's key.
    if (typeof wanted !== "string" || wanted === arn) return { name: arn };
    return { name: arn, issue: `the certificate of 443 is ${arn} instead of ${wanted}; ${restore}` };
  }
  const isOfDomain = settings.loadBalancer.domain !== undefined;
  const found = await (isOfDomain ? requested : uploaded)(arn, context);
  const ours = found?.tags.get("Service") === stageName.service && found.tags.get("Stage") === stageName.stage;
  if (found !== undefined && ours) return { name: found.name };
  return {
    name: arn,
    issue: `the certificate of 443 is ${arn}, which the stage has not ${isOfDomain ? "requested" : "uploaded"}; ${restore}`,
  };
}

/** Pulumi ignores the listener's certificate, since the provider would close port 443 to replace it. */
function restoreCommand({ stage, deployed }: CheckContext): string {
  const command = ["elb", "set-load-balancer-listener-ssl-certificate"];
  const listener = ["--load-balancer-name", deployed.loadBalancer.name, "--load-balancer-port", "443"];
  const arn = `"$(pulumi stack output certificateArn --stack ${stage.stageName.stage})"`;
  return `to restore it: aws ${awsArguments(stage, [...command, ...listener, "--ssl-certificate-id", arn]).join(" ")}`;
}
