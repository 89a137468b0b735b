import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";

import { expect } from "chai";

import { backendFolder, damagedFiles, repairFile } from "../../../../tools/recover/state-files";

describe("The files of a state in a folder", () => {
  let root = "";
  let url = "";
  const stackFile = (name: string) => path.join(root, ".pulumi", "stacks", "shop", name);
  const lockFile = () => path.join(root, ".pulumi", "locks", "organization", "shop", "stg", "1.json.attrs");
  const damaged = () => damagedFiles(url, "shop", "stg").map(({ file, repair }) => [path.basename(file), repair]);

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "state-"));
    url = pathToFileURL(root).href;
    for (const file of [stackFile("x"), lockFile()]) fs.mkdirSync(path.dirname(file), { recursive: true });
    for (const name of ["stg.json", "stg.json.attrs", "stg.json.bak", "stg.json.bak.attrs"]) {
      fs.writeFileSync(stackFile(name), '{"version":3}');
    }
  });
  afterEach(() => {
    fs.rmSync(root, { recursive: true });
  });

  it("are found in a folder that pulumi login names relative to the project", () => {
    expect(backendFolder("file://./state?no_tmp_dir=true")).to.equal(path.resolve("state"));
    expect(backendFolder("file://../state")).to.equal(path.resolve("../state"));
  });

  it("are complete", () => {
    expect(damaged()).to.deep.equal([]);
  });

  it("can do without attributes that were not written, also those of a lock", () => {
    fs.writeFileSync(stackFile("stg.json.attrs"), "");
    fs.writeFileSync(lockFile(), "{");
    expect(damaged()).to.deep.equal([
      ["stg.json.attrs", "remove"],
      ["1.json.attrs", "remove"],
    ]);
    for (const each of damagedFiles(url, "shop", "stg")) repairFile(each);
    expect(damaged()).to.deep.equal([]);
    expect(fs.existsSync(stackFile("stg.json.attrs"))).to.equal(false);
  });

  it("have the state before the last write, for a state that is truncated or missing", () => {
    fs.writeFileSync(stackFile("stg.json"), '{"version"');
    expect(damaged()).to.deep.equal([["stg.json", "restore"]]);
    fs.rmSync(stackFile("stg.json"));
    expect(damaged()).to.deep.equal([["stg.json", "restore"]]);
    for (const each of damagedFiles(url, "shop", "stg")) repairFile(each);
    expect(fs.readFileSync(stackFile("stg.json"), "utf8")).to.equal('{"version":3}');
  });

  it("cannot be repaired without a copy, nor are those of other stacks", () => {
    fs.writeFileSync(stackFile("stg.json"), "");
    fs.rmSync(stackFile("stg.json.bak"));
    fs.writeFileSync(stackFile("prod.json.attrs"), "");
    expect(damaged()).to.deep.equal([]);
  });

  it("are those of a folder only", () => {
    expect(backendFolder("file:///srv/state")).to.equal(path.normalize("/srv/state"));
    expect(backendFolder("file://~/state")).to.equal(path.join(os.homedir(), "state"));
    expect(backendFolder("s3://bucket")).to.equal(undefined);
    expect(damagedFiles("s3://bucket", "shop", "stg")).to.deep.equal([]);
  });
});
