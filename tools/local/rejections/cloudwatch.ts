import { findAll } from "../xml";
import { between, like, oneOf, required } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("monitoring");
const actions = ["PutMetricAlarm"];
const code = "ValidationError";
const DAY = 86_400;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
const amounts = ["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"];
const bits = ["Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"];
const units = [
  ...["Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "Count/Second", "None", ...amounts, ...bits],
  ...[...amounts, ...bits].map((unit) => `${unit}/Second`),
];

/** Alarms. */
export const cloudWatch: readonly Rejection[] = [
  // No name, or a name or description that is too long.
  reject(
    actions,
    code,
    like("AlarmName", /^[^]{1,255}$/),
    required("AlarmName"),
    like("AlarmDescription", /^[^]{0,1024}$/),
  ),
  // An invalid period.
  reject(actions, code, (request) => {
    const period = request.text("Period");
    if (period === undefined) return undefined;
    const isValid = [10, 20, 30].includes(Number(period)) || (Number(period) > 0 && Number(period) % 60 === 0);
    return isValid ? undefined : "Period must be 10, 20, 30 or a multiple of 60";
  }),
  // An invalid number of evaluation periods or data points.
  reject(
    actions,
    code,
    between(/^(?:EvaluationPeriods|DatapointsToAlarm)$/, 1, 100_000),
    (request) => {
      const [all, some] = [request.text("EvaluationPeriods"), request.text("DatapointsToAlarm")];
      return some !== undefined && Number(some) > Number(all)
        ? "DatapointsToAlarm must be less than or equal to EvaluationPeriods"
        : undefined;
    },
    (request) => {
      const period = Number(request.text("Period") ?? 60);
      const limit = period >= 3600 ? 7 * DAY : DAY;
      return Number(request.text("EvaluationPeriods")) * period > limit
        ? `Metrics cannot be checked across more than ${limit === DAY ? "a day" : "seven days"} (EvaluationPeriods * Period must be <= ${limit})`
        : undefined;
    },
  ),
  // An invalid statistic, operator, unit or name, or no metric.
  reject(
    actions,
    code,
    oneOf("Statistic", ["SampleCount", "Average", "Sum", "Minimum", "Maximum"]),
    like(
      "ExtendedStatistic",
      /^(?:p(?:100(?:\.0+)?|\d{1,2}(?:\.\d{0,10})?)|IQM|(?:tm|tc|ts|wm)\d{1,3}(?:\.\d+)?|(?:TM|TC|TS|WM|PR)\(.*\))$/,
    ),
    oneOf("ComparisonOperator", [
      ...["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold"],
      ...["LessThanOrEqualToThreshold", "LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold"],
      "GreaterThanUpperThreshold",
    ]),
    oneOf("TreatMissingData", ["breaching", "notBreaching", "ignore", "missing"]),
    oneOf("EvaluateLowSampleCountPercentile", ["evaluate", "ignore"]),
    oneOf("Unit", units),
    like("Namespace", /^[^:][^]{0,254}$/),
    like("MetricName", /^[^]{1,255}$/),
    missing,
  ),
  // Two statistics at once.
  reject(actions, "InvalidParameterCombination", (request) =>
    request.text("Statistic") !== undefined && request.text("ExtendedStatistic") !== undefined
      ? "Statistic and ExtendedStatistic cannot be used together"
      : undefined,
  ),
  // Invalid dimensions: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
  reject(
    actions,
    code,
    (request) =>
      request.structures("Dimensions.member").length > 30 ? "The maximum number of dimensions is 30" : undefined,
    (request) =>
      request
        .structures("Dimensions.member")
        .some(({ Name = "", Value = "" }) => Name === "" || Value === "" || Name.length > 255 || Value.length > 1024)
        ? "The name and the value of a dimension must have between 1 and 255, and 1024, characters"
        : undefined,
    like(/^Dimensions\.member\.\d+\.Name$/, /^[^:]/),
  ),
  // A duplicate dimension: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
  reject(actions, "InvalidParameterValue", (request) => {
    const names = request.structures("Dimensions.member").map(({ Name }) => Name ?? "");
    return new Set(names).size < names.length ? "No Metric may specify the same dimension twice" : undefined;
  }),
  // Invalid alarm actions.
  reject(
    actions,
    code,
    (request) =>
      ["AlarmActions", "OKActions", "InsufficientDataActions"].some((list) => request.list(`${list}.member`).length > 5)
        ? "Member must have length less than or equal to 5"
        : undefined,
    like(
      /^(?:AlarmActions|OKActions|InsufficientDataActions)\.member\.\d+$/,
      /^arn:[^:]+:(?:sns|ssm|ssm-incidents|autoscaling|automate|swf|lambda|aiops)[^]*:/,
      "Invalid arn syntax or unsupported action",
    ),
  ),
  // A topic of another region: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
  reject(actions, code, (request, account) => {
    const topics = request.matching(/^(?:AlarmActions|OKActions|InsufficientDataActions)\.member\.\d+$/);
    const region = topics
      .map(([, arn]) => arn.split(":"))
      .find(([, , service, at]) => service === "sns" && at !== account.region)?.[3];
    return region && `Invalid region ${region} specified. Only ${account.region} is supported.`;
  }),
  // Tags of an alarm that does not exist: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html
  reject(
    ["ListTagsForResource", "TagResource"],
    { code: "ResourceNotFoundException", status: 404 },
    async (request, account) => {
      const arn = request.text("ResourceARN") ?? "";
      const [, name] = /:alarm:(.+)$/.exec(arn) ?? [];
      if (name === undefined) return undefined;
      const alarms = await account.query("monitoring", "DescribeAlarms", { "AlarmNames.member.1": name });
      return findAll(alarms, "AlarmArn").length > 0 ? undefined : `The resource ${arn} does not exist`;
    },
  ),
];

/** A metric alarm needs either a complete metric or a list of metrics. */
function missing(request: Request): string | undefined {
  if (request.matching(/^Metrics\.member\./).length > 0) return undefined;
  const names = ["MetricName", "Namespace", "Period", "ComparisonOperator", "EvaluationPeriods", "Threshold"];
  const name = names.find((one) => request.text(one) === undefined);
  if (name !== undefined) return `The parameter ${name} is required`;
  const statistics = request.text("Statistic") ?? request.text("ExtendedStatistic");
  return statistics === undefined ? "Either Statistic or ExtendedStatistic must be specified" : undefined;
}
