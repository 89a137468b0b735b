import * as elb from "@aws-sdk/client-elastic-load-balancing";

import { row, type Row, type Context } from "./context";

const http = { Protocol: "HTTP", LoadBalancerPort: 80, InstancePort: 80 };

/** Classic Load Balancers. */
export const loadBalancing: readonly Row[] = [
  row("name of 33 characters", "ValidationError", (context) => create(context, { LoadBalancerName: "x".repeat(33) })),
  row("name that begins with a hyphen", "ValidationError", (context) => create(context, { LoadBalancerName: "-web" })),
  row("name that ends with a hyphen", "ValidationError", (context) => create(context, { LoadBalancerName: "web-" })),
  row("name with an underscore", "ValidationError", (context) => create(context, { LoadBalancerName: "web_1" })),
  row("two subnets in one zone", "InvalidConfigurationRequest", (context) =>
    create(context, { Subnets: [context.subnet, context.twin] }),
  ),
  row("second subnet in a zone", "InvalidConfigurationRequest", ({ aws, loadBalancer, twin }) =>
    aws.elb.send(new elb.AttachLoadBalancerToSubnetsCommand({ LoadBalancerName: loadBalancer, Subnets: [twin] })),
  ),
  row("unknown subnet", "SubnetNotFound", (context) => create(context, { Subnets: ["subnet-0123456789abcdef0"] })),
  row("internet-facing in a VPC without internet gateway", "InvalidSubnet", (context) =>
    create(context, { Subnets: [context.other.subnet], SecurityGroups: [context.other.group] }),
  ),
  row("scheme public", "InvalidScheme", (context) => create(context, { Scheme: "public" })),
  row("unknown security group", "InvalidSecurityGroup", (context) =>
    create(context, { SecurityGroups: ["sg-0123456789abcdef0"] }),
  ),
  row("security group of another VPC", "InvalidSecurityGroup", ({ aws, loadBalancer, other }) =>
    aws.elb.send(
      new elb.ApplySecurityGroupsToLoadBalancerCommand({
        LoadBalancerName: loadBalancer,
        SecurityGroups: [other.group],
      }),
    ),
  ),
  row("name twice, other listeners", "DuplicateLoadBalancerName", (context) =>
    create(context, { LoadBalancerName: context.loadBalancer, Listeners: [{ ...http, LoadBalancerPort: 8080 }] }),
  ),
  row("HTTPS listener with unknown certificate", "CertificateNotFound", (context) =>
    create(context, {
      Listeners: [
        {
          ...{ ...http, Protocol: "HTTPS", InstanceProtocol: "HTTP", LoadBalancerPort: 443 },
          SSLCertificateId: "arn:aws:iam::123456789012:server-certificate/none",
        },
      ],
    }),
  ),
  row("HTTPS listener without a certificate", "ValidationError", (context) =>
    create(context, { Listeners: [{ ...http, Protocol: "HTTPS", InstanceProtocol: "HTTP" }] }),
  ),
  row("listener of port 70000", "ValidationError", (context) =>
    create(context, { Listeners: [{ ...http, LoadBalancerPort: 70_000 }] }),
  ),
  row("listener of protocol UDP", "UnsupportedProtocol", (context) =>
    create(context, { Listeners: [{ ...http, Protocol: "UDP" }] }),
  ),
  row("listener of HTTP to TCP", "ValidationError", (context) =>
    create(context, { Listeners: [{ ...http, InstanceProtocol: "TCP" }] }),
  ),
  row("another listener at a port that has one", "DuplicateListener", ({ aws, loadBalancer }) =>
    aws.elb.send(
      new elb.CreateLoadBalancerListenersCommand({
        ...{ LoadBalancerName: loadBalancer, Listeners: [{ ...http, InstancePort: 81 }] },
      }),
    ),
  ),
  row("new certificate for a port without listener", "ListenerNotFound", ({ aws, loadBalancer, certificate }) =>
    aws.elb.send(
      new elb.SetLoadBalancerListenerSSLCertificateCommand({
        ...{ LoadBalancerName: loadBalancer, LoadBalancerPort: 8443, SSLCertificateId: certificate },
      }),
    ),
  ),
  row("unknown load balancer", ["LoadBalancerNotFound", "AccessPointNotFound"], ({ aws }) =>
    aws.elb.send(new elb.DescribeInstanceHealthCommand({ LoadBalancerName: "none" })),
  ),
  row("health check timeout = interval", "ValidationError", (context) => check(context, { Timeout: 10 })),
  row("health check timeout of 1 s", "ValidationError", (context) => check(context, { Timeout: 1 })),
  row("health check interval of 301 s", "ValidationError", (context) => check(context, { Interval: 301 })),
  row("healthy threshold 1", "ValidationError", (context) => check(context, { HealthyThreshold: 1 })),
  row("unhealthy threshold 11", "ValidationError", (context) => check(context, { UnhealthyThreshold: 11 })),
  row("health check of HTTP without a path", "ValidationError", (context) => check(context, { Target: "HTTP:80" })),
  row("health check of UDP", "ValidationError", (context) => check(context, { Target: "UDP:80" })),
  row("idle timeout 5000 s", ["InvalidConfigurationRequest", "ValidationError"], (context) =>
    attributes(context, { ConnectionSettings: { IdleTimeout: 5000 } }),
  ),
  row("draining of 3601 s", ["InvalidConfigurationRequest", "ValidationError"], (context) =>
    attributes(context, { ConnectionDraining: { Enabled: true, Timeout: 3601 } }),
  ),
  row("access logs every 10 minutes", ["InvalidConfigurationRequest", "ValidationError"], (context) =>
    attributes(context, { AccessLog: { Enabled: true, EmitInterval: 10, S3BucketName: "none" } }),
  ),
  row("access logs to an unknown bucket", "InvalidConfigurationRequest", (context) =>
    attributes(context, { AccessLog: { Enabled: true, EmitInterval: 5, S3BucketName: "no-such-bucket" } }),
  ),
  row("desync mitigation mode lenient", ["InvalidConfigurationRequest", "ValidationError"], (context) =>
    attributes(context, { AdditionalAttributes: [{ Key: "elb.http.desyncmitigationmode", Value: "lenient" }] }),
  ),
  row("policy of unknown type", "PolicyTypeNotFound", (context) =>
    policy(context, "other", { PolicyTypeName: "Junk" }),
  ),
  row("policy with a reserved name", "InvalidConfigurationRequest", (context) =>
    policy(context, "ELBSecurityPolicy-TLS-1-2-2017-01"),
  ),
  row("policy with another reserved name", "InvalidConfigurationRequest", (context) =>
    policy(context, "ELBSample-mine"),
  ),
  row("policy name with a dot", "ValidationError", (context) => policy(context, "a.b")),
  row("policy name twice", "DuplicatePolicyName", async (context) => {
    await policy(context, "twice");
    await policy(context, "twice");
  }),
  row("unknown predefined policy", "InvalidConfigurationRequest", (context) =>
    policy(context, "unknown", {
      PolicyAttributes: [{ AttributeName: "Reference-Security-Policy", AttributeValue: "ELBSecurityPolicy-2040-01" }],
    }),
  ),
  row("policy on a port without listener", "ListenerNotFound", (context) => apply(context, 8080, "twice")),
  row("unknown policy on a listener", "PolicyNotFound", (context) => apply(context, 443, "none")),
  row("delete a policy in use", "InvalidConfigurationRequest", async (context) => {
    await policy(context, "used");
    await apply(context, 443, "used");
    const named = { LoadBalancerName: context.loadBalancer, PolicyName: "used" };
    await context.aws.elb.send(new elb.DeleteLoadBalancerPolicyCommand(named));
  }),
  row("51 tags of a load balancer", "TooManyTags", ({ aws, loadBalancer }) =>
    aws.elb.send(
      new elb.AddTagsCommand({
        ...{
          LoadBalancerNames: [loadBalancer],
          Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: "v" })),
        },
      }),
    ),
  ),
];

