import * as elb from "@aws-sdk/client-elastic-load-balancing";
import * as s3 from "@aws-sdk/client-s3";

import { createGroup, createSubnet, row, run, withInstance, type Context, type Row } from "./context";

const http = { Protocol: "HTTP", LoadBalancerPort: 80, InstancePort: 80 };
const tls = { AttributeName: "Reference-Security-Policy", AttributeValue: "ELBSecurityPolicy-TLS-1-2-2017-01" };
const invalid = "InvalidConfigurationRequest";

/** More of Classic Load Balancers. */
export const balancers: readonly Row[] = [
  row("load balancer in a subnet without 8 free addresses", "InvalidSubnet", async (context) => {
    const SubnetId = await createSubnet(context.ec2, context.vpc, "10.0.41.0/28", "c");
    await run(context, { SubnetId, MinCount: 3, MaxCount: 3 });
    await withInstance(context, () => create(context, { Subnets: [SubnetId] }), { SubnetId });
  }),
  row("load balancer without listeners", "ValidationError", (context) => create(context, { Listeners: [] })),
  row("load balancer without subnets", "ValidationError", (context) => create(context, { Subnets: [] })),
  row("load balancer of subnets and zones", "ValidationError", (context) =>
    create(context, { AvailabilityZones: ["ap-northeast-1a"] }),
  ),
  row("load balancer of two VPCs", invalid, (context) =>
    create(context, { Subnets: [context.subnet, context.other.subnet] }),
  ),
  row("six security groups of a load balancer", invalid, async (context) => {
    const SecurityGroups: string[] = [];
    for (let n = 0; n < 6; n++) SecurityGroups.push(await createGroup(context.ec2, context.vpc, context.name()));
    await create(context, { SecurityGroups });
  }),
  row("load balancer again", "accepted", async (context) => {
    const LoadBalancerName = context.name();
    await create(context, { LoadBalancerName });
    await create(context, { LoadBalancerName });
  }),
  row("listener to port 0", "ValidationError", (context) =>
    create(context, { Listeners: [{ ...http, InstancePort: 0 }] }),
  ),
  row("two listeners on one port", "DuplicateListener", (context) =>
    create(context, { Listeners: [http, { ...http, InstancePort: 81 }] }),
  ),
  row("listener again", "accepted", async (context) => {
    await listen(context, http);
  }),
  row("delete an unknown listener", "accepted", async ({ aws, loadBalancer }) => {
    const named = { LoadBalancerName: loadBalancer, LoadBalancerPorts: [9999] };
    await aws.elb.send(new elb.DeleteLoadBalancerListenersCommand(named));
  }),
  row("certificate of an HTTP listener", invalid, (context) => certify(context, 80, context.certificate)),
  row("unknown certificate of a listener", "CertificateNotFound", (context) =>
    certify(context, 443, "arn:aws:iam::123456789012:server-certificate/none"),
  ),
  row("detach the last subnet", invalid, ({ aws, loadBalancer, subnet }) =>
    aws.elb.send(new elb.DetachLoadBalancerFromSubnetsCommand({ LoadBalancerName: loadBalancer, Subnets: [subnet] })),
  ),
  row("attach an unknown subnet", "SubnetNotFound", (context) => attach(context, "subnet-0123456789abcdef0")),
  row("attach a subnet of another VPC", invalid, (context) => attach(context, context.other.subnet)),
  row("attach a subnet again", "accepted", async (context) => {
    await attach(context, context.subnet);
  }),

  row("tag key twice", "DuplicateTagKeys", (context) => tag(context, ["a", "a"])),
  row("tag key with a question mark", "ValidationError", (context) => tag(context, ["a?"])),
  row("51st tag of a load balancer, alone", "TooManyTags", async (context) => {
    await tag(
      context,
      Array.from({ length: 50 }, (_, number) => `k${number}`),
    );
    await tag(context, ["more"]);
  }),

  row("health check of port 0", "ValidationError", (context) => check(context, { Target: "HTTP:0/" })),
  row("health check of TCP with a path", "ValidationError", (context) => check(context, { Target: "TCP:80/x" })),
  row("health check path of 1025 characters", "ValidationError", (context) =>
    check(context, { Target: `HTTP:80/${"x".repeat(1024)}` }),
  ),
  row("health check interval of 4 s", "ValidationError", (context) => check(context, { Interval: 4, Timeout: 2 })),
  row("health check timeout of 61 s", "ValidationError", (context) => check(context, { Interval: 90, Timeout: 61 })),
  row("unhealthy threshold 1", "ValidationError", (context) => check(context, { UnhealthyThreshold: 1 })),
  row("healthy threshold 11", "ValidationError", (context) => check(context, { HealthyThreshold: 11 })),
  row("idle timeout of 0 s", invalid, (context) => change(context, { ConnectionSettings: { IdleTimeout: 0 } })),
  row("draining of 0 s", invalid, (context) => change(context, { ConnectionDraining: { Enabled: true, Timeout: 0 } })),
  row("unknown attribute", invalid, (context) =>
    change(context, { AdditionalAttributes: [{ Key: "elb.mood", Value: "x" }] }),
  ),
  row("access logs with a prefix that contains AWSLogs", invalid, async (context) => {
    const S3BucketName = await logBucket(context);
    await change(context, { AccessLog: { Enabled: true, S3BucketName, S3BucketPrefix: "AWSLogs" } });
  }),
  row("access logs to a bucket that allows them", "accepted", async (context) => {
    const S3BucketName = await logBucket(context);
    await change(context, { AccessLog: { Enabled: true, S3BucketName, EmitInterval: 5 } });
  }),

  row("stickiness of -1 s", invalid, (context) => cookie(context, "CookieExpirationPeriod", "-1")),
  row("stickiness of an invalid number of seconds", invalid, (context) =>
    cookie(context, "CookieExpirationPeriod", "x"),
  ),
  row("stickiness policy with an attribute of TLS", invalid, (context) => cookie(context, "Protocol-TLSv1", "true")),
  row("stickiness policy on a TCP listener", invalid, async (context) => {
    const name = await cookie(context, "CookieExpirationPeriod", "60");
    await listen(context, { Protocol: "TCP", LoadBalancerPort: 2222, InstancePort: 22 });
    await apply(context, 2222, name);
  }),
  row("two TLS policies on a listener", invalid, async (context) => {
    await apply(context, 443, await tlsPolicy(context), await tlsPolicy(context));
  }),
  row("TLS policy on an HTTP listener", invalid, async (context) => {
    await apply(context, 80, await tlsPolicy(context));
  }),
];

