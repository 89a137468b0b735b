import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { expect } from "chai";

import { down } from "../../../../tools/local/down";
import { stageFolder } from "../../../../tools/local/stage-folder";

describe("npm run local -- STAGE --down", () => {
  let root: string;
  const said: string[] = [];
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "down-"));
    said.length = 0;
  });
  afterEach(() => {
    fs.rmSync(root, { recursive: true });
  });
  const end = () => down({ root, stage: "stg", say: (line) => said.push(line) });

  it("says so when nothing is there", async () => {
    await end();
    expect(said).to.deep.equal(["stg is not running on this computer"]);
  });

  it("removes what a dead emulator has left, whatever its files contain", async () => {
    const { folder, state } = stageFolder(root, "stg");
    const stack = path.join(state, ".pulumi", "stacks", "shop", "stg.json");
    fs.mkdirSync(path.dirname(stack), { recursive: true });
    fs.writeFileSync(stack, "half of a st", { mode: 0o000 });
    fs.writeFileSync(path.join(folder, "lock.json"), "{");
    // Of a process that is not an emulator.
    fs.writeFileSync(
      path.join(folder, "emulator.json"),
      JSON.stringify({ pid: process.pid, endpoint: "http://127.0.0.1:9" }),
    );
    await end();
    expect(said).to.deep.equal(["The emulator of stg had already stopped; its files are removed"]);
    expect(fs.readdirSync(path.join(root, ".local"))).to.deep.equal([]);
  });

  it("leaves the files of other stages", async () => {
    fs.mkdirSync(stageFolder(root, "prod").state, { recursive: true });
    fs.mkdirSync(stageFolder(root, "stg").state, { recursive: true });
    await end();
    expect(fs.readdirSync(path.join(root, ".local", "local"))).to.deep.equal(["prod"]);
  });
});
