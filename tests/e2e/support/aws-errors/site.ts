import * as acm from "@aws-sdk/client-acm";
import * as elb from "@aws-sdk/client-elastic-load-balancing";
import * as iam from "@aws-sdk/client-iam";
import * as route53 from "@aws-sdk/client-route-53";
import * as s3 from "@aws-sdk/client-s3";
import * as ssm from "@aws-sdk/client-ssm";

import { accessKeyIdOf } from "../../../../tools/local/role-credentials";
import { row, type Context, type Row } from "./context";

const rejected = "InvalidChangeBatch";
const VALUES = { TTL: 300, ResourceRecords: [{ Value: "192.0.2.1" }] };

/** What `domain`, `web.files` and `web.parameters` call: ACM, Route 53, S3, SSM. */
export const site: readonly Row[] = [
  row("certificate with a first domain name of 65 characters", "InvalidDomainValidationOptionsException", (context) =>
    request(context, `${"a".repeat(53)}.example.com`),
  ),
  row("certificate with another domain name of 65 characters", "accepted", async (context) => {
    await request(context, "example.com", `${"a".repeat(53)}.example.com`);
  }),
  row("certificate with 10 names", "accepted", async (context) => {
    await request(context, ...names(10));
  }),
  row("certificate with 11 names", "LimitExceededException", (context) => request(context, ...names(11))),
  row("certificate for a name with a space", "ValidationException", (context) => request(context, "a b.example.com")),
  row("certificate with another domain name without a dot", "ValidationException", (context) =>
    request(context, "example.com", "localhost"),
  ),
  row("delete an unknown certificate of ACM", "ResourceNotFoundException", ({ aws }) => {
    const CertificateArn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";
    return aws.acm.send(new acm.DeleteCertificateCommand({ CertificateArn }));
  }),
  row("listener with a certificate that ACM has not issued", "CertificateNotFound", async (context) => {
    const SSLCertificateId = await request(context, "pending.example.com");
    await context.aws.elb.send(
      new elb.SetLoadBalancerListenerSSLCertificateCommand({
        ...{ LoadBalancerName: context.loadBalancer, LoadBalancerPort: 443, SSLCertificateId },
      }),
    );
  }),
  row("delete a certificate of ACM that a listener uses", "ResourceInUseException", async (context) => {
    const { aws, loadBalancer } = context;
    const HostedZoneId = await zone(context);
    const CertificateArn = await request(context, "example.com");
    const { Certificate } = await aws.acm.send(new acm.DescribeCertificateCommand({ CertificateArn }));
    const { Name, Type, Value } = Certificate!.DomainValidationOptions![0]!.ResourceRecord!;
    await change(context, HostedZoneId, "CREATE", { Name, Type, TTL: 300, ResourceRecords: [{ Value }] });
    const Listeners = [
      {
        Protocol: "HTTPS",
        LoadBalancerPort: 8443,
        InstancePort: 80,
        InstanceProtocol: "HTTP",
        SSLCertificateId: CertificateArn,
      },
    ];
    await aws.acm.send(new acm.DescribeCertificateCommand({ CertificateArn }));
    await aws.elb.send(new elb.CreateLoadBalancerListenersCommand({ LoadBalancerName: loadBalancer, Listeners }));
    await aws.acm.send(new acm.DeleteCertificateCommand({ CertificateArn }));
  }),

  row("records of a hosted zone that does not exist", "NoSuchHostedZone", (context) =>
    change(context, "Z0000000000000", "CREATE", { Name: "www.example.com", Type: "A", ...VALUES }),
  ),
  row("create a record that exists", rejected, async (context) => {
    const record = { Name: "www.example.com", Type: "A", ...VALUES } as const;
    const id = await zone(context, record);
    await change(context, id, "CREATE", record);
  }),
  row("create a CNAME record beside another", rejected, async (context) => {
    const id = await zone(context, { Name: "www.example.com", Type: "A", ...VALUES });
    const ResourceRecords = [{ Value: "elsewhere.example.net" }];
    await change(context, id, "CREATE", { Name: "www.example.com", Type: "CNAME", TTL: 300, ResourceRecords });
  }),
  row("create a record outside the zone", rejected, async (context) =>
    change(context, await zone(context), "CREATE", { Name: "www.example.org", Type: "A", ...VALUES }),
  ),
  row("create a record of a name that ends like the zone's", rejected, async (context) =>
    change(context, await zone(context), "CREATE", { Name: "notexample.com", Type: "A", ...VALUES }),
  ),
  row("alias of a load balancer", "accepted", async (context) =>
    change(context, await zone(context), "CREATE", await alias(context)),
  ),
  row("alias of a load balancer in another zone than its name's", rejected, async (context) =>
    change(context, await zone(context), "CREATE", await alias(context, { HostedZoneId: "Z35SXDOTRQ7X7K" })),
  ),
  row("alias of a load balancer that does not exist", rejected, async (context) =>
    change(
      context,
      await zone(context),
      "CREATE",
      await alias(context, { DNSName: "gone-1234567890.ap-northeast-1.elb.amazonaws.com" }),
    ),
  ),
  row("delete a record that does not exist", rejected, async (context) =>
    change(context, await zone(context), "DELETE", { Name: "www.example.com", Type: "A", ...VALUES }),
  ),
  row("delete a record with another value", rejected, async (context) => {
    const id = await zone(context, { Name: "www.example.com", Type: "A", ...VALUES });
    const ResourceRecords = [{ Value: "192.0.2.2" }];
    await change(context, id, "DELETE", { Name: "www.example.com", Type: "A", TTL: 300, ResourceRecords });
  }),
  row("delete a record with another TTL", rejected, async (context) => {
    const id = await zone(context, { Name: "www.example.com", Type: "A", ...VALUES });
    await change(context, id, "DELETE", { Name: "www.example.com", Type: "A", ...VALUES, TTL: 60 });
  }),
  row("delete an alias with another target", rejected, async (context) => {
    const record = await alias(context);
    const id = await zone(context, record);
    await change(context, id, "DELETE", {
      ...record,
      AliasTarget: { ...record.AliasTarget!, DNSName: "other-1.ap-northeast-1.elb.amazonaws.com" },
    });
  }),
  row("delete a record with its values", "accepted", async (context) => {
    const record = { Name: "*.example.com", Type: "A", ...VALUES } as const;
    await change(context, await zone(context, record), "DELETE", record);
  }),

  row("S3: object in a bucket that does not exist", "NoSuchBucket", ({ aws }) =>
    aws.s3.send(new s3.PutObjectCommand({ Bucket: "no-such-bucket-1234", Key: "site.tar", Body: "v" })),
  ),
  row("S3: read an object that does not exist", "NoSuchKey", async (context) =>
    context.aws.s3.send(new s3.GetObjectCommand({ Bucket: await bucket(context), Key: "site.tar" })),
  ),
  row("S3: delete a bucket that has only older versions", "BucketNotEmpty", async (context) => {
    const Bucket = await bucket(context);
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await context.aws.s3.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    await context.aws.s3.send(new s3.PutObjectCommand({ Bucket, Key: "site.tar", Body: "v" }));
    await context.aws.s3.send(new s3.DeleteObjectCommand({ Bucket, Key: "site.tar" }));
    await context.aws.s3.send(new s3.DeleteBucketCommand({ Bucket }));
  }),

  row("S3: a role's one object", "accepted", async (context) => {
    const Bucket = await bucket(context);
    await context.aws.s3.send(new s3.PutObjectCommand({ Bucket, Key: "site.tar", Body: "v" }));
    const instance = await instanceWith(context, "s3:GetObject", `arn:aws:s3:::${Bucket}/site.tar`);
    await instance.s3.send(new s3.GetObjectCommand({ Bucket, Key: "site.tar" }));
  }),
  row("S3: an object that a role may not read", "AccessDenied", async (context) => {
    const Bucket = await bucket(context);
    await context.aws.s3.send(new s3.PutObjectCommand({ Bucket, Key: "other.tar", Body: "v" }));
    const instance = await instanceWith(context, "s3:GetObject", `arn:aws:s3:::${Bucket}/site.tar`);
    await instance.s3.send(new s3.GetObjectCommand({ Bucket, Key: "other.tar" }));
  }),
  row("S3: an object that a role may read, but not write", "AccessDenied", async (context) => {
    const Bucket = await bucket(context);
    const instance = await instanceWith(context, "s3:GetObject", `arn:aws:s3:::${Bucket}/*`);
    await instance.s3.send(new s3.PutObjectCommand({ Bucket, Key: "site.tar", Body: "v" }));
  }),
  row("SSM: a parameter that a role may not read", "AccessDeniedException", async (context) => {
    const place = "arn:aws:ssm:ap-northeast-1:123456789012";
    const instance = await instanceWith(context, "ssm:GetParameters", `${place}:parameter/shop/password`);
    await instance.ssm.send(new ssm.GetParametersCommand({ Names: ["/shop/password"] }));
    await instance.ssm.send(new ssm.GetParametersCommand({ Names: ["/shop/password", "/blog/password"] }));
  }),
  row("SSM: a parameter that does not exist is named", "/no/such", async ({ aws }) => {
    const { Parameters = [], InvalidParameters = [] } = await aws.ssm.send(
      new ssm.GetParametersCommand({ Names: ["/no/such"], WithDecryption: true }),
    );
    return [...Parameters.map(({ Name }) => `found ${Name ?? ""}`), ...InvalidParameters].join();
  }),
  row("SSM: 11 parameters at once", "ValidationException", ({ aws }) =>
    aws.ssm.send(new ssm.GetParametersCommand({ Names: names(11).map((name) => `/${name}`) })),
  ),
];