function create(context: Context, more: Partial<elb.CreateLoadBalancerCommandInput>): Promise<unknown> {
  const { subnet, group, name } = context;
  const fine = { LoadBalancerName: name(), Subnets: [subnet], SecurityGroups: [group], Listeners: [http] };
  return context.aws.elb.send(new elb.CreateLoadBalancerCommand({ ...fine, ...more }));
}

function listen({ aws, loadBalancer }: Context, listener: elb.Listener): Promise<unknown> {
  const command = { LoadBalancerName: loadBalancer, Listeners: [listener] };
  return aws.elb.send(new elb.CreateLoadBalancerListenersCommand(command));
}

function certify({ aws, loadBalancer }: Context, LoadBalancerPort: number, SSLCertificateId: string): Promise<unknown> {
  const command = { LoadBalancerName: loadBalancer, LoadBalancerPort, SSLCertificateId };
  return aws.elb.send(new elb.SetLoadBalancerListenerSSLCertificateCommand(command));
}

function attach({ aws, loadBalancer }: Context, subnet: string): Promise<unknown> {
  return aws.elb.send(
    new elb.AttachLoadBalancerToSubnetsCommand({ LoadBalancerName: loadBalancer, Subnets: [subnet] }),
  );
}

function tag({ aws, loadBalancer }: Context, keys: readonly string[]): Promise<unknown> {
  const Tags = keys.map((Key) => ({ Key, Value: "v" }));
  return aws.elb.send(new elb.AddTagsCommand({ LoadBalancerNames: [loadBalancer], Tags }));
}

function check({ aws, loadBalancer }: Context, more: Partial<elb.HealthCheck>): Promise<unknown> {
  const fine = { Target: "HTTP:80/", Interval: 10, Timeout: 5, HealthyThreshold: 2, UnhealthyThreshold: 2 };
  const HealthCheck = { ...fine, ...more };
  return aws.elb.send(new elb.ConfigureHealthCheckCommand({ LoadBalancerName: loadBalancer, HealthCheck }));
}

function change({ aws, loadBalancer }: Context, LoadBalancerAttributes: elb.LoadBalancerAttributes): Promise<unknown> {
  const command = { LoadBalancerName: loadBalancer, LoadBalancerAttributes };
  return aws.elb.send(new elb.ModifyLoadBalancerAttributesCommand(command));
}

/** @returns the name of a new policy */
async function policy(context: Context, PolicyTypeName: string, attribute: elb.PolicyAttribute): Promise<string> {
  const named = { LoadBalancerName: context.loadBalancer, PolicyName: context.name(), PolicyTypeName };
  await context.aws.elb.send(new elb.CreateLoadBalancerPolicyCommand({ ...named, PolicyAttributes: [attribute] }));
  return named.PolicyName;
}

function cookie(context: Context, AttributeName: string, AttributeValue: string): Promise<string> {
  return policy(context, "LBCookieStickinessPolicyType", { AttributeName, AttributeValue });
}

function tlsPolicy(context: Context): Promise<string> {
  return policy(context, "SSLNegotiationPolicyType", tls);
}

function apply({ aws, loadBalancer }: Context, LoadBalancerPort: number, ...names: string[]): Promise<unknown> {
  const command = { LoadBalancerName: loadBalancer, LoadBalancerPort, PolicyNames: names };
  return aws.elb.send(new elb.SetLoadBalancerPoliciesOfListenerCommand(command));
}

/** A bucket to which the region's load balancers may write. */
async function logBucket({ aws, name }: Context): Promise<string> {
  const Bucket = `logs-${name()}`;
  const CreateBucketConfiguration = { LocationConstraint: "ap-northeast-1" } as const;
  await aws.s3.send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  const Principal = { AWS: "arn:aws:iam::582318560864:root" };
  const Statement = [{ Effect: "Allow", Principal, Action: "s3:PutObject", Resource: `arn:aws:s3:::${Bucket}/*` }];
  await aws.s3.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement }) }));
  return Bucket;
}
