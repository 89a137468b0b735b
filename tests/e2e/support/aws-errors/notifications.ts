import * as cw from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as sns from "@aws-sdk/client-sns";

import { row, type Context, type Row } from "./context";

const rejected = ["ValidationError", "InvalidParameterValue"];
const combined = [...rejected, "InvalidParameterCombination"];
const topicOf = (name: string, region = "ap-northeast-1") => `arn:aws:sns:${region}:123456789012:${name}`;
const tags = (count: number) => Array.from({ length: count }, (_, number) => ({ Key: `k${number}`, Value: "v" }));

/** More of CloudWatch, SNS and CloudWatch Logs. */
export const notifications: readonly Row[] = [
  row("alarm action in another region", rejected, (context) =>
    alarm(context, { AlarmActions: [topicOf("topic", "us-east-1")] }),
  ),
  row("six actions of an alarm", rejected, (context) =>
    alarm(context, { AlarmActions: tags(6).map(({ Key }) => topicOf(Key)) }),
  ),
  row("dimension twice", combined, (context) =>
    alarm(context, { Dimensions: ["1", "2"].map((Value) => ({ Name: "LoadBalancerName", Value })) }),
  ),
  row("dimension without a value", rejected, (context) => alarm(context, { Dimensions: [{ Name: "a", Value: "" }] })),
  row("dimension of 1025 characters", rejected, (context) =>
    alarm(context, { Dimensions: [{ Name: "a", Value: "x".repeat(1025) }] }),
  ),
  row("alarm without a threshold", rejected, (context) => alarm(context, { Threshold: undefined })),
  row("alarm of two statistics", combined, (context) => alarm(context, { ExtendedStatistic: "p99" })),
  row("alarm with an unknown comparison", rejected, (context) =>
    alarm(context, { ComparisonOperator: "Less" as cw.ComparisonOperator }),
  ),
  row("alarm with an unknown unit", rejected, (context) => alarm(context, { Unit: "Mood" as cw.StandardUnit })),
  row("alarm with an unknown treatment of missing data", rejected, (context) =>
    alarm(context, { TreatMissingData: "bad" }),
  ),
  row("alarm description of 1025 characters", rejected, (context) =>
    alarm(context, { AlarmDescription: "x".repeat(1025) }),
  ),
  row("alarm of a namespace that begins with a colon", rejected, (context) => alarm(context, { Namespace: ":x" })),
  row("51 tags of an alarm", rejected, (context) => alarm(context, { Tags: tags(51) })),
  row("alarm every 10 s on a metric of AWS", "accepted", async (context) => {
    await alarm(context, { Period: 10 });
  }),
  row("tags of an unknown alarm", "ResourceNotFoundException", ({ aws }) => {
    const ResourceARN = "arn:aws:cloudwatch:ap-northeast-1:123456789012:alarm:none";
    return aws.cloudWatch.send(new cw.ListTagsForResourceCommand({ ResourceARN }));
  }),

  row("SNS: topic again with other attributes", "InvalidParameter", (context) =>
    topics(context, { Attributes: { DisplayName: "a" } }, { Attributes: { DisplayName: "b" } }),
  ),
  row("SNS: topic again with other tags", "InvalidParameter", (context) =>
    topics(context, { Tags: [{ Key: "a", Value: "1" }] }, { Tags: [{ Key: "a", Value: "2" }] }),
  ),
  row("SNS: topic again", "accepted", (context) => topics(context, { Tags: tags(2) }, { Tags: tags(2) })),
  row("SNS: 51 tags", "TagLimitExceeded", (context) => topics(context, { Tags: tags(51) })),
  row("SNS: tag with a semicolon", "InvalidParameter", (context) =>
    topics(context, { Tags: [{ Key: "a", Value: "b;c" }] }),
  ),
  row("SNS: display name of 101 characters", "InvalidParameter", (context) =>
    topics(context, { Attributes: { DisplayName: "x".repeat(101) } }),
  ),
  row("SNS: unknown attribute of a new topic", "InvalidParameter", (context) =>
    topics(context, { Attributes: { Mood: "x" } }),
  ),
  row("SNS: policy of a new topic that is not JSON", "InvalidParameter", (context) =>
    topics(context, { Attributes: { Policy: "{" } }),
  ),
  row("SNS: policy that is not JSON", "InvalidParameter", (context) => policy(context, "{")),
  row("SNS: policy of another topic", "InvalidParameter", (context) => {
    const statement = { Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: topicOf("other") };
    return policy(context, JSON.stringify({ Statement: [statement] }));
  }),
  row("SNS: raw messages by e-mail", "InvalidParameter", async (context) => {
    const TopicArn = await topic(context);
    const subscription = { TopicArn, Protocol: "email", Endpoint: "a@example.com" };
    const Attributes = { RawMessageDelivery: "true" };
    await context.aws.sns.send(new sns.SubscribeCommand({ ...subscription, Attributes }));
  }),
  row("SNS: unsubscribe a pending subscription", "InvalidParameter", ({ aws }) =>
    aws.sns.send(new sns.UnsubscribeCommand({ SubscriptionArn: "pending confirmation" })),
  ),

  row("Logs: group name of 513 characters", "InvalidParameterException", (context) =>
    group(context, { logGroupName: "x".repeat(513) }),
  ),
  row("Logs: group name that begins with aws/", "InvalidParameterException", (context) =>
    group(context, { logGroupName: "aws/x" }),
  ),
  row("Logs: key that is not an ARN", "InvalidParameterException", (context) =>
    group(context, { kmsKeyId: "alias/key" }),
  ),
  row("Logs: unknown class", "InvalidParameterException", (context) =>
    group(context, { logGroupClass: "CHEAP" as logs.LogGroupClass }),
  ),
  row("Logs: 51 tags", "InvalidParameterException", (context) =>
    group(context, { tags: Object.fromEntries(tags(51).map(({ Key, Value }) => [Key, Value])) }),
  ),
  row("Logs: tag with a semicolon", "InvalidParameterException", (context) => group(context, { tags: { a: "b;c" } })),
  row("Logs: 51 groups at once", "InvalidParameterException", ({ aws }) =>
    aws.logs.send(new logs.DescribeLogGroupsCommand({ limit: 51 })),
  ),
];

function alarm({ aws, name }: Context, more: Partial<cw.PutMetricAlarmCommandInput>): Promise<unknown> {
  return aws.cloudWatch.send(
    new cw.PutMetricAlarmCommand({
      ...{ AlarmName: name(), Namespace: "AWS/ELB", MetricName: "HealthyHostCount", Statistic: "Minimum", Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "LessThanThreshold", ...more },
    }),
  );
}

/** Creates one topic again and again. */
async function topics(
  { aws, name }: Context,
  ...times: readonly Partial<sns.CreateTopicCommandInput>[]
): Promise<void> {
  const Name = name();
  for (const more of times) await aws.sns.send(new sns.CreateTopicCommand({ Name, ...more }));
}

async function topic({ aws, name }: Context): Promise<string> {
  return (await aws.sns.send(new sns.CreateTopicCommand({ Name: name() }))).TopicArn!;
}

async function policy(context: Context, AttributeValue: string): Promise<unknown> {
  const named = { TopicArn: await topic(context), AttributeName: "Policy" };
  return context.aws.sns.send(new sns.SetTopicAttributesCommand({ ...named, AttributeValue }));
}

function group({ aws, name }: Context, more: Partial<logs.CreateLogGroupCommandInput>): Promise<unknown> {
  return aws.logs.send(new logs.CreateLogGroupCommand({ logGroupName: name(), ...more }));
}
