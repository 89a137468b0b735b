/** What a price is per; a price per hour or month is for one thing during that time. */
export type Unit = "hour" | "month" | "GB" | "GB-month" | "e-mail";

/** One AWS price in Tokyo, in USD before tax, on demand and without free allowances unless it says so. */
export type Price = PriceFacts & (Confirmed | Unconfirmed);

interface PriceFacts {
  readonly what: string;
  readonly usd: number;
  readonly unit: Unit;
  /** The usage type in bills and in the price list. */
  readonly usageType: string;
  /** AWS's page with the current price. */
  readonly source: string;
  /** The day of the last check, ISO 8601. */
  readonly checked: string;
}

interface Confirmed {
  readonly confirmed: true;
  /** The copy of the price list or of AWS's page that has the price, and its date. */
  readonly seen: string;
}

interface Unconfirmed {
  readonly confirmed: false;
  /** Why no recent copy confirms it. */
  readonly reason: string;
}

export const PRICED_REGION = "ap-northeast-1";

/** The day on which all prices were checked, in published copies: AWS's own pages could not be read. */
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

/** Estimates on GitHub that quote Tokyo's price list by usage type. */
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
  "no copy of AWS's list of the last two years has it; the newest copy is of 2020-10-02, " +
  "https://github.com/agilestacks/korral/blob/c88fac2396f7bd61a7302d7732ecb8915f41482b/src/prices/aws-elb.json, and an older one, " +
  "https://github.com/nishinoshake/aws-rough/blob/10acdc26251cadbf243d229647dfbd177a295775/static/json/price.json, says the same";

/** All prices but those of EC2 instances, which {@link instancePrice} has. */
export const PRICES = {
  natGatewayHour: price("vpc", "APN1-NatGateway-Hours", {
    what: "NAT gateway",
    usd: 0.062,
    unit: "hour",
    seen: `${QUOTED.september}, and ${NAT_POST}`,
  }),
  natGatewayGb: price("vpc", "APN1-NatGateway-Bytes", {
    what: "data processed by a NAT gateway, in and out",
    usd: 0.062,
    unit: "GB",
    seen: `${QUOTED.september}, and ${NAT_POST}`,
  }),
  publicIpv4Hour: price("vpc", "APN1-PublicIPv4:InUseAddress", {
    what: "public IPv4 address, in use or idle, existing Elastic IPs included",
    usd: 0.005,
    unit: "hour",
    seen: QUOTED.september,
  }),
  loadBalancerHour: price("loadBalancing", "APN1-LoadBalancerUsage", {
    what: "Classic Load Balancer",
    usd: 0.027,
    unit: "hour",
    reason: `${OLD_LISTS}; a review of an account in Tokyo, published on GitHub, says the same`,
  }),
  loadBalancerGb: price("loadBalancing", "APN1-DataProcessing-Bytes", {
    what: "data processed by a Classic Load Balancer, in and out",
    usd: 0.008,
    unit: "GB",
    reason: OLD_LISTS,
  }),
  gp3: price("ebs", "APN1-EBS:VolumeUsage.gp3", {
    what: "gp3 EBS volume, with 3,000 IOPS and 125 MiB/s",
    usd: 0.096,
    unit: "GB-month",
    seen: `${EBS_LIST}, and a script on GitHub with the list of 2026-09-10 (SKU C8Y3GJZBQTH8T5JV)`,
  }),
  snapshot: price("ebs", "APN1-EBS:SnapshotUsage", {
    what: "EBS snapshot",
    usd: 0.05,
    unit: "GB-month",
    seen: `${EBS_LIST}, and a script on GitHub with the list of 2026-09-10 (SKU 4NHX4ZW7X52XZACJ)`,
  }),
  interZoneGb: price("ec2", "APN1-DataTransfer-Regional-Bytes", {
    what: "data between Availability Zones, charged in each direction",
    usd: 0.01,
    unit: "GB",
    seen: "a script on GitHub with the list of 2026-09-10 (SKU RVH645383RKU285J)",
  }),
  alarm: price("cloudWatch", "APN1-CW:AlarmMonitorUsage", {
    what: "alarm on a standard-resolution metric",
    usd: 0.1,
    unit: "month",
    seen: QUOTED.july,
  }),
  metric: price("cloudWatch", "APN1-CW:MetricMonitorUsage", {
    what: "detailed monitoring metric, of the first 10,000",
    usd: 0.3,
    unit: "month",
    reason: "the price was seen; that an instance has seven metrics only at https://ryuzoji.com/archives/969",
  }),
  flowLogsGb: price("cloudWatch", "APN1-VendedLog-Bytes", {
    what: "flow logs ingested by CloudWatch Logs, of the first 10 TB",
    usd: 0.76,
    unit: "GB",
    seen: FLOW_LOG_POST,
  }),
  logsKept: price("cloudWatch", "APN1-TimedStorage-ByteHrs", {
    what: "CloudWatch Logs storage, after compression",
    usd: 0.033,
    unit: "GB-month",
    seen: `${QUOTED.july}, and ${FLOW_LOG_POST}`,
  }),
  objectsKept: price("s3", "APN1-TimedStorage-ByteHrs", {
    what: "S3 Standard storage, of the first 50 TB",
    usd: 0.025,
    unit: "GB-month",
    seen: `${QUOTED.july}, and ${FLOW_LOG_POST}`,
  }),
  email: price("sns", "APN1-DeliveryAttempts-SMTP", {
    what: "e-mail sent by SNS: 2.00 per 100,000",
    usd: 0.000_02,
    unit: "e-mail",
    reason:
      "seen without a region, at https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/",
  }),
} satisfies Readonly<Record<string, Price>>;

