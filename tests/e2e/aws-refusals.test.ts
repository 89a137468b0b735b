import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { startEmulator, type Emulator } from "../../tools/local/emulator";
import { compute } from "./support/aws-answers/compute";
import { loadBalancing } from "./support/aws-answers/load-balancing";
import { network } from "./support/aws-answers/network";
import { services } from "./support/aws-answers/services";
import { makeInstance, makeWorld, type Row, type World } from "./support/aws-answers/world";

/** Of all calls, how many must get the answer that AWS gives. */
const ENOUGH = 0.95;

describe("calls that AWS rejects", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rejections-"));
  let emulator: Emulator;
  let world: World;

  before(async () => {
    emulator = await startEmulator({ root: path.join(__dirname, "..", ".."), folder });
    world = await makeWorld(emulator.endpoint);
  });
  after(async () => {
    await emulator.stop();
    fs.rmSync(folder, { recursive: true });
  });

  it("get AWS's answer from the local emulator", async () => {
    const rows = [...network, ...compute, ...loadBalancing, ...services];
    const wrong: string[] = [];
    for (const one of rows) {
      const answer = await answerTo(one);
      if (!one.aws.includes(answer)) wrong.push(`${one.call}: ${answer} instead of ${one.aws.join(" or ")}`);
    }
    console.log(`      ${rows.length - wrong.length} of ${rows.length} calls get AWS's answer`);
    for (const line of wrong) console.log(`        ${line}`);
    expect(wrong.length).to.be.at.most(rows.length * (1 - ENOUGH), wrong.join("\n"));
  });

  it("are accepted by an emulator without rejections, until they are switched on", async () => {
    emulator.setRejections([]);
    const reserved = loadBalancing.find(({ call }) => call === "policy with a reserved name")!;
    const name = loadBalancing.find(({ call }) => call === "policy with another reserved name")!;
    expect(await answerTo(reserved)).to.equal("accepted");
    emulator.setRejections();
    expect(await answerTo(name)).to.equal("InvalidConfigurationRequest");
  });

  it("are rejected at the vCPU quota that a test sets", async () => {
    const launch = { call: "launch", aws: [], run: () => makeInstance(world) };
    expect(await answerTo(launch)).to.match(/^i-/);
    emulator.setQuotas({ vcpus: 1 });
    expect(await answerTo(launch)).to.equal("VcpuLimitExceeded");
  });

  async function answerTo({ run }: Row): Promise<string> {
    try {
      const answer = await run(world);
      return typeof answer === "string" ? answer : "accepted";
    } catch (error) {
      const { name, Code } = error as { name: string; Code?: string };
      return Code ?? name;
    }
  }
});
