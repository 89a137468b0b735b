import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import stringWidth from "string-width";
import { main } from "../../../../tools/plan/main";
import { painter } from "../../../../tools/plan/render/style";
import { planOnce } from "../../../support/plans";

const ROOT = join(__dirname, "..", "..", "..", "..");

async function outputOf(args: readonly string[], width: number): Promise<string> {
  const out: string[] = [];
  await main(args, {
    ...{ root: ROOT, width, paint: painter(false), planStage: planOnce },
    write: (text) => out.push(text),
    writeError: (text) => out.push(text),
  });
  return out.join("");
}

/** Compares with the committed text, or writes it. */
function matchesSnapshot(name: string, now: string): void {
  const file = join(__dirname, "snapshots", `${name}.txt`);
  if (process.env.UPDATE_SNAPSHOTS === "1") writeFileSync(file, now);
  expect(now).to.equal(readFileSync(file, "utf8"));
}

describe("The whole plan of", () => {
  for (const stage of ["stg", "prod"]) {
    it(`${stage} matches its snapshot (UPDATE_SNAPSHOTS=1 npm run test:tools updates it)`, async () => {
      matchesSnapshot(stage, await outputOf([stage, "--full"], 120));
    });
  }
});

describe("The summary of", () => {
  for (const stage of ["stg", "prod"]) {
    for (const language of ["en", "ja"]) {
      const summary = (width: number) => outputOf([stage, "--lang", language], width);

      it(`${stage} in ${language} matches its snapshots at widths of 40, 80 and 200`, async () => {
        const texts = await Promise.all([40, 80, 200].map(summary));
        matchesSnapshot(`summary-${stage}-${language}`, texts.join("\n"));
      });

      it(`${stage} in ${language} has at most 19 lines at a width of 80, and keeps within any width`, async () => {
        expect((await summary(80)).trimEnd().split("\n").length).to.be.at.most(19);
        for (let width = 40; width <= 200; width += 1) {
          const tooWide = (await summary(width)).split("\n").filter((line) => stringWidth(line) > width);
          expect(tooWide, `at ${width}`).to.deep.equal([]);
        }
      });
    }
  }
});