function create(context: Context, more: Partial<elb.CreateLoadBalancerCommandInput>): Promise<unknown> {
  return context.aws.elb.send(
    new elb.CreateLoadBalancerCommand({
      ...{
        LoadBalancerName: context.name(),
        Subnets: [context.subnet],
        SecurityGroups: [context.group],
        Listeners: [http],
      },
      ...more,
    }),
  );
}

function check({ aws, loadBalancer }: Context, more: Partial<elb.HealthCheck>): Promise<unknown> {
  const fine = { Target: "HTTP:80/", Interval: 10, Timeout: 5, HealthyThreshold: 2, UnhealthyThreshold: 2 };
  const HealthCheck = { ...fine, ...more };
  return aws.elb.send(new elb.ConfigureHealthCheckCommand({ LoadBalancerName: loadBalancer, HealthCheck }));
}

function attributes(
  { aws, loadBalancer }: Context,
  LoadBalancerAttributes: elb.LoadBalancerAttributes,
): Promise<unknown> {
  return aws.elb.send(
    new elb.ModifyLoadBalancerAttributesCommand({ LoadBalancerName: loadBalancer, LoadBalancerAttributes }),
  );
}

function policy(
  { aws, loadBalancer }: Context,
  PolicyName: string,
  more: Partial<elb.CreateLoadBalancerPolicyCommandInput> = {},
): Promise<unknown> {
  return aws.elb.send(
    new elb.CreateLoadBalancerPolicyCommand({
      ...{ LoadBalancerName: loadBalancer, PolicyName, PolicyTypeName: "SSLNegotiationPolicyType" },
      PolicyAttributes: [
        { AttributeName: "Reference-Security-Policy", AttributeValue: "ELBSecurityPolicy-TLS-1-2-2017-01" },
      ],
      ...more,
    }),
  );
}

function apply({ aws, loadBalancer }: Context, LoadBalancerPort: number, name: string): Promise<unknown> {
  const named = { LoadBalancerName: loadBalancer, LoadBalancerPort, PolicyNames: [name] };
  return aws.elb.send(new elb.SetLoadBalancerPoliciesOfListenerCommand(named));
}
