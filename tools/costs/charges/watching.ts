import { isValues, type RecordedResource } from "../../../offline";
import type { Charge, Charges } from "../charge";
import { PRICES } from "../prices";
import { exactly } from "../range";
import { items, number, text } from "../stage";

const DAYS_PER_MONTH = 365 / 12;

/** What is kept for ever is counted as it stands after a year. */
const KEPT_FOR_EVER_DAYS = 365;

export const alarm: Charges = () => [
  { what: "alarm", part: "fixed", quantity: exactly(1), unit: "month", price: PRICES.alarm },
];

export const flowLog: Charges = (log, _, { gbFlowLogs }) => {
  const price = text(log, "logDestinationType") === "cloud-watch-logs" ? PRICES.flowLogsGb : undefined;
  return [{ what: "flow logs taken in", part: "usage", quantity: exactly(gbFlowLogs), unit: "GB", price }];
};

/** Only flow logs are written here. AWS compresses what it keeps, so this is its most. */
export const logGroup: Charges = (resource, _, { gbFlowLogs }) => [
  kept("flow logs kept", gbFlowLogs, number(resource, "retentionInDays"), PRICES.logsKept),
];

/** Only the load balancer's access logs are written here. */
export const bucket: Charges = (resource, stage, { gbAccessLogs }) => {
  const days = stage
    .all("aws.s3.BucketLifecycleConfiguration")
    .filter((expiry) => stage.behind(expiry, "bucket", "aws.s3.Bucket").includes(resource))
    .flatMap(expiryDays);
  return [kept("access logs kept", gbAccessLogs, days[0], PRICES.objectsKept)];
};

/** Messages go out by e-mail or, of other kinds, at a price that is not known here. */
export const subscription: Charges = (resource, _, { emails }) => {
  const price = text(resource, "protocol") === "email" ? PRICES.email : undefined;
  return [{ what: "e-mail", part: "usage", quantity: exactly(emails), unit: "e-mail", price }];
};

/** What has gathered once as much expires as comes in. */
function kept(what: string, gbPerMonth: number, days: number | undefined, price: Charge["price"]): Charge {
  const months = (days ?? KEPT_FOR_EVER_DAYS) / DAYS_PER_MONTH;
  return { what, part: "usage", quantity: exactly(gbPerMonth * months), unit: "GB-month", price };
}

function expiryDays(expiry: RecordedResource): number[] {
  return items(expiry, "rules").flatMap((rule) => {
    const expiration = isValues(rule) ? rule.expiration : undefined;
    const days = isValues(expiration) ? expiration.days : undefined;
    return typeof days === "number" ? [days] : [];
  });
}
