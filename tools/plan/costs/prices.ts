/** What a price is for one of, or for one during an hour or a month. */
export type Unit = "hour" | "month" | "GB" | "GB-month" | "e-mail";

/** One price of AWS in Tokyo, in USD before tax, on demand and without free allowances but where it says so. */
export type Price = PriceFacts & (Confirmed | Unconfirmed);

interface PriceFacts {
  /** What it is a price of. */
  readonly what: string;
  readonly usd: number;
  readonly unit: Unit;
  /** What bills and the price list call it. */
  readonly usageType: string;
  /** Where AWS says it today. */
  readonly source: string;
  /** The day on which it was last looked for, ISO 8601. */
  readonly checked: string;
}

interface Confirmed {
  readonly confirmed: true;
  /** The copy of the price list, or of AWS's page, in which it was seen, and of what day that is. */
  readonly seen: string;
}

interface Unconfirmed {
  readonly confirmed: false;
  /** Why it could not be confirmed. */
  readonly reason: string;
}

/** Where the prices hold. */
export const PRICED_REGION = "ap-northeast-1";

/** The day on which all of them were looked for. None could be read on AWS's own pages: only in published copies. */
export const CHECKED = "2026-11-24";

const PAGES = {
  cloudWatch: "https://aws.amazon.com/cloudwatch/pricing/",
  ebs: "https://aws.amazon.com/ebs/pricing/",
  ec2: "https://aws.amazon.com/ec2/pricing/on-demand/",
  loadBalancing: "https://aws.amazon.com/elasticloadbalancing/pricing/",
  s3: "https://aws.amazon.com/s3/pricing/",
  sns: "https://aws.amazon.com/sns/pricing/",
  vpc: "https://aws.amazon.com/vpc/pricing/",
} as const;

/** Estimates and scripts on GitHub, each quoting the price list of Tokyo by usage type on a day of 2026. */
const QUOTED = {
  july: "an estimate published on GitHub, quoting the price list of 2026-07-20",
  september: "an estimate published on GitHub, quoting the price list of 2026-09-25",
} as const;

const NAT_POST = "https://jamasakura.com/wp/2022/10/aws-nat-instance1";
const DATA_POST = "https://dev.classmethod.jp/articles/ec2-datatransfer-cost (2025-04-16)";
const FLOW_LOG_POST = "https://zenn.dev/team_delta/articles/0b581e29f87e7b";
const EBS_LIST =
  "AWS's list of 2024-07-18, https://github.com/yeo/ec2.shop/blob/74c9fd8ab5acfd9511cd6535f914d47071601ad2/data/ebs/ebs.json";

const OLD_LISTS =
  "no copy of AWS's list of the last two years has it; the newest that was found is of 2020-10-02, " +
  "https://github.com/agilestacks/korral/blob/c88fac2396f7bd61a7302d7732ecb8915f41482b/src/prices/aws-elb.json, and one before it, " +
  "https://github.com/nishinoshake/aws-rough/blob/10acdc26251cadbf243d229647dfbd177a295775/static/json/price.json, says the same";

