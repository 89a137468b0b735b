import type { ApiCall, ApiResponse } from "../../../../tools/local/api";
import { errorResponse } from "../../../../tools/local/api-response";

interface ServiceError {
  readonly status: number;
  readonly code: string;
}

/** How a service says that it has failed, and that there are too many requests. */
interface ServiceErrors {
  readonly internal: ServiceError;
  readonly throttled: ServiceError;
}

/**
 * The common errors of the Query protocol:
 * https://docs.aws.amazon.com/AutoScaling/2012-06-01/APIReference/CommonErrors.html
 */
const QUERY: ServiceErrors = {
  internal: { status: 500, code: "InternalFailure" },
  throttled: { status: 400, code: "Throttling" },
};

const ERRORS: Readonly<Record<string, ServiceErrors>> = {
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  ec2: { internal: { status: 500, code: "InternalError" }, throttled: { status: 503, code: "RequestLimitExceeded" } },
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  iam: { internal: { status: 500, code: "ServiceFailure" }, throttled: QUERY.throttled },
  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  sns: { internal: { status: 500, code: "InternalError" }, throttled: { status: 400, code: "Throttled" } },
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  s3: { internal: { status: 500, code: "InternalError" }, throttled: { status: 503, code: "SlowDown" } },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html
  logs: {
    internal: { status: 500, code: "ServiceUnavailableException" },
    throttled: { status: 400, code: "ThrottlingException" },
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html
  monitoring: {
    internal: { status: 500, code: "InternalServiceError" },
    throttled: { status: 400, code: "ThrottlingException" },
  },
};

/** An error of AWS, in the format of the service that is called. The call is not executed. */
export function serviceError(call: ApiCall, kind: keyof ServiceErrors): ApiResponse {
  const { status, code } = (ERRORS[call.service] ?? QUERY)[kind];
  const message = kind === "internal" ? "An internal error has occurred." : "Rate exceeded";
  return errorResponse(call, status, code, message);
}
