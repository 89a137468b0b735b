import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { UserError } from "../../../../lib/user-error";
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

  it("is the first executable one on the PATH", () => {
    expect(findPulumi({ PATH: pathOf("missing", "a", "b") })).to.equal(path.join(folder, "b", "pulumi"));
  });

  for (const PATH of [undefined, "", path.delimiter]) {
    it(`is missing where the PATH is ${JSON.stringify(PATH)}`, () => {
      expect(() => findPulumi(PATH === undefined ? {} : { PATH })).to.throw(
        UserError,
        /^The pulumi command is not on the PATH: install it with \S.*\S, then open a new terminal \(https:\/\/www\.pulumi\.com\/docs\/install\/\)$/,
      );
    });
  }

  it("receives arguments, folder and environment, and returns status and output", async () => {
    const environment = { PATH: pathOf("b"), AWS_REGION: "ap-northeast-1" };
    const cwd = fs.realpathSync(folder);
    expect(await runPulumi(["stack", "ls"], { cwd, environment })).to.deep.equal({
      status: 7,
      stdout: `stack ls in ${cwd} with ap-northeast-1\n`,
      stderr: "oops\n",
    });
  });
});
