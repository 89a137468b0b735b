import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { startEmulator, type Emulator } from "../../tools/local/emulator";
import { balancers } from "./support/aws-errors/balancers";
import { buckets } from "./support/aws-errors/buckets";
import { compute } from "./support/aws-errors/compute";
import { databases } from "./support/aws-errors/databases";
import { groups } from "./support/aws-errors/groups";
import { launches } from "./support/aws-errors/launches";
import { loadBalancing } from "./support/aws-errors/load-balancing";
import { network } from "./support/aws-errors/network";
import { notifications } from "./support/aws-errors/notifications";
import { quotas } from "./support/aws-errors/quotas";
import { records } from "./support/aws-errors/records";
import { repeats } from "./support/aws-errors/repeats";
import { roles } from "./support/aws-errors/roles";
import { routes } from "./support/aws-errors/routes";
import { rules } from "./support/aws-errors/rules";
import { services } from "./support/aws-errors/services";
import { site } from "./support/aws-errors/site";
import { timing } from "./support/aws-errors/timing";
import { unknownIds } from "./support/aws-errors/unknown-ids";
import { createContext, createInstance, type Context, type Row } from "./support/aws-errors/context";

describe("calls that AWS rejects", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rejections-"));
  let emulator: Emulator;
  let context: Context;

  before(async () => {
    emulator = await startEmulator({ root: path.join(__dirname, "..", ".."), folder });
    context = await createContext(emulator.endpoint);
  });
  after(async () => {
    await emulator.stop();
    fs.rmSync(folder, { recursive: true });
  });

  it("get the same result from the local emulator", async () => {
    const rows = [
      ...[network, routes, rules, compute, launches, groups, loadBalancing, balancers],
      ...[services, roles, notifications, buckets, site, records, databases, repeats, unknownIds, quotas, timing],
    ].flat();
    const wrong: string[] = [];
    for (const one of rows) {
      const result = await resultOf(one);
      if (!one.aws.includes(result)) wrong.push(`${one.call}: ${result} instead of ${one.aws.join(" or ")}`);
    }
    console.log(`      ${rows.length - wrong.length} of ${rows.length} calls get the same result as from AWS`);
    expect(wrong).to.deep.equal([]);
  });

  it("are accepted while rejections are off, and rejected when they are on", async () => {
    emulator.setRejections([]);
    const reserved = loadBalancing.find(({ call }) => call === "policy with a reserved name")!;
    const name = loadBalancing.find(({ call }) => call === "policy with another reserved name")!;
    expect(await resultOf(reserved)).to.equal("accepted");
    emulator.setRejections();
    expect(await resultOf(name)).to.equal("InvalidConfigurationRequest");
  });

  it("are rejected at the vCPU quota that a test sets", async () => {
    const launch = { call: "launch", aws: [], run: () => createInstance(context) };
    expect(await resultOf(launch)).to.match(/^i-/);
    emulator.setQuotas({ vcpus: 1 });
    expect(await resultOf(launch)).to.equal("VcpuLimitExceeded");
  });

  async function resultOf({ run }: Row): Promise<string> {
    try {
      const result = await run(context);
      return typeof result === "string" ? result : "accepted";
    } catch (error) {
      const { name, Code } = error as { name: string; Code?: string };
      return Code ?? name;
    }
  }
});
