import { between, like } from "./checks";
import { rejectionsOf, type Check, type Rejection } from "./rejection";

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
  const form = endpoints[protocol];
  if (form === undefined) return `Invalid parameter: Amazon SNS does not support this protocol string: ${protocol}`;
  return form.pattern.test(request.text("Endpoint") ?? "") ? undefined : form.message;
};

/** Topics and subscriptions. */
export const sns: readonly Rejection[] = [
  // A name too long or with bad characters.
  reject("CreateTopic", code, (request) => {
    const isFifo = request
      .matching(/^Attributes\.entry\.\d+\.key$/)
      .some(([name, key]) => key === "FifoTopic" && request.text(name.replace(/key$/, "value")) === "true");
    const name = request.text("Name") ?? "";
    const bare = isFifo ? name.replace(/\.fifo$/, "") : name;
    const isFine = /^[A-Za-z0-9_-]{1,256}$/.test(bare) && name.length <= 256 && name.endsWith(".fifo") === isFifo;
    return isFine ? undefined : "Invalid parameter: Topic Name";
  }),
  // An unknown protocol, or an endpoint that does not match it.
  reject("Subscribe", code, endpoint),
  // An invalid ARN.
  reject(
    ["Subscribe", "SetTopicAttributes", "Publish"],
    code,
    like("TopicArn", /^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+$/, "Invalid parameter: TopicArn"),
  ),
  // An invalid attribute.
  reject(
    "SetTopicAttributes",
    code,
    like("AttributeName", attributes, "Invalid parameter: AttributeName"),
    (request, account) => {
      const name = request.text("AttributeName") ?? "";
      const value = request.raw("AttributeValue") ?? "";
      if (name.endsWith("SampleRate")) return between("AttributeValue", 0, 100)(request, account);
      if (name === "DisplayName" && value.length > 100) return "Invalid parameter: DisplayName";
      if (name === "SignatureVersion" && !["1", "2"].includes(value)) return "Invalid parameter: SignatureVersion";
      if (name === "TracingConfig" && !["PassThrough", "Active"].includes(value))
        return "Invalid parameter: TracingConfig";
      if (!name.endsWith("Policy") || value === "") return undefined;
      try {
        JSON.parse(value);
        return undefined;
      } catch {
        return `Invalid parameter: ${name} Error: invalid JSON`;
      }
    },
  ),
];
