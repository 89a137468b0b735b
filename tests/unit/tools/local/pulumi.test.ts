import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { UserError } from "../../../../lib/user-error";
import { outputLines } from "../../../../tools/local/look-around";
import { findPulumi, runPulumi } from "../../../../tools/local/pulumi";

describe("the pulumi command", () => {
  let folder: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "pulumi-"));
    fs.mkdirSync(path.join(folder, "a"));
    fs.mkdirSync(path.join(folder, "b"));
    fs.writeFileSync(path.join(folder, "a", "pulumi"), "not executable", { mode: 0o644 });
    const script = '#!/bin/sh\necho "$@ in $PWD with $AWS_REGION"\necho oops >&2\nexit 7\n';
    fs.writeFileSync(path.join(folder, "b", "pulumi"), script, { mode: 0o755 });
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const pathOf = (...names: string[]) => names.map((name) => path.join(folder, name)).join(path.delimiter);

  it("is the first on the PATH that can be run", () => {
    expect(findPulumi({ PATH: pathOf("missing", "a", "b") })).to.equal(path.join(folder, "b", "pulumi"));
  });

  for (const PATH of [undefined, "", path.delimiter]) {
    it(`is asked for in one sentence where the PATH is ${JSON.stringify(PATH)}`, () => {
      expect(() => findPulumi(PATH === undefined ? {} : { PATH })).to.throw(
        UserError,
        "There is no pulumi on the PATH: install it as https://www.pulumi.com/docs/install/ says",
      );
    });
  }

  it("gets arguments, folder and environment, and hands back status and output", async () => {
    const environment = { PATH: pathOf("b"), AWS_REGION: "ap-northeast-1" };
    const cwd = fs.realpathSync(folder);
    expect(await runPulumi(["stack", "ls"], { cwd, environment })).to.deep.equal({
      status: 7,
      stdout: `stack ls in ${cwd} with ap-northeast-1\n`,
      stderr: "oops\n",
    });
  });
});

describe("outputs as the user sees them", () => {
  it("are one line each, lists with commas, secrets hidden as they come", () => {
    const json = '{"vpcId":"vpc-1","natPublicIps":["1.2.3.4","5.6.7.8"],"sshPrivateKey":"[secret]","n":1}';
    expect(outputLines(json).split("\n")).to.deep.equal([
      "  vpcId          vpc-1",
      "  natPublicIps   1.2.3.4, 5.6.7.8",
      "  sshPrivateKey  [secret]",
      "  n              1",
    ]);
  });

  it("may be none", () => {
    expect(outputLines("{}")).to.equal("");
  });
});