/** Of services that are not EC2's machines: those are in `instance-prices.ts`. */
export const PRICES = {
  natGatewayHour: {
    what: "NAT gateway",
    usd: 0.062,
    unit: "hour",
    usageType: "APN1-NatGateway-Hours",
    source: PAGES.vpc,
    checked: CHECKED,
    confirmed: true,
    seen: `${QUOTED.september}, and ${NAT_POST}`,
  },
  natGatewayGb: {
    what: "data through a NAT gateway, whichever way",
    usd: 0.062,
    unit: "GB",
    usageType: "APN1-NatGateway-Bytes",
    source: PAGES.vpc,
    checked: CHECKED,
    confirmed: true,
    seen: `${QUOTED.september}, and ${NAT_POST}`,
  },
  publicIpv4Hour: {
    what: "public IPv4 address, in use or not, one's own Elastic IP too",
    usd: 0.005,
    unit: "hour",
    usageType: "APN1-PublicIPv4:InUseAddress",
    source: PAGES.vpc,
    checked: CHECKED,
    confirmed: true,
    seen: QUOTED.september,
  },
  loadBalancerHour: {
    what: "Classic Load Balancer",
    usd: 0.027,
    unit: "hour",
    usageType: "APN1-LoadBalancerUsage",
    source: PAGES.loadBalancing,
    checked: CHECKED,
    confirmed: false,
    reason: `${OLD_LISTS}; a review of an account in Tokyo, published on GitHub, says the same`,
  },
  loadBalancerGb: {
    what: "data through a Classic Load Balancer, whichever way",
    usd: 0.008,
    unit: "GB",
    usageType: "APN1-DataProcessing-Bytes",
    source: PAGES.loadBalancing,
    checked: CHECKED,
    confirmed: false,
    reason: OLD_LISTS,
  },
  gp3: {
    what: "gp3 disk, with 3,000 IOPS and 125 MiB/s",
    usd: 0.096,
    unit: "GB-month",
    usageType: "APN1-EBS:VolumeUsage.gp3",
    source: PAGES.ebs,
    checked: CHECKED,
    confirmed: true,
    seen: `${EBS_LIST}, and a script on GitHub with the list of 2026-09-10 (SKU C8Y3GJZBQTH8T5JV)`,
  },
  snapshot: {
    what: "EBS snapshot",
    usd: 0.05,
    unit: "GB-month",
    usageType: "APN1-EBS:SnapshotUsage",
    source: PAGES.ebs,
    checked: CHECKED,
    confirmed: true,
    seen: `${EBS_LIST}, and a script on GitHub with the list of 2026-09-10 (SKU 4NHX4ZW7X52XZACJ)`,
  },
  interZoneGb: {
    what: "data between two zones, once for leaving the one and once for entering the other",
    usd: 0.01,
    unit: "GB",
    usageType: "APN1-DataTransfer-Regional-Bytes",
    source: PAGES.ec2,
    checked: CHECKED,
    confirmed: true,
    seen: "a script on GitHub with the list of 2026-09-10 (SKU RVH645383RKU285J)",
  },
  alarm: {
    what: "alarm on a metric of the usual resolution",
    usd: 0.1,
    unit: "month",
    usageType: "APN1-CW:AlarmMonitorUsage",
    source: PAGES.cloudWatch,
    checked: CHECKED,
    confirmed: true,
    seen: QUOTED.july,
  },
  metric: {
    what: "metric of detailed monitoring, of the first 10,000",
    usd: 0.3,
    unit: "month",
    usageType: "APN1-CW:MetricMonitorUsage",
    source: PAGES.cloudWatch,
    checked: CHECKED,
    confirmed: false,
    reason: "the price was seen; that a machine has seven of them only at https://ryuzoji.com/archives/969",
  },
  flowLogsGb: {
    what: "flow logs taken in by CloudWatch Logs, of the first 10 TB",
    usd: 0.76,
    unit: "GB",
    usageType: "APN1-VendedLog-Bytes",
    source: PAGES.cloudWatch,
    checked: CHECKED,
    confirmed: true,
    seen: FLOW_LOG_POST,
  },
  logsKept: {
    what: "logs kept in CloudWatch Logs, as they are after compression",
    usd: 0.033,
    unit: "GB-month",
    usageType: "APN1-TimedStorage-ByteHrs",
    source: PAGES.cloudWatch,
    checked: CHECKED,
    confirmed: true,
    seen: `${QUOTED.july}, and ${FLOW_LOG_POST}`,
  },
  objectsKept: {
    what: "objects kept in S3 Standard, of the first 50 TB",
    usd: 0.025,
    unit: "GB-month",
    usageType: "APN1-TimedStorage-ByteHrs",
    source: PAGES.s3,
    checked: CHECKED,
    confirmed: true,
    seen: `${QUOTED.july}, and ${FLOW_LOG_POST}`,
  },
  email: {
    what: "e-mail sent by SNS: 2.00 per 100,000",
    usd: 0.000_02,
    unit: "e-mail",
    usageType: "APN1-DeliveryAttempts-SMTP",
    source: PAGES.sns,
    checked: CHECKED,
    confirmed: false,
    reason:
      "seen for no region in particular, at https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/",
  },
} as const satisfies Readonly<Record<string, Price>>;

/** Part of the data that leaves for the internet in a month. */
export interface DataOutTier {
  /** GB of a month at which the tier ends. */
  readonly upToGb: number;
  readonly price: Price;
}

const GB_PER_TB = 1024;

/** The first 100 GB are free for ever, once in all regions and services of an account. */
export const DATA_OUT: readonly DataOutTier[] = [
  dataOut(100, 0, "the first 100 GB", "Global-DataTransfer-Out-Bytes"),
  dataOut(10 * GB_PER_TB, 0.114, "up to 10 TB"),
  dataOut(50 * GB_PER_TB, 0.089, "up to 50 TB"),
  dataOut(150 * GB_PER_TB, 0.086, "up to 150 TB"),
  dataOut(Infinity, 0.084, "above 150 TB"),
];

function dataOut(upToGb: number, usd: number, what: string, usageType = "APN1-DataTransfer-Out-Bytes"): DataOutTier {
  return {
    upToGb,
    price: {
      what: `data out to the internet, ${what}`,
      usd,
      unit: "GB",
      usageType,
      source: PAGES.ec2,
      checked: CHECKED,
      confirmed: true,
      seen: DATA_POST,
    },
  };
}
