import * as fs from "node:fs";
import * as path from "node:path";

import { expect } from "chai";

import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";
import { Aws } from "./support/aws";
import { MISTAKES } from "./support/drift/mistakes";
import { EmulatedStage } from "./support/emulated-stage";
import { takeInventory, type Inventory } from "./support/inventory";

describe("A mistake at the command line", function () {
  const stage = new EmulatedStage("stg", "mistakes");
  let deployed: Inventory;
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    await stage.up();
    deployed = await takeInventory(new Aws(stage.endpoint));
  });
  after(() => stage.stop());

  /** Expects an `up` that fails with a message and changes nothing. */
  async function expectFailure(message: string, more: NodeJS.ProcessEnv = {}): Promise<void> {
    const { status, output } = await stage.tryPulumiWith(more, "up", "--yes", "--skip-preview");
    expect(status).to.not.equal(0);
    expect(output).to.contain(message);
    expect(await takeInventory(new Aws(stage.endpoint))).to.deep.equal(deployed);
  }

  /** Expects that an `up` succeeds, and that the account is as before. */
  async function expectCured(): Promise<void> {
    await stage.pulumi("up", "--yes", "--skip-preview");
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
    expect(await takeInventory(new Aws(stage.endpoint))).to.deep.equal(deployed);
  }

  it(MISTAKES.twoUpdates.what, async () => {
    let release: () => void = () => undefined;
    let hold: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const held = new Promise<void>((resolve) => (hold = resolve));
    stage.setInterceptor(async (call, next) => {
      hold();
      await released;
      return next(call);
    });
    const first = stage.pulumi("up", "--yes", "--skip-preview");
    await held;
    const { status, output } = await stage.tryPulumi("up", "--yes", "--skip-preview");
    release();
    await first;
    stage.setInterceptor();
    expect(status).to.not.equal(0);
    expect(output).to.contain(MISTAKES.twoUpdates.message);
    await expectCured();
  });

  it(MISTAKES.region.what, async () => {
    await stage.set("aws:region", "us-east-1");
    await expectFailure(MISTAKES.region.message);
    await stage.set("aws:region", "ap-northeast-1");
    await expectCured();
  });

  it(MISTAKES.account.what, async () => {
    await stage.set("aws:allowedAccountIds[0]", "111111111111", "--type", "string");
    await expectFailure(MISTAKES.account.message);
    await stage.pulumi("config", "rm", "aws:allowedAccountIds");
    await expectCured();
  });

  it(MISTAKES.passphrase.what, async () => {
    await expectFailure(MISTAKES.passphrase.message, { PULUMI_CONFIG_PASSPHRASE: "wrong" });
    await expectCured();
  });

  it(MISTAKES.truncated.what, async () => {
    const file = path.join(stage.folder, "state", ".pulumi", "stacks", "minimal-secure-web", "stg.json");
    fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2));
    await expectFailure(MISTAKES.truncated.message);
    const { status, stdout, stderr } = await stage.answering("y\n", {}, "recover", "stg");
    expect(status, stderr).to.equal(0);
    expect(stdout).to.contain("Restored it.");
    await expectCured();
  });
});
