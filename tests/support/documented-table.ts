import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(__dirname, "..", "..");

/**
 * Expects a page to contain a generated table or list between `<!-- NAME -->` and `<!-- end of NAME -->`. UPDATE_SNAPSHOTS=1 writes it
 * to the page instead; `npm run format` aligns it.
 */
export function expectDocumented(name: string, table: string, document = "docs/security.md"): void {
  const file = join(ROOT, document);
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const text = readFileSync(file, "utf8");
  const [before = "", rest = ""] = text.split(begin);
  const [found = "", after = ""] = rest.split(end);
  if (process.env.UPDATE_SNAPSHOTS === "1" && bare(found) !== bare(table)) {
    writeFileSync(file, `${before}${begin}\n\n${table}\n\n${end}${after}`);
    return;
  }
  expect(bare(found)).to.equal(bare(table));
}

/** The text without alignment and without the formatter's escapes. */
function bare(table: string): string {
  return table.replaceAll("\\", "").replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---").trim();
}
