import { compare, type Comparison } from "../../../../tools/costs";
import { costs, expectUsd } from "./support";

const HOURS = 730;

/** `nat: EC2 instance t4g.nano → nothing`, `web-group: EC2 instance t4g.micro 1 → EC2 instance t4g.micro 2` */
function changes({ differences }: Comparison): string[] {
  return differences.map(({ before, after }) => {
    const [from, to] = [before, after].map((group) => {
      if (group === undefined) return "nothing";
      const { what, detail, quantity } = group;
      return [what, detail, quantity.min].filter((part) => part !== undefined).join(" ");
    });
    return `${before?.component ?? after?.component ?? ""}: ${from ?? ""} → ${to ?? ""}`;
  });
}

describe("The difference between two estimates", () => {
  it("is empty for the same stage", async () => {
    const { differences, totals } = compare(await costs("prod"), await costs("prod"));
    expect(differences).to.be.empty;
    expectUsd(totals.all, 0);
  });

  it("matches instances of different types, without the image", async () => {
    const comparison = compare(await costs("stg"), await costs("newest"));
    expect(changes(comparison)).to.deep.equal(["web-group: EC2 instance t4g.micro 1 → EC2 instance t3.micro 1"]);
    expectUsd(comparison.differences[0]?.usd, HOURS * (0.0136 - 0.0108));
  });

  it("has the minimum and the maximum of a group that scales", async () => {
    const comparison = compare(await costs("stg"), await costs("roomToGrow"));
    expect(changes(comparison)).to.deep.equal([
      "web-group: EC2 instance t4g.micro 1 → EC2 instance t4g.micro 2",
      "web-group: EBS volume 8 → EBS volume 16",
      "web-group: nothing → alarm 2",
    ]);
    const server = HOURS * 0.0108 + 8 * 0.096;
    expectUsd(comparison.totals.all, server + 0.2, 2 * server + 0.2);
  });

  it("includes a group of which only the maximum changes", async () => {
    const prod = await costs("prod");
    const more = prod.lines.map((line) =>
      line.detail === "t4g.micro" ? { ...line, quantity: { min: 2, max: 5 } } : line,
    );
    const [instance, ...others] = compare(prod, { ...prod, lines: more }).differences;
    expect(others).to.be.empty;
    expect(instance?.after?.quantity).to.deep.equal({ min: 2, max: 5 });
  });

  it("includes an instance type with the same price", async () => {
    const stg = await costs("stg");
    const other = stg.lines.map((line) => (line.detail === "t4g.micro" ? { ...line, detail: "t5g.micro" } : line));
    expect(changes(compare(stg, { ...stg, lines: other }))).to.deep.equal([
      "web-group: EC2 instance t4g.micro 1 → EC2 instance t5g.micro 1",
    ]);
  });

  it("has no amount if a price is unknown", async () => {
    const { differences } = compare(await costs("stg"), await costs("unknownType"));
    const [nat, web] = differences.map(({ before, after, usd }) => ({
      from: before?.detail,
      to: after?.detail,
      usd: usd?.min.toFixed(2),
    }));
    expect(nat).to.deep.equal({ from: "t4g.nano", to: "t3a.small", usd: "13.94" });
    expect(web).to.deep.equal({ from: "t4g.micro", to: "m8i.large", usd: undefined });
  });
});
