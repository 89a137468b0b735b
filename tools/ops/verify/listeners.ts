import type { ListenerDescription } from "@aws-sdk/client-elastic-load-balancing";

import { judged, type Check } from "./check";
import { listenerCertificate, uploaded } from "./certificate";
import type { Scene } from "./scene";

/** AWS's predefined policy of TLS 1.2 only. */
const TLS_POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01";

/** What AWS says of the load balancer's listeners is what the stage file says. */
export const listeners: Check = {
  id: "listeners",
  asksMachines: false,
  title: ({ loadBalancer: { https } }) =>
    https
      ? "The load balancer listens where the stage says, with the stage's certificate and TLS 1.2 only"
      : "The load balancer listens where the stage says",
  look: async (scene) => {
    const { settings } = scene.stage;
    const found = [...scene.deployed.loadBalancer.listeners].sort((a, b) => portOf(a) - portOf(b));
    const wanted = [...(settings.loadBalancer.http === "off" ? [] : [80]), ...(settings.loadBalancer.https ? [443] : [])];
    const missing = wanted.filter((port) => !found.some((listener) => portOf(listener) === port));
    const faults = [
      ...missing.map((port) => `nothing listens on ${port}`),
      ...found.flatMap((listener) => faultsOf(listener, wanted)),
    ];
    if (!settings.loadBalancer.https || missing.includes(443)) return judged(faults, wanted.join(" and "));
    const policy = await tlsPolicy(scene);
    if (policy !== TLS_POLICY) faults.push(`the TLS policy of 443 is ${policy} instead of ${TLS_POLICY}`);
    const { name, fault } = await certificate(scene);
    return judged(
      [...faults, ...(fault === undefined ? [] : [fault])],
      `${wanted.join(" and ")}, certificate ${name}, ${TLS_POLICY}`,
    );
  },
};

function portOf({ Listener }: ListenerDescription): number {
  return Listener?.LoadBalancerPort ?? 0;
}

function faultsOf(description: ListenerDescription, wanted: readonly number[]): string[] {
  const { Listener } = description;
  const port = portOf(description);
  if (!wanted.includes(port)) return [`${port} listens, which the stage does not ask for`];
  const way = `${Listener?.Protocol ?? "?"} to ${Listener?.InstanceProtocol ?? "?"} ${Listener?.InstancePort ?? "?"}`;
  const expected = port === 443 ? "HTTPS to HTTP 80" : "HTTP to HTTP 80";
  return way === expected ? [] : [`${port} leads from ${way} instead of ${expected}`];
}

/**
 * The predefined policies that the policies of port 443 refer to. Their own names say nothing: AWS reserves those that
 * begin with `ELBSecurityPolicy-`.
 */
async function tlsPolicy({ deployed, clients }: Scene): Promise<string> {
  const { name, listeners: all } = deployed.loadBalancer;
  const names = all.find((listener) => portOf(listener) === 443)?.PolicyNames ?? [];
  if (names.length === 0) return "none of its own, which allows TLS 1.0";
  const { DescribeLoadBalancerPoliciesCommand } = await import("@aws-sdk/client-elastic-load-balancing");
  const elb = await clients.elb();
  const { PolicyDescriptions = [] } = await elb.send(
    new DescribeLoadBalancerPoliciesCommand({ LoadBalancerName: name, PolicyNames: names }),
  );
  return PolicyDescriptions.map(({ PolicyName = "", PolicyAttributeDescriptions = [] }) => {
    const reference = PolicyAttributeDescriptions.find(
      ({ AttributeName }) => AttributeName === "Reference-Security-Policy",
    );
    return reference?.AttributeValue ?? `${PolicyName}, which refers to no predefined policy`;
  }).join(" and ");
}

/** The name of the listener's certificate, and whether it is the stage's. */
async function certificate(scene: Scene): Promise<{ readonly name: string; readonly fault?: string }> {
  const arn = listenerCertificate(scene);
  if (arn === undefined) return { name: "", fault: "the listener on 443 has no certificate" };
  const { stageName, settings } = scene.stage;
  if ("arn" in settings.loadBalancer.certificate) {
    const { arn: wanted } = settings.loadBalancer.certificate;
    // A secret cannot be read without the stage's key.
    if (typeof wanted !== "string" || wanted === arn) return { name: arn };
    return { name: arn, fault: `the certificate of 443 is ${arn} instead of ${wanted}` };
  }
  const found = await uploaded(arn, scene);
  const ours = found?.tags.get("Service") === stageName.service && found.tags.get("Stage") === stageName.stage;
  if (found !== undefined && ours) return { name: found.name };
  return { name: arn, fault: `the certificate of 443 is ${arn}, which the stage has not uploaded` };
}
