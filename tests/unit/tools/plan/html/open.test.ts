import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { openInBrowser } from "../../../../../tools/plan/html";
import { messageOf } from "../../../../support/waits";

describe("opening a report", () => {
  it("says so where there is no browser", async () => {
    const nothing = mkdtempSync(join(tmpdir(), "no-browser-"));
    const path = process.env.PATH;
    process.env.PATH = nothing;
    try {
      const message = await messageOf(() => openInBrowser("plan.html", "linux"));
      expect(message).to.match(/no browser could be opened \(xdg-open failed\): open plan\.html yourself/);
    } finally {
      process.env.PATH = path;
      rmSync(nothing, { recursive: true });
    }
  });
});
