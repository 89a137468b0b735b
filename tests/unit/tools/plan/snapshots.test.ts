import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "../../../../tools/plan/main";
import { painter } from "../../../../tools/plan/render/style";
import { planOnce } from "../../../support/plans";

const ROOT = join(__dirname, "..", "..", "..", "..");

async function report(stage: string): Promise<string> {
  const out: string[] = [];
  await main([stage], {
    ...{ root: ROOT, width: 120, paint: painter(false), planStage: planOnce },
    write: (text) => out.push(text),
    writeError: (text) => out.push(text),
  });
  return out.join("");
}

describe("The report of", () => {
  for (const stage of ["stg", "prod"]) {
    it(`${stage} matches its snapshot (UPDATE_SNAPSHOTS=1 npm run test:tools updates it)`, async () => {
      const file = join(__dirname, "snapshots", `${stage}.txt`);
      const now = await report(stage);
      if (process.env.UPDATE_SNAPSHOTS === "1") writeFileSync(file, now);
      expect(now).to.equal(readFileSync(file, "utf8"));
    });
  }
});
