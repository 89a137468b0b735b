import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";

import { allPages } from "../../../lib/aws";
import { namePrefixOf } from "../../../lib/naming";
import { readEach } from "../errors";
import type { ReadItem } from "./link";
import { hasStageTags, nameIn, type Scope, type Tag } from "./scope";

function item(type: ReadItem["type"], id: string, tags: readonly Tag[] | undefined, scope: Scope): ReadItem {
  return { type, id, aliases: [], name: nameIn(tags) || id, tagged: hasStageTags(tags, scope), usedBy: [] };
}

/** Alarms that notify the stage's topics or reboot an instance, and those topics. */
export async function readAlarms(
  cloudWatch: CloudWatchClient,
  sns: SNSClient,
  scope: Scope,
): Promise<readonly ReadItem[]> {
  const [alarms, topics] = await Promise.all([import("@aws-sdk/client-cloudwatch"), import("@aws-sdk/client-sns")]);
  const isOurTopic = (arn: string) => (arn.split(":").at(-1) ?? "").startsWith(namePrefixOf(scope, "alarms"));
  const [alarmPages, topicPages] = await Promise.all([
    allPages((token) => cloudWatch.send(new alarms.DescribeAlarmsCommand(token))),
    allPages((token) => sns.send(new topics.ListTopicsCommand(token))),
  ]);
  const found = alarmPages
    .flatMap(({ MetricAlarms = [] }) => MetricAlarms)
    .filter(({ AlarmActions = [] }) => AlarmActions.some((arn) => isOurTopic(arn) || arn.endsWith(":ec2:reboot")));
  const topicArns = topicPages
    .flatMap(({ Topics = [] }) => Topics.map(({ TopicArn = "" }) => TopicArn))
    .filter(isOurTopic);
  const items = await Promise.all([
    readEach(found, async ({ AlarmName = "", AlarmArn: ResourceARN = "", AlarmActions = [] }) => {
      const { Tags } = await cloudWatch.send(new alarms.ListTagsForResourceCommand({ ResourceARN }));
      return { ...item("aws.cloudwatch.MetricAlarm", AlarmName, Tags, scope), uses: AlarmActions };
    }),
    readEach(topicArns, async (arn) => {
      const { Tags } = await sns.send(new topics.ListTagsForResourceCommand({ ResourceArn: arn }));
      return item("aws.sns.Topic", arn, Tags, scope);
    }),
  ]);
  return items.flat().filter(({ tagged }) => tagged);
}

/** Log groups of flow logs. */
export async function readLogGroups(logs: CloudWatchLogsClient, scope: Scope): Promise<readonly ReadItem[]> {
  const sdk = await import("@aws-sdk/client-cloudwatch-logs");
  const logGroupNamePrefix = namePrefixOf(scope, "flowlogs");
  const pages = await allPages(async ({ NextToken: nextToken }) => {
    const page = await logs.send(
      new sdk.DescribeLogGroupsCommand({ logGroupNamePrefix, ...(nextToken === undefined ? {} : { nextToken }) }),
    );
    return { ...page, NextToken: page.nextToken };
  });
  const groups = pages.flatMap(({ logGroups = [] }) => logGroups);
  const items = await readEach(groups, async ({ logGroupName = "", arn = "" }) => {
    const resourceArn = arn.replace(/:\*$/, "");
    const { tags = {} } = await logs.send(new sdk.ListTagsForResourceCommand({ resourceArn }));
    const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    return { ...item("aws.cloudwatch.LogGroup", logGroupName, list, scope), aliases: [resourceArn] };
  });
  return items.filter(({ tagged }) => tagged);
}

/** What the provider appends to the prefix of a bucket's name. */
const GENERATED = /^\d{18}[0-9a-f]{8}$/;

/** Buckets of access logs and of site archives. A new one has no tags for a moment, and is recognized by its name. */
export async function readBuckets(s3: S3Client, scope: Scope): Promise<readonly ReadItem[]> {
  const sdk = await import("@aws-sdk/client-s3");
  const { Buckets = [] } = await s3.send(new sdk.ListBucketsCommand({ BucketRegion: scope.region }));
  const prefixes = ["logs", "files"].map((what) => namePrefixOf(scope, what));
  const names = Buckets.map(({ Name = "" }) => Name).filter((name) =>
    prefixes.some((prefix) => name.startsWith(prefix) && GENERATED.test(name.slice(prefix.length))),
  );
  const items = await readEach(names, async (Bucket) => {
    const [tags, { Versions = [] }] = await Promise.all([
      s3.send(new sdk.GetBucketTaggingCommand({ Bucket })).then(({ TagSet }) => TagSet ?? [], noTags),
      s3.send(new sdk.ListObjectVersionsCommand({ Bucket, MaxKeys: 1 })),
    ]);
    const read = item("aws.s3.Bucket", Bucket, tags, scope);
    return [{ ...read, ...(Versions.length > 0 ? { holdsData: true as const } : {}), isNew: tags.length === 0 }];
  });
  return items.flat().flatMap(({ isNew, ...read }) => (read.tagged || isNew ? read : []));
}

function noTags(error: unknown): readonly Tag[] {
  if ((error as Error).name === "NoSuchTagSet") return [];
  throw error;
}
