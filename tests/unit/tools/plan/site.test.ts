import { join } from "node:path";
import { main } from "../../../../tools/plan/main";
import { painter } from "../../../../tools/plan/render/style";
import { planOnce } from "../../../support/plans";

const ROOT = join(__dirname, "..", "..", "..", "..");

describe("The report of a site", () => {
  it("shows the number of files and their size", async () => {
    const out: string[] = [];
    await main(["stg", "resources", "--set", "web.files=./examples/static/site"], {
      ...{ root: ROOT, width: 120, paint: painter(false), planStage: planOnce },
      write: (text) => out.push(text),
      writeError: (text) => out.push(text),
    });
    expect(out.join("")).to.match(/object +files-servicename-stg +site\.tar, 2 files, \d+ bytes/);
  });
});
