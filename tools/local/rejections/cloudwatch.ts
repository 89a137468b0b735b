import { anyOf, between, like, oneOf } from "./checks";
import type { Rejection } from "./rejection";
import type { Request } from "./request";

const api = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_";
const service = "monitoring";
const actions = ["PutMetricAlarm"];
const code = "ValidationError";
const source = `${api}PutMetricAlarm.html`;
const DAY = 86_400;

/** Alarms. */
export const cloudWatch: readonly Rejection[] = [
  {
    ...{ service, actions, what: "a name, or a description, that is missing or too long", code, source },
    check: anyOf(
      like("AlarmName", /^[^]{1,255}$/),
      (request) => (request.text("AlarmName") === undefined ? "The parameter AlarmName is required" : undefined),
      like("AlarmDescription", /^[^]{0,1024}$/),
    ),
  },
  {
    ...{ service, actions, what: "an invalid period", code, source },
    check: (request) => {
      const period = request.text("Period");
      if (period === undefined) return undefined;
      const isFine = [10, 20, 30].includes(Number(period)) || (Number(period) > 0 && Number(period) % 60 === 0);
      return isFine ? undefined : "Period must be 10, 20, 30 or a multiple of 60";
    },
  },
  {
    ...{ service, actions, what: "an invalid number of periods", code, source },
    check: anyOf(
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
  },
  {
    ...{ service, actions, what: "values that there are not", code, source },
    check: anyOf(
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
      like("Namespace", /^[^:][^]{0,254}$/),
      like("MetricName", /^[^]{1,255}$/),
      missing,
    ),
  },
  {
    ...{ service, actions, what: "two statistics at once", code: "InvalidParameterCombination", source },
    check: (request) =>
      request.text("Statistic") !== undefined && request.text("ExtendedStatistic") !== undefined
        ? "Statistic and ExtendedStatistic cannot be used together"
        : undefined,
  },
  {
    ...{ service, actions, what: "dimensions that there are not", code, source: `${api}Dimension.html` },
    check: anyOf(
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
  },
  {
    ...{ service, actions, what: "actions that there are not", code, source },
    check: anyOf(
      (request) =>
        ["AlarmActions", "OKActions", "InsufficientDataActions"].some(
          (list) => request.list(`${list}.member`).length > 5,
        )
          ? "Member must have length less than or equal to 5"
          : undefined,
      like(
        /^(?:AlarmActions|OKActions|InsufficientDataActions)\.member\.\d+$/,
        /^arn:[^:]+:(?:sns|ssm|ssm-incidents|autoscaling|automate|swf|lambda|aiops)[^]*:/,
        "Invalid arn syntax or unsupported action",
      ),
    ),
  },
];

/** A metric alarm needs either a complete metric or a list of metrics. */
function missing(request: Request): string | undefined {
  if (request.matching(/^Metrics\.member\./).length > 0) return undefined;
  for (const name of ["MetricName", "Namespace", "Period", "ComparisonOperator", "EvaluationPeriods"]) {
    if (request.text(name) === undefined) return `The parameter ${name} is required`;
  }
  if (request.text("Threshold") === undefined) return "The parameter Threshold is required";
  const statistics = request.text("Statistic") ?? request.text("ExtendedStatistic");
  return statistics === undefined ? "Either Statistic or ExtendedStatistic must be specified" : undefined;
}
