import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { DEFAULT_USAGE, groupsOf, HOURS_PER_MONTH, type Range } from "../../../../tools/costs";
import { CHECKED, DATA_OUT, instancePrice, PRICED_REGION, PRICES, type Price } from "../../../../tools/costs/prices";
import { costs } from "./support";

const FILE = join(__dirname, "..", "..", "..", "..", "docs", "costs.md");

/** The instance types of the committed stages. */
const INSTANCES = ["t4g.nano", "t4g.micro"].flatMap((type) => instancePrice(type) ?? []);

const ALL_PRICES: readonly Price[] = [
  ...INSTANCES,
  ...Object.values<Price>(PRICES),
  ...DATA_OUT.map(({ price }) => price),
];

const BUDGET = `## An alert before it gets expensive

A monthly budget with an e-mail at 80 percent of its amount, free of charge. It counts the whole account:

\`\`\`bash
aws budgets create-budget --account-id "$(aws sts get-caller-identity --query Account --output text)" \\
  --budget 'BudgetName=monthly,BudgetType=COST,TimeUnit=MONTHLY,BudgetLimit={Amount=60,Unit=USD}' \\
  --notifications-with-subscribers '[{"Notification":
    {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80, "ThresholdType": "PERCENTAGE"},
    "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "you@example.com"}]}]'
\`\`\``;

const AFTER_DESTROY = `## What still costs after \`pulumi destroy\`

Nothing that the program created. What you created yourself stays:

- Elastic IPs of \`natEipAllocationIds\`: ${(0.005 * HOURS_PER_MONTH).toFixed(2)} USD/month each, in use or not. To find all: \`aws ec2 describe-addresses\`.
- A hosted zone in Route 53, a database and its snapshots, and your own S3 buckets.
- The bucket of the Pulumi state, and its KMS key for 1 USD/month.
- SSM parameters of \`web.parameters\`: standard parameters are free. A KMS key of your own costs 1 USD/month.

The last day's charges appear up to a day later.`;

describe("docs/costs.md", () => {
  it("has the estimate of each stage and every price (UPDATE_DOCS=1 writes it)", async () => {
    const page = await format(
      [
        "# Costs",
        "<!-- UPDATE_DOCS=1 npx mocha tests/unit/tools/costs/documented.test.ts writes this page. -->",
        `USD per month of ${HOURS_PER_MONTH} hours in Tokyo (\`${PRICED_REGION}\`), on demand and before tax, for a site with\n` +
          `${DEFAULT_USAGE.gbOut} GB of data transfer to the internet. \`npm start -- STAGE\` shows the estimate for other settings:\n` +
          "`--set KEY=VALUE` changes a setting, `--gb-out NUMBER` and similar options change the usage.",
        ...(await stageSection("stg")),
        ...(await stageSection("prod")),
        "## Not counted",
        (await costs("prod")).notCounted.map((statement) => `- ${statement}`).join("\n"),
        BUDGET,
        AFTER_DESTROY,
        "## Prices",
        `Checked on ${CHECKED} in published copies of AWS's price list, not on AWS's own pages.\n` +
          "[prices.ts](../tools/costs/prices.ts) lists the copies, why a price is not confirmed, and all instance types.",
        table(
          ["price", "USD", "usage type", "price as of"],
          ALL_PRICES.map((price) => [
            price.what,
            `${price.usd} per ${price.unit}`,
            `\`${price.usageType}\``,
            dayOf(price),
          ]),
        ),
        "Prices change. To look one up (service codes: `AmazonEC2`, `AWSELB`, `AmazonVPC`, `AmazonCloudWatch`, `AWSDataTransfer`):",
        "```bash\naws pricing get-products --region us-east-1 --service-code AmazonEC2 --query 'PriceList[0]' --output text \\\n" +
          "  --filters Type=TERM_MATCH,Field=usagetype,Value=APN1-NatGateway-Hours\n```",
      ].join("\n\n"),
      { parser: "markdown", printWidth: 120 },
    );
    if (process.env.UPDATE_DOCS === "1") writeFileSync(FILE, page);
    expect(readFileSync(FILE, "utf8")).to.equal(page);
  });
});

async function stageSection(stage: "stg" | "prod"): Promise<string[]> {
  const { lines, totals } = await costs(stage);
  const rows = groupsOf(lines).map(({ component, what, detail, quantity, unit, usd }) => [
    `\`${component}\``,
    detail === undefined ? what : `${what} ${detail}`,
    numbers(quantity, 1) + (unit === "hour" || unit === "month" ? "" : ` ${unit}`),
    usd === undefined ? "unknown" : numbers(usd, 2, true),
  ]);
  const { all, fixed, usage } = totals;
  return [
    `## \`${stage}\``,
    `**Total: ${numbers(all, 2, true)} USD/month** (${numbers(fixed, 2, true)} fixed, ${numbers(usage, 2, true)} usage).`,
    table(["component", "charge", "quantity", "USD/month"], rows),
  ];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function numbers({ min, max }: Range, digits: number, padded = false): string {
  const [from, to] = [min, max].map((number) => (padded ? number.toFixed(digits) : String(+number.toFixed(digits))));
  return from === to ? String(from) : `${String(from)} to ${String(to)}`;
}

/** The newest date in the copies that have the price. */
function dayOf(price: Price): string {
  if (!price.confirmed) return "not confirmed";
  return (price.seen.match(/\d{4}-\d\d-\d\d/g) ?? []).sort().at(-1) ?? "no date";
}
