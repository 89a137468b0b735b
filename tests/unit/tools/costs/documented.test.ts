import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { DATA_OUT, instancePrice, PRICES, type Price } from "../../../../tools/costs/prices";
import { expectDocumented } from "../../../support/documented-table";
import { planOnce } from "../../../support/plans";

const ROOT = join(__dirname, "..", "..", "..", "..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** The machines that the stages have unless they say otherwise. */
const MACHINES = ["t4g.nano", "t4g.micro"].flatMap((type) => instancePrice(type) ?? []);

describe("The documentation", () => {
  it("has every price as it is reckoned with, and of what day it is (UPDATE_SNAPSHOTS=1 takes them over)", () => {
    const prices: readonly Price[] = [
      ...MACHINES,
      ...Object.values<Price>(PRICES),
      ...DATA_OUT.map(({ price }) => price),
    ];
    const rows = prices.map((price) => [
      price.what,
      `${price.usd} per ${price.unit}`,
      `\`${price.usageType}\``,
      price.confirmed ? newestDay(price.seen) : "not confirmed",
    ]);
    const table = [["price", "USD", "usage type", "price as of"], ["---", "---:", "---", "---"], ...rows];
    expectDocumented("prices", table.map((row) => `| ${row.join(" | ")} |`).join("\n"), "docs/costs.md");
  });

  it("says what each stage costs without traffic", async () => {
    const costs = read("docs/costs.md");
    for (const stage of ["stg", "prod"]) {
      const { document } = await planOnce(ROOT, stage);
      const rows = costs.slice(costs.indexOf(`| \`${stage}\` `)).split("\n\n")[0] ?? "";
      const sum = Math.round(document.costs.totals.fixed.min);
      expect(/\*\*together, about\*\* +\| +\*\*(\d+)\*\*/.exec(rows)?.[1], stage).to.equal(String(sum));
    }
  });
});

/** The newest day that a text names. */
function newestDay(text: string): string {
  return (text.match(/\d{4}-\d\d-\d\d/g) ?? []).sort().at(-1) ?? "no day given";
}