export interface DataOutTier {
  readonly upToGb: number;
  readonly price: Price;
}

const GB_PER_TB = 1024;

/** The first 100 GB are always free, once per account for all regions and services. */
export const DATA_OUT: readonly DataOutTier[] = [
  dataOut(100, 0, "first 100 GB", "Global-DataTransfer-Out-Bytes"),
  dataOut(10 * GB_PER_TB, 0.114, "up to 10 TB"),
  dataOut(50 * GB_PER_TB, 0.089, "up to 50 TB"),
  dataOut(150 * GB_PER_TB, 0.086, "up to 150 TB"),
  dataOut(Infinity, 0.084, "above 150 TB"),
];

function dataOut(upToGb: number, usd: number, what: string, usageType = "APN1-DataTransfer-Out-Bytes"): DataOutTier {
  const facts = { what: `data transfer out, ${what}`, usd, unit: "GB", seen: DATA_POST } as const;
  return { upToGb, price: price("ec2", usageType, facts) };
}

/**
 * USD per hour of a Linux instance on demand in Tokyo, by family and size. Within a family, prices are proportional to
 * size, except for AWS's rounding. Families of `config/instance-types.ts` that are newer than the list have no price.
 */
const USD_PER_HOUR = new Map(
  Object.entries({
    t4g: "nano 0.0054, micro 0.0108, small 0.0216, medium 0.0432, large 0.0864, xlarge 0.1728, 2xlarge 0.3456",
    t3: "nano 0.0068, micro 0.0136, small 0.0272, medium 0.0544, large 0.1088, xlarge 0.2176, 2xlarge 0.4352",
    t3a: "nano 0.0061, micro 0.0122, small 0.0245, medium 0.049, large 0.0979, xlarge 0.1958, 2xlarge 0.3917",
    m5: "large 0.124, xlarge 0.248, 2xlarge 0.496, 4xlarge 0.992, 8xlarge 1.984, 12xlarge 2.976, 16xlarge 3.968, 24xlarge 5.952",
    c5: "large 0.107, xlarge 0.214, 2xlarge 0.428, 4xlarge 0.856, 9xlarge 1.926, 12xlarge 2.568, 18xlarge 3.852, 24xlarge 5.136",
    r5: "large 0.152, xlarge 0.304, 2xlarge 0.608, 4xlarge 1.216, 8xlarge 2.432, 12xlarge 3.648, 16xlarge 4.864, 24xlarge 7.296",
    m5a: "large 0.112, xlarge 0.224, 2xlarge 0.448, 4xlarge 0.896, 8xlarge 1.792, 12xlarge 2.688, 16xlarge 3.584, 24xlarge 5.376",
    c5a: "large 0.096, xlarge 0.192, 2xlarge 0.384, 4xlarge 0.768, 8xlarge 1.536, 12xlarge 2.304, 16xlarge 3.072, 24xlarge 4.608",
    r5a: "large 0.137, xlarge 0.274, 2xlarge 0.548, 4xlarge 1.096, 8xlarge 2.192, 12xlarge 3.288, 16xlarge 4.384, 24xlarge 6.576",
    m6g: "medium 0.0495, large 0.099, xlarge 0.198, 2xlarge 0.396, 4xlarge 0.792, 8xlarge 1.584, 12xlarge 2.376, 16xlarge 3.168",
    c6g: "medium 0.0428, large 0.0856, xlarge 0.1712, 2xlarge 0.3424, 4xlarge 0.6848, 8xlarge 1.3696, 12xlarge 2.0544, 16xlarge 2.7392",
    r6g: "medium 0.0608, large 0.1216, xlarge 0.2432, 2xlarge 0.4864, 4xlarge 0.9728, 8xlarge 1.9456, 12xlarge 2.9184, 16xlarge 3.8912",
    m6i: "large 0.124, xlarge 0.248, 2xlarge 0.496, 4xlarge 0.992, 8xlarge 1.984, 12xlarge 2.976, 16xlarge 3.968, 24xlarge 5.952, 32xlarge 7.936",
    c6i: "large 0.107, xlarge 0.214, 2xlarge 0.428, 4xlarge 0.856, 8xlarge 1.712, 12xlarge 2.568, 16xlarge 3.424, 24xlarge 5.136, 32xlarge 6.848",
    r6i: "large 0.152, xlarge 0.304, 2xlarge 0.608, 4xlarge 1.216, 8xlarge 2.432, 12xlarge 3.648, 16xlarge 4.864, 24xlarge 7.296, 32xlarge 9.728",
    m6a: "large 0.1116, xlarge 0.2232, 2xlarge 0.4464, 4xlarge 0.8928, 8xlarge 1.7856, 12xlarge 2.6784, 16xlarge 3.5712, 24xlarge 5.3568, 32xlarge 7.1424, 48xlarge 10.7136",
    c6a: "large 0.0963, xlarge 0.1926, 2xlarge 0.3852, 4xlarge 0.7704, 8xlarge 1.5408, 12xlarge 2.3112, 16xlarge 3.0816, 24xlarge 4.6224, 32xlarge 6.1632, 48xlarge 9.2448",
    r6a: "large 0.1368, xlarge 0.2736, 2xlarge 0.5472, 4xlarge 1.0944, 8xlarge 2.1888, 12xlarge 3.2832, 16xlarge 4.3776, 24xlarge 6.5664, 32xlarge 8.7552, 48xlarge 13.1328",
    m7g: "medium 0.0527, large 0.1054, xlarge 0.2108, 2xlarge 0.4216, 4xlarge 0.8432, 8xlarge 1.6864, 12xlarge 2.5296, 16xlarge 3.3728",
    c7g: "medium 0.0455, large 0.091, xlarge 0.1819, 2xlarge 0.3638, 4xlarge 0.7277, 8xlarge 1.4554, 12xlarge 2.183, 16xlarge 2.9107",
    r7g: "medium 0.0646, large 0.1292, xlarge 0.2584, 2xlarge 0.5168, 4xlarge 1.0336, 8xlarge 2.0672, 12xlarge 3.1008, 16xlarge 4.1344",
    m7i: "large 0.1302, xlarge 0.2604, 2xlarge 0.5208, 4xlarge 1.0416, 8xlarge 2.0832, 12xlarge 3.1248, 16xlarge 4.1664, 24xlarge 6.2496, 48xlarge 12.4992",
    c7i: "large 0.11235, xlarge 0.2247, 2xlarge 0.4494, 4xlarge 0.8988, 8xlarge 1.7976, 12xlarge 2.6964, 16xlarge 3.5952, 24xlarge 5.3928, 48xlarge 10.7856",
    r7i: "large 0.1596, xlarge 0.3192, 2xlarge 0.6384, 4xlarge 1.2768, 8xlarge 2.5536, 12xlarge 3.8304, 16xlarge 5.1072, 24xlarge 7.6608, 48xlarge 15.3216",
    "m7i-flex":
      "large 0.12369, xlarge 0.24738, 2xlarge 0.49476, 4xlarge 0.98952, 8xlarge 1.97904, 12xlarge 2.96856, 16xlarge 3.95808",
    "c7i-flex":
      "large 0.10673, xlarge 0.21347, 2xlarge 0.42693, 4xlarge 0.85386, 8xlarge 1.70772, 12xlarge 2.56158, 16xlarge 3.41544",
    m7a: "medium 0.07487, large 0.14973, xlarge 0.29946, 2xlarge 0.59892, 4xlarge 1.19784, 8xlarge 2.39568, 12xlarge 3.59352, 16xlarge 4.79136, 24xlarge 7.18704, 32xlarge 9.58272, 48xlarge 14.37408",
    c7a: "medium 0.0646, large 0.1292, xlarge 0.2584, 2xlarge 0.5168, 4xlarge 1.0336, 8xlarge 2.0672, 12xlarge 3.1008, 16xlarge 4.1344, 24xlarge 6.2016, 32xlarge 8.2688, 48xlarge 12.4032",
    r7a: "medium 0.09177, large 0.18354, xlarge 0.36708, 2xlarge 0.73416, 4xlarge 1.46832, 8xlarge 2.93664, 12xlarge 4.40496, 16xlarge 5.87328, 24xlarge 8.80992, 32xlarge 11.74656, 48xlarge 17.61984",
    c8g: "medium 0.05003, large 0.10006, xlarge 0.20012, 2xlarge 0.40024, 4xlarge 0.80048, 8xlarge 1.60096, 12xlarge 2.40144, 16xlarge 3.20192, 24xlarge 4.80288, 48xlarge 9.60576",
    r8g: "medium 0.07106, large 0.14212, xlarge 0.28424, 2xlarge 0.56848, 4xlarge 1.13696, 8xlarge 2.27392, 12xlarge 3.41088, 16xlarge 4.54784, 24xlarge 6.82176, 48xlarge 13.64352",
  }),
);

