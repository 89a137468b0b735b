import * as cw from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as iam from "@aws-sdk/client-iam";
import * as s3 from "@aws-sdk/client-s3";
import * as sns from "@aws-sdk/client-sns";

import { row, type Row, type Context } from "./context";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
});
const refused = ["ValidationError", "InvalidParameterValue"];

/** IAM, CloudWatch, SNS, S3, Logs. */
export const services: readonly Row[] = [
  row("certificate name twice", "EntityAlreadyExists", (context) =>
    upload(context, { ServerCertificateName: "context" }),
  ),
  row("malformed certificate body", "MalformedCertificate", (context) => upload(context, { CertificateBody: "junk" })),
  row("malformed private key", "MalformedCertificate", (context) => upload(context, { PrivateKey: "junk" })),
  row("malformed certificate chain", "MalformedCertificate", (context) =>
    upload(context, { CertificateChain: "junk" }),
  ),
  row("private key of another certificate", "KeyPairMismatch", (context) =>
    upload(context, { PrivateKey: context.otherKey }),
  ),
  row("certificate name with a space", "ValidationError", (context) =>
    upload(context, { ServerCertificateName: "a b" }),
  ),
  row("certificate name of 129 characters", "ValidationError", (context) =>
    upload(context, { ServerCertificateName: "x".repeat(129) }),
  ),
  row("certificate path without a slash", "ValidationError", (context) => upload(context, { Path: "web" })),
  row("delete a certificate that a listener uses", "DeleteConflict", ({ aws }) =>
    aws.iam.send(new iam.DeleteServerCertificateCommand({ ServerCertificateName: "context" })),
  ),
  row("delete an unknown certificate", "NoSuchEntity", ({ aws }) =>
    aws.iam.send(new iam.DeleteServerCertificateCommand({ ServerCertificateName: "none" })),
  ),
  row("unknown managed policy", "NoSuchEntity", async (context) => {
    const RoleName = await role(context);
    const attached = { RoleName, PolicyArn: "arn:aws:iam::aws:policy/NoSuchPolicy" };
    await context.aws.iam.send(new iam.AttachRolePolicyCommand(attached));
  }),
  row("role name twice", "EntityAlreadyExists", async (context) => {
    await role(context, "twice");
    await role(context, "twice");
  }),
  row("role name of 65 characters", "ValidationError", (context) => role(context, "x".repeat(65))),
  row("trust policy that is not JSON", "MalformedPolicyDocument", (context) => role(context, context.name(), "{")),
  row("policy that is not JSON", "MalformedPolicyDocument", async (context) => {
    const RoleName = await role(context);
    const put = { RoleName, PolicyName: "p", PolicyDocument: "{" };
    await context.aws.iam.send(new iam.PutRolePolicyCommand(put));
  }),
  row("delete a role with a policy", "DeleteConflict", async (context) => {
    const RoleName = await role(context);
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    });
    await context.aws.iam.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
    await context.aws.iam.send(new iam.DeleteRoleCommand({ RoleName }));
  }),

  row("alarm period of 7 s", refused, (context) => alarm(context, { Period: 7 })),
  row("alarm period of 90 s", refused, (context) => alarm(context, { Period: 90 })),
  row("alarm with 0 periods", refused, (context) => alarm(context, { EvaluationPeriods: 0 })),
  row("alarm over more than a day", refused, (context) => alarm(context, { Period: 300, EvaluationPeriods: 300 })),
  row("alarm of more datapoints than periods", refused, (context) => alarm(context, { DatapointsToAlarm: 2 })),
  row("alarm name of 256 characters", refused, (context) => alarm(context, { AlarmName: "x".repeat(256) })),
  row("alarm of an unknown statistic", refused, (context) => alarm(context, { Statistic: "Median" as cw.Statistic })),
  row("alarm of 31 dimensions", refused, (context) =>
    alarm(context, { Dimensions: Array.from({ length: 31 }, (_, n) => ({ Name: `d${n}`, Value: "v" })) }),
  ),
  row("alarm action that is not an ARN", refused, (context) => alarm(context, { AlarmActions: ["topic"] })),

  row("SNS: e-mail address without @", "InvalidParameter", (context) => subscribe(context, "email", "nobody")),
  row("SNS: invalid protocol", "InvalidParameter", (context) => subscribe(context, "pigeon", "nobody")),
  row("SNS: http address for https", "InvalidParameter", (context) =>
    subscribe(context, "https", "http://web.example/"),
  ),
  row("SNS: topic name with a dot", "InvalidParameter", ({ aws }) =>
    aws.sns.send(new sns.CreateTopicCommand({ Name: "a.b" })),
  ),
  row("SNS: topic name of 257 characters", "InvalidParameter", ({ aws }) =>
    aws.sns.send(new sns.CreateTopicCommand({ Name: "x".repeat(257) })),
  ),
  row("SNS: unknown attribute", "InvalidParameter", async ({ aws, name }) => {
    const { TopicArn } = await aws.sns.send(new sns.CreateTopicCommand({ Name: name() }));
    await aws.sns.send(new sns.SetTopicAttributesCommand({ TopicArn, AttributeName: "Mood", AttributeValue: "1" }));
  }),

  row("S3: delete a bucket with objects", "BucketNotEmpty", async (context) => {
    const Bucket = await bucket(context);
    await context.aws.s3.send(new s3.PutObjectCommand({ Bucket, Key: "k", Body: "v" }));
    await context.aws.s3.send(new s3.DeleteBucketCommand({ Bucket }));
  }),
  row("S3: bucket name with capitals", "InvalidBucketName", (context) => bucket(context, "Web-Logs")),
  row("S3: bucket name of 2 characters", "InvalidBucketName", (context) => bucket(context, "ab")),
  row("S3: own bucket again", "BucketAlreadyOwnedByYou", async (context) => {
    await bucket(context, "twice");
    await bucket(context, "twice");
  }),
  row(
    "S3: bucket of another region",
    ["IllegalLocationConstraintException", "InvalidLocationConstraint"],
    ({ aws, name }) =>
      aws.s3.send(
        new s3.CreateBucketCommand({ Bucket: name(), CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
      ),
  ),
  row("S3: objects that expire after 0 days", "InvalidArgument", async (context) => {
    const Rules = [{ ID: "r", Status: "Enabled" as const, Filter: { Prefix: "" }, Expiration: { Days: 0 } }];
    const Bucket = await bucket(context);
    const put = { Bucket, LifecycleConfiguration: { Rules } };
    await context.aws.s3.send(new s3.PutBucketLifecycleConfigurationCommand(put));
  }),
  row("S3: policy of another bucket", "MalformedPolicy", async (context) => {
    const Statement = [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::other/*" }];
    const Bucket = await bucket(context);
    await context.aws.s3.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement }) }));
  }),

  row("Logs: retention of 8 days", "InvalidParameterException", async ({ aws, name }) => {
    const logGroupName = name();
    await aws.logs.send(new logs.CreateLogGroupCommand({ logGroupName }));
    await aws.logs.send(new logs.PutRetentionPolicyCommand({ logGroupName, retentionInDays: 8 }));
  }),
  row("Logs: group twice", "ResourceAlreadyExistsException", async ({ aws }) => {
    await aws.logs.send(new logs.CreateLogGroupCommand({ logGroupName: "twice" }));
    await aws.logs.send(new logs.CreateLogGroupCommand({ logGroupName: "twice" }));
  }),
  row("Logs: group name with a space", "InvalidParameterException", ({ aws }) =>
    aws.logs.send(new logs.CreateLogGroupCommand({ logGroupName: "a b" })),
  ),
  row("Logs: retention of an unknown group", "ResourceNotFoundException", ({ aws }) =>
    aws.logs.send(new logs.PutRetentionPolicyCommand({ logGroupName: "none", retentionInDays: 7 })),
  ),
];

function upload({ aws, pem, name }: Context, more: Partial<iam.UploadServerCertificateCommandInput>): Promise<unknown> {
  const fine = { ServerCertificateName: name(), CertificateBody: pem.certificate, PrivateKey: pem.key };
  return aws.iam.send(new iam.UploadServerCertificateCommand({ ...fine, ...more }));
}

async function role({ aws, name }: Context, RoleName = name(), AssumeRolePolicyDocument = trust): Promise<string> {
  await aws.iam.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return RoleName;
}

function alarm({ aws, name }: Context, more: Partial<cw.PutMetricAlarmCommandInput>): Promise<unknown> {
  return aws.cloudWatch.send(
    new cw.PutMetricAlarmCommand({
      ...{ AlarmName: name(), Namespace: "AWS/ELB", MetricName: "HealthyHostCount", Statistic: "Minimum", Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "LessThanThreshold", ...more },
    }),
  );
}

async function subscribe({ aws, name }: Context, Protocol: string, Endpoint: string): Promise<unknown> {
  const { TopicArn } = await aws.sns.send(new sns.CreateTopicCommand({ Name: name() }));
  return aws.sns.send(new sns.SubscribeCommand({ TopicArn, Protocol, Endpoint }));
}

async function bucket({ aws, name }: Context, Bucket = name()): Promise<string> {
  const CreateBucketConfiguration = { LocationConstraint: "ap-northeast-1" as const };
  await aws.s3.send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  return Bucket;
}
