import { anyOf, like, oneOf } from "./checks";
import type { Rejection } from "./rejection";

const api = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_";
const service = "logs";
const code = "InvalidParameterException";

const retention = [
  ...["1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545", "731", "1096", "1827"],
  ...["2192", "2557", "2922", "3288", "3653"],
];

/** Log groups. */
export const logs: readonly Rejection[] = [
  {
    ...{ service, actions: ["CreateLogGroup"], what: "a name too long, with bad characters or a reserved beginning" },
    ...{ code, source: `${api}CreateLogGroup.html` },
    check: anyOf(
      (request) => (request.text("logGroupName") === undefined ? "logGroupName must not be empty" : undefined),
      like("logGroupName", /^(?!aws\/)[.\-_/#A-Za-z0-9]{1,512}$/),
    ),
  },
  {
    ...{ service, actions: ["CreateLogGroup"], what: "an invalid class", code },
    source: `${api}CreateLogGroup.html`,
    check: oneOf("logGroupClass", ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]),
  },
  {
    ...{ service, actions: ["PutRetentionPolicy"], what: "an invalid number of days", code },
    ...{ source: `${api}PutRetentionPolicy.html`, check: oneOf("retentionInDays", retention) },
  },
];
