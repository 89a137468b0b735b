import { isValues } from "../../../offline";
import { exactly, type Charge, type Charges } from "../charge";
import { PRICES } from "../prices";
import { items, number, text } from "../stage";

const DAYS_PER_MONTH = 365 / 12;

/** Logs that never expire are counted as after one year. */
const DEFAULT_RETENTION_DAYS = 365;

export const alarm: Charges = () => [
  { what: "alarm", part: "fixed", quantity: exactly(1), unit: "month", price: PRICES.alarm },
];

export const flowLog: Charges = (log, _, { gbFlowLogs }) => {
  const price = text(log, "logDestinationType") === "cloud-watch-logs" ? PRICES.flowLogsGb : undefined;
  return [{ what: "flow log ingestion", part: "usage", quantity: exactly(gbFlowLogs), unit: "GB", price }];
};

/** The only logs in a log group are flow logs. AWS compresses them, so this is the maximum. */
export const logGroup: Charges = (resource, _, { gbFlowLogs }) => [
  storage("flow log storage", gbFlowLogs, number(resource, "retentionInDays"), PRICES.logsKept),
];

/** The only objects in a bucket are access logs, or objects of the program. */
export const bucket: Charges = (resource, stage, { gbAccessLogs }) => {
  const objects = stage.all("aws.s3.BucketObjectv2");
  if (objects.some((object) => stage.references(object, "bucket", "aws.s3.Bucket").includes(resource))) return [];
  const [days] = stage
    .all("aws.s3.BucketLifecycleConfiguration")
    .filter((lifecycle) => stage.references(lifecycle, "bucket", "aws.s3.Bucket").includes(resource))
    .flatMap((lifecycle) => items(lifecycle, "rules"))
    .flatMap((rule) => {
      const expiration = isValues(rule) ? rule.expiration : undefined;
      const given = isValues(expiration) ? expiration.days : undefined;
      return typeof given === "number" ? [given] : [];
    });
  return [storage("access log storage", gbAccessLogs, days, PRICES.objectsKept)];
};

/** The archive of `web.files`, which says its size itself. */
export const siteArchive: Charges = (object) => {
  const bytes = Number(text(object, "metadata", "bytes") ?? 0);
  const quantity = exactly(bytes / 1_000_000_000);
  return [
    { what: "storage of the site's archive", part: "fixed", quantity, unit: "GB-month", price: PRICES.objectsKept },
  ];
};

/** Only the price of e-mails is known. */
export const subscription: Charges = (resource, _, { emails }) => {
  const price = text(resource, "protocol") === "email" ? PRICES.email : undefined;
  return [{ what: "e-mail", part: "usage", quantity: exactly(emails), unit: "e-mail", price }];
};

/** The amount that is stored once as much expires as arrives. */
function storage(what: string, gbPerMonth: number, days: number | undefined, price: Charge["price"]): Charge {
  const months = (days ?? DEFAULT_RETENTION_DAYS) / DAYS_PER_MONTH;
  return { what, part: "usage", quantity: exactly(gbPerMonth * months), unit: "GB-month", price };
}