/** Clients of an instance whose role has one permission. */
async function instanceWith(
  context: Context,
  Action: string,
  Resource: string,
): Promise<{ readonly s3: s3.S3Client; readonly ssm: ssm.SSMClient }> {
  const { iam: client } = context.aws;
  const [RoleName, PolicyName] = [context.name(), "read"];
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } };
  const document = (Statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
  await client.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
  const PolicyDocument = document({ Effect: "Allow", Action, Resource });
  await client.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  const InstanceProfileName = context.name();
  await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName }));
  await client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  const { url } = await endpointOf(client);
  const credentials = { accessKeyId: accessKeyIdOf(InstanceProfileName), secretAccessKey: "secret" };
  const common = { endpoint: url.toString(), region: "ap-northeast-1", credentials };
  return { s3: new s3.S3Client({ ...common, forcePathStyle: true }), ssm: new ssm.SSMClient(common) };
}

export async function endpointOf({ config }: iam.IAMClient): Promise<{ readonly url: URL }> {
  const { protocol, hostname, port = 80 } = await config.endpoint!();
  return { url: new URL(`${protocol}//${hostname}:${port}`) };
}

const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => `n${number}.example.com`);

async function request(
  { aws }: Context,
  ...[DomainName, ...SubjectAlternativeNames]: readonly string[]
): Promise<string> {
  const command = { DomainName, ValidationMethod: "DNS" as const };
  const others = SubjectAlternativeNames.length === 0 ? {} : { SubjectAlternativeNames };
  const answer = await aws.acm.send(new acm.RequestCertificateCommand({ ...command, ...others }));
  return answer.CertificateArn!;
}

