import * as fs from "node:fs";
import * as path from "node:path";
import * as zlib from "node:zlib";

import { expect } from "chai";

import { EmulatedStage } from "./support/emulated-stage";

const BASELINE = path.join(__dirname, "baseline", "7c7ed1c");

/** What the stages were deployed with beside their committed files. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  stg: { bastion: "true", "adminCidrs[0]": "203.0.113.7/32" },
  prod: {},
};

/** What later versions add. */
const ADDED: Readonly<Record<string, readonly string[]>> = { stg: ["nat-instance-1a-reboot"], prod: [] };

describe("A stage deployed by the version before the current layout", () => {
  for (const [name, settings] of Object.entries(SETTINGS)) {
    it(`shows in a preview only what has been added since: ${name}`, async () => {
      const stage = new EmulatedStage(name, `recorded-${name}`);
      try {
        await stage.start();
        for (const [key, value] of Object.entries(settings)) await stage.set(key, value);
        const state = stage.file("recorded.json");
        fs.writeFileSync(state, zlib.gunzipSync(fs.readFileSync(path.join(BASELINE, `${name}.state.json.gz`))));
        await stage.pulumi("stack", "import", "--file", state);
        const changes = (await stage.preview()).map(({ op, urn }) => `${op} ${urn.slice(urn.lastIndexOf("::") + 2)}`);
        expect(changes).to.deep.equal(ADDED[name]?.map((added) => `create ${added}`));
      } finally {
        await stage.stop();
      }
    });
  }
});
