import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { expect } from "chai";

import { endEarlierEngine, isStateUsable } from "../../../../tools/local/earlier-run";
import { stageFolder } from "../../../../tools/local/stage-folder";

describe("the state of an earlier deployment", () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "state-"));
  });
  afterEach(() => {
    fs.rmSync(root, { recursive: true });
  });
  const places = () => stageFolder(root, "stg");
  const write = (name: string, text: string) => {
    const file = path.join(places().state, ".pulumi", name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  const isUsable = (text: string) => {
    write("stacks/shop/stg.json", text);
    return isStateUsable(places());
  };
  const state = (latest: object) => JSON.stringify({ version: 3, checkpoint: { stack: "stg", latest } });

  it("is usable when it can be read and no operation is pending", () => {
    expect(isStateUsable(places()), "no state").to.equal(true);
    expect(isUsable(state({ resources: [] }))).to.equal(true);
    expect(isUsable(state({ resources: [], pending_operations: [] }))).to.equal(true);
    expect(isUsable('{"version": 3, "checkpoint": {"stack": "stg"}}'), "a new stack").to.equal(true);
  });

  it("is not usable when an operation was killed, or it is damaged", () => {
    expect(isUsable(state({ resources: [], pending_operations: [{ type: "creating" }] }))).to.equal(false);
    for (const text of ["", '{"version": 3, "check', "null", "{}"]) expect(isUsable(text), text).to.equal(false);
  });

  it("loses the locks that a killed engine has left", async () => {
    write("locks/organization/shop/stg/1.json", '{"pid": 1}');
    write("stacks/shop/stg.json", "{}");
    await endEarlierEngine(places());
    expect(fs.readdirSync(path.join(places().state, ".pulumi"))).to.deep.equal(["stacks"]);
  });
});