/** A hosted zone of example.com, with a record. */
export async function zone(context: Context, record?: Partial<route53.ResourceRecordSet>): Promise<string> {
  const command = new route53.CreateHostedZoneCommand({ Name: "example.com", CallerReference: context.name() });
  const { HostedZone } = await context.aws.route53.send(command);
  const id = HostedZone!.Id!.replace("/hostedzone/", "");
  if (record !== undefined) await change(context, id, "CREATE", record);
  return id;
}

export async function change(
  { aws }: Context,
  HostedZoneId: string,
  Action: route53.ChangeAction,
  record: Partial<route53.ResourceRecordSet>,
): Promise<void> {
  const Changes = [{ Action, ResourceRecordSet: record as route53.ResourceRecordSet }];
  await aws.route53.send(new route53.ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
}

/** An alias record of the load balancer, with another target's properties. */
async function alias(
  { aws, loadBalancer }: Context,
  target: Partial<route53.AliasTarget> = {},
): Promise<route53.ResourceRecordSet> {
  const { LoadBalancerDescriptions } = await aws.elb.send(
    new elb.DescribeLoadBalancersCommand({ LoadBalancerNames: [loadBalancer] }),
  );
  const { DNSName, CanonicalHostedZoneNameID: HostedZoneId } = LoadBalancerDescriptions![0]!;
  const AliasTarget = { DNSName, HostedZoneId, EvaluateTargetHealth: false, ...target };
  return { Name: "www.example.com", Type: "A", AliasTarget };
}

async function bucket({ aws, name }: Context): Promise<string> {
  const Bucket = name();
  const CreateBucketConfiguration = { LocationConstraint: "ap-northeast-1" as const };
  await aws.s3.send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  return Bucket;
}