const INSTANCE_LIST =
  "AWS's list of 2025-04-04, https://github.com/yeo/ec2.shop/blob/74c9fd8ab5acfd9511cd6535f914d47071601ad2/data/ec2/ap-northeast-1-ondemand.json";

/** The price of an instance type; undefined if unknown. */
export function instancePrice(type: string): Price | undefined {
  const [family = "", size] = type.split(".");
  const sizes =
    USD_PER_HOUR.get(family)
      ?.split(", ")
      .map((entry) => entry.split(" ")) ?? [];
  const usd = sizes.find(([name]) => name === size)?.[1];
  if (usd === undefined) return undefined;
  const what = `EC2 ${type}, Linux, on demand`;
  return price("ec2", `APN1-BoxUsage:${type}`, { what, usd: Number(usd), unit: "hour", seen: INSTANCE_LIST });
}

type Facts = Pick<PriceFacts, "what" | "usd" | "unit"> & ({ readonly seen: string } | { readonly reason: string });

function price(page: keyof typeof PAGES, usageType: string, { what, usd, unit, ...evidence }: Facts): Price {
  const facts = { what, usd, unit, usageType, source: PAGES[page], checked: CHECKED };
  return "seen" in evidence ? { ...facts, confirmed: true, ...evidence } : { ...facts, confirmed: false, ...evidence };
}
