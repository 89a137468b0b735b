import { findAll, membersOf, textAt } from "../xml";
import { like } from "./checks";
import { rejectionsOf, type Check, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("sns");
const code = "InvalidParameter";

/** The format of each protocol's endpoint. */
const endpoints: Readonly<Record<string, { readonly pattern: RegExp; readonly message: string }>> = {
  email: { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, message: "Invalid parameter: Email address" },
  "email-json": { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, message: "Invalid parameter: Email address" },
  http: { pattern: /^http:\/\/[^/\s]+/, message: "Invalid parameter: Endpoint must match the specified protocol" },
  https: { pattern: /^https:\/\/[^/\s]+/, message: "Invalid parameter: Endpoint must match the specified protocol" },
  sms: { pattern: /^\+?[\d\s().-]{5,20}$/, message: "Invalid parameter: Invalid SMS endpoint" },
  sqs: { pattern: /^arn:[^:]+:sqs:/, message: "Invalid parameter: SQS endpoint ARN" },
  lambda: { pattern: /^arn:[^:]+:lambda:/, message: "Invalid parameter: Lambda endpoint ARN" },
  firehose: { pattern: /^arn:[^:]+:firehose:/, message: "Invalid parameter: Firehose endpoint ARN" },
  application: { pattern: /^arn:[^:]+:sns:/, message: "Invalid parameter: Application endpoint ARN" },
};

const attributes = new RegExp(
  "^(?:DeliveryPolicy|DisplayName|Policy|TracingConfig|KmsMasterKeyId|SignatureVersion|ContentBasedDeduplication|ArchivePolicy|FifoThroughputScope|FifoTopic|DataProtectionPolicy|(?:HTTP|Firehose|Lambda|Application|SQS)(?:SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn))$",
);

const endpoint: Check = (request) => {
  const protocol = request.text("Protocol") ?? "";
  const format = endpoints[protocol];
  if (format === undefined) return `Invalid parameter: Amazon SNS does not support this protocol string: ${protocol}`;
  return format.pattern.test(request.text("Endpoint") ?? "") ? undefined : format.message;
};

/** Topics and subscriptions. */
export const sns: readonly Rejection[] = [
  // A name that is too long or has invalid characters.
  reject("CreateTopic", code, (request) => {
    const isFifo = request
      .matching(/^Attributes\.entry\.\d+\.key$/)
      .some(([name, key]) => key === "FifoTopic" && request.text(name.replace(/key$/, "value")) === "true");
    const name = request.text("Name") ?? "";
    const bare = isFifo ? name.replace(/\.fifo$/, "") : name;
    const isValid = /^[A-Za-z0-9_-]{1,256}$/.test(bare) && name.length <= 256 && name.endsWith(".fifo") === isFifo;
    return isValid ? undefined : "Invalid parameter: Topic Name";
  }),
  // An invalid protocol, or an endpoint that does not match it.
  reject("Subscribe", code, endpoint),
  // An invalid ARN.
  reject(
    ["Subscribe", "SetTopicAttributes", "Publish"],
    code,
    like("TopicArn", /^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+$/, "Invalid parameter: TopicArn"),
  ),
  // An invalid attribute.
  reject("SetTopicAttributes", code, (request) =>
    attributeIssue(request.text("AttributeName") ?? "", request.raw("AttributeValue") ?? "", request.text("TopicArn")),
  ),
  reject("CreateTopic", code, (request) =>
    entries(request)
      .map(([name, value]) => attributeIssue(name, value, undefined))
      .find((issue) => issue !== undefined),
  ),
  // An existing topic with other attributes or tags: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  reject("CreateTopic", code, async (request, account) => {
    const topics = findAll(await account.query("sns", "ListTopics"), "TopicArn").map(({ text }) => text);
    const TopicArn = topics.find((one) => one.endsWith(`:${request.text("Name") ?? ""}`));
    if (TopicArn === undefined) return undefined;
    const known = await account.query("sns", "GetTopicAttributes", { TopicArn });
    const values = new Map(findAll(known, "entry").map((one) => [textAt(one, "key"), textAt(one, "value") ?? ""]));
    const isDifferent = entries(request).some(([name, value]) => {
      const present = values.get(name);
      // Equal policies may differ as text.
      return present !== undefined && !name.endsWith("Policy") && present !== value;
    });
    if (isDifferent) return "Invalid parameter: Attributes Reason: Topic already exists with different attributes";
    const tags = request.structures("Tags.member").map(({ Key = "", Value = "" }) => `${Key}=${Value}`);
    const listed = await account.query("sns", "ListTagsForResource", { ResourceArn: TopicArn });
    const own = membersOf(listed, "Tags").map((one) => `${textAt(one, "Key") ?? ""}=${textAt(one, "Value") ?? ""}`);
    return tags.length > 0 && tags.sort().join() !== own.sort().join()
      ? "Invalid parameter: Tags Reason: Topic already exists with different tags"
      : undefined;
  }),
  // Raw message delivery with a protocol that does not support it: https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
  reject("Subscribe", code, (request) => {
    const protocol = request.text("Protocol") ?? "";
    const isRaw = entries(request).some(([name, value]) => name === "RawMessageDelivery" && value === "true");
    return isRaw && !["sqs", "http", "https", "firehose"].includes(protocol)
      ? `Invalid parameter: Attributes Reason: Delivery protocol [${protocol}] does not support raw message delivery.`
      : undefined;
  }),
  // A malformed subscription ARN, such as that of a pending subscription.
  reject("Unsubscribe", code, (request) =>
    /^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+:[^:]+$/.test(request.text("SubscriptionArn") ?? "")
      ? undefined
      : "Invalid parameter: SubscriptionArn",
  ),
];

/** The `Attributes` map of a call. */
function entries(request: Request): readonly (readonly [name: string, value: string])[] {
  return request
    .matching(/^Attributes\.entry\.\d+\.key$/)
    .map(([at, name]) => [name, request.raw(at.replace(/key$/, "value")) ?? ""] as const);
}

function attributeIssue(name: string, value: string, arn: string | undefined): string | undefined {
  if (!attributes.test(name)) return "Invalid parameter: AttributeName";
  if (name.endsWith("SampleRate")) return /^(?:\d{1,2}|100)$/.test(value) ? undefined : `Invalid parameter: ${name}`;
  if (name === "DisplayName" && value.length > 100) return "Invalid parameter: DisplayName";
  if (name === "SignatureVersion" && !["1", "2"].includes(value)) return "Invalid parameter: SignatureVersion";
  if (name === "TracingConfig" && !["PassThrough", "Active"].includes(value)) return "Invalid parameter: TracingConfig";
  if (!name.endsWith("Policy") || value === "") return undefined;
  try {
    const { Statement = [] } = JSON.parse(value) as { Statement?: object | readonly object[] };
    if (name !== "Policy") return undefined;
    const resources = [Statement].flat().flatMap((one) => (one as { Resource?: unknown }).Resource ?? []);
    return arn === undefined || resources.every((one) => one === arn || one === "*")
      ? undefined
      : "Invalid parameter: Policy Error: null";
  } catch {
    return `Invalid parameter: ${name} Error: invalid JSON`;
  }
}
