import { like, oneOf } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("logs");
const code = "InvalidParameterException";

const retention = [
  ...["1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545", "731", "1096", "1827"],
  ...["2192", "2557", "2922", "3288", "3653"],
];

/** Log groups. */
export const logs: readonly Rejection[] = [
  // A name that is missing or too long, has invalid characters or a reserved prefix.
  reject(
    "CreateLogGroup",
    code,
    (request) => (request.text("logGroupName") === undefined ? "logGroupName must not be empty" : undefined),
    like("logGroupName", /^(?!aws\/)[.\-_/#A-Za-z0-9]{1,512}$/),
  ),
  // An invalid log class.
  reject("CreateLogGroup", code, oneOf("logGroupClass", ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"])),
  // A KMS key that is not an ARN: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  reject("CreateLogGroup", code, like("kmsKeyId", /^arn:[^:]+:kms:[^:]+:\d{12}:key\//)),
  // An invalid retention period.
  reject("PutRetentionPolicy", code, oneOf("retentionInDays", retention)),
];
