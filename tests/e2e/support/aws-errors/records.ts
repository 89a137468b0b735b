import * as acm from "@aws-sdk/client-acm";
import * as route53 from "@aws-sdk/client-route-53";
import * as ssm from "@aws-sdk/client-ssm";

import { row, type Context, type Row } from "./context";
import { change, zone } from "./site";

const rejected = "InvalidChangeBatch";
const CertificateArn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";
const record: route53.ResourceRecordSet = {
  ...{ Name: "www.example.com", Type: "A", TTL: 300, ResourceRecords: [{ Value: "192.0.2.1" }] },
};

/** More of Route 53, ACM and Systems Manager. */
export const records: readonly Row[] = [
  row("hosted zone with the reference of another", "HostedZoneAlreadyExists", async ({ aws, name }) => {
    const command = { Name: "example.com", CallerReference: name() };
    await aws.route53.send(new route53.CreateHostedZoneCommand(command));
    await aws.route53.send(new route53.CreateHostedZoneCommand(command));
  }),
  row("hosted zone with two dots in its name", "InvalidDomainName", ({ aws, name }) =>
    aws.route53.send(new route53.CreateHostedZoneCommand({ Name: "example..com", CallerReference: name() })),
  ),
  row("delete a hosted zone with records", "HostedZoneNotEmpty", async (context) =>
    context.aws.route53.send(new route53.DeleteHostedZoneCommand({ Id: await zone(context, record) })),
  ),
  row("unknown hosted zone", "NoSuchHostedZone", ({ aws }) =>
    aws.route53.send(new route53.GetHostedZoneCommand({ Id: "Z0000000000000" })),
  ),
  row("records of an unknown hosted zone", "NoSuchHostedZone", ({ aws }) =>
    aws.route53.send(new route53.ListResourceRecordSetsCommand({ HostedZoneId: "Z0000000000000" })),
  ),
  row("CNAME record of the zone's own name", rejected, (context) =>
    create(context, { Name: "example.com", Type: "CNAME", ResourceRecords: [{ Value: "other.example.net" }] }),
  ),
  row("A record without an IPv4 address", rejected, (context) =>
    create(context, { ResourceRecords: [{ Value: "192.0.2.256" }] }),
  ),
  row("AAAA record of an IPv4 address", rejected, (context) => create(context, { Type: "AAAA" })),
  row("TXT record without quotation marks", rejected, (context) =>
    create(context, { Type: "TXT", ResourceRecords: [{ Value: "text" }] }),
  ),
  row("record name with two dots", rejected, (context) => create(context, { Name: "a..b.example.com" })),
  row("record name with 64 characters between dots", rejected, (context) =>
    create(context, { Name: `${"x".repeat(64)}.example.com` }),
  ),
  row("record without a TTL", "InvalidInput", (context) => create(context, { TTL: undefined })),
  row("record without a value", "InvalidInput", (context) => create(context, { ResourceRecords: undefined })),
  row("record with a TTL above 2147483647", "InvalidInput", (context) => create(context, { TTL: 2_147_483_648 })),
  row("record of an unknown type", "InvalidInput", (context) => create(context, { Type: "ABC" as route53.RRType })),
  row("alias with a TTL", "InvalidInput", (context) =>
    create(context, {
      ResourceRecords: undefined,
      AliasTarget: { DNSName: "www.example.com", HostedZoneId: "Z0000000000000", EvaluateTargetHealth: false },
    }),
  ),
  row("no changes of records", "InvalidInput", async (context) => changes(context, await zone(context))),
  row("record created twice in a call", rejected, async (context) =>
    changes(context, await zone(context), ["CREATE", record], ["CREATE", record]),
  ),
  row("record deleted and created in a call", "accepted", async (context) =>
    changes(context, await zone(context, record), ["DELETE", record], ["CREATE", { ...record, TTL: 60 }]),
  ),
  row("record upserted twice", "accepted", async (context) => {
    const id = await zone(context);
    await change(context, id, "UPSERT", record);
    await change(context, id, "UPSERT", record);
  }),
  row("creation beside a deletion that fails", "nothing", async (context) => {
    const id = await zone(context);
    const other = { ...record, Name: "other.example.com" };
    await changes(context, id, ["CREATE", record], ["DELETE", other]).catch(() => undefined);
    const { ResourceRecordSets } = await context.aws.route53.send(
      new route53.ListResourceRecordSetsCommand({ HostedZoneId: id }),
    );
    return ResourceRecordSets!.some(({ Name }) => Name === "www.example.com.") ? "a record" : "nothing";
  }),
  row("delete the zone's own NS record", rejected, async (context) =>
    change(context, await zone(context), "DELETE", {
      ...{ Name: "example.com", Type: "NS", TTL: 172_800 },
      ResourceRecords: [{ Value: "ns-2048.awsdns-64.com" }],
    }),
  ),

  row("ACM: describe an unknown certificate", "ResourceNotFoundException", ({ aws }) =>
    aws.acm.send(new acm.DescribeCertificateCommand({ CertificateArn })),
  ),
  row("ACM: tags of an unknown certificate", "ResourceNotFoundException", ({ aws }) =>
    aws.acm.send(new acm.ListTagsForCertificateCommand({ CertificateArn })),
  ),
  row("ACM: describe a certificate of IAM", ["InvalidArnException", "ValidationException"], (context) =>
    context.aws.acm.send(new acm.DescribeCertificateCommand({ CertificateArn: context.certificate })),
  ),
  row("ACM: read a certificate before it is issued", "RequestInProgressException", async (context) => {
    const command = new acm.GetCertificateCommand({
      CertificateArn: await request(context, { DomainName: "pending.example.net" }),
    });
    await context.aws.acm.send(command);
  }),
  row("ACM: unknown validation", "ValidationException", (context) =>
    request(context, { ValidationMethod: "FAX" as acm.ValidationMethod }),
  ),
  row("ACM: unknown key algorithm", "ValidationException", (context) =>
    request(context, { KeyAlgorithm: "RSA_512" as acm.KeyAlgorithm }),
  ),
  row("ACM: wildcard inside a name", "ValidationException", (context) =>
    request(context, { DomainName: "a.*.example.com" }),
  ),
  row("ACM: name with 64 characters between dots", "ValidationException", (context) =>
    request(context, { SubjectAlternativeNames: [`${"a".repeat(64)}.example.com`] }),
  ),
  row("ACM: validation by another domain", "InvalidDomainValidationOptionsException", (context) =>
    request(context, { DomainValidationOptions: [{ DomainName: "example.com", ValidationDomain: "example.org" }] }),
  ),
  row("ACM: idempotency token with a hyphen", "ValidationException", (context) =>
    request(context, { IdempotencyToken: "a-b" }),
  ),
  row("ACM: certificate with the idempotency token of another", "the same", async (context) => {
    const [one, other] = [
      await request(context, { IdempotencyToken: "token" }),
      await request(context, { IdempotencyToken: "token" }),
    ];
    return one === other ? "the same" : "another";
  }),
  row("ACM: 51 tags", "TooManyTagsException", (context) =>
    request(context, { Tags: Array.from({ length: 51 }, (_, number) => ({ Key: `k${number}`, Value: "v" })) }),
  ),
  row("ACM: tag aws:x", ["InvalidTagException", "ValidationException"], (context) =>
    request(context, { Tags: [{ Key: "aws:x", Value: "v" }] }),
  ),

  row("SSM: unknown parameter", "ParameterNotFound", ({ aws }) =>
    aws.ssm.send(new ssm.GetParameterCommand({ Name: "/none" })),
  ),
  row("SSM: parameter twice", "ParameterAlreadyExists", async (context) => {
    await put(context, { Name: "/twice" });
    await put(context, { Name: "/twice" });
  }),
  row("SSM: parameter of 4097 characters", "ValidationException", (context) =>
    put(context, { Value: "x".repeat(4097) }),
  ),
  row("SSM: empty parameter", "ValidationException", (context) => put(context, { Value: "" })),
  row("SSM: parameter without a type", "ValidationException", (context) => put(context, { Type: undefined })),
  row("SSM: parameter named /aws/x", ["ValidationException", "AccessDeniedException"], (context) =>
    put(context, { Name: "/aws/x" }),
  ),
  row("SSM: parameter name with a space", "ValidationException", (context) => put(context, { Name: "/a b" })),
  row("SSM: path without a slash at its beginning", "ValidationException", (context) => put(context, { Name: "a/b" })),
  row("SSM: parameter of 16 levels", "HierarchyLevelLimitExceededException", (context) =>
    put(context, { Name: "/a".repeat(16) }),
  ),
];

async function create(context: Context, more: Partial<route53.ResourceRecordSet>): Promise<void> {
  await change(context, await zone(context), "CREATE", { ...record, ...more });
}

async function changes(
  { aws }: Context,
  HostedZoneId: string,
  ...list: readonly (readonly [route53.ChangeAction, Readonly<Partial<route53.ResourceRecordSet>>])[]
): Promise<void> {
  const Changes = list.map(([Action, given]) => ({ Action, ResourceRecordSet: given as route53.ResourceRecordSet }));
  await aws.route53.send(new route53.ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
}

async function request({ aws }: Context, more: Partial<acm.RequestCertificateCommandInput>): Promise<string> {
  const fine = { DomainName: "example.com", ValidationMethod: "DNS" } as const;
  return (await aws.acm.send(new acm.RequestCertificateCommand({ ...fine, ...more }))).CertificateArn!;
}

function put({ aws, name }: Context, more: Partial<ssm.PutParameterCommandInput>): Promise<unknown> {
  return aws.ssm.send(new ssm.PutParameterCommand({ Name: `/${name()}`, Value: "v", Type: "String", ...more }));
}
