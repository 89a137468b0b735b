import { spawn } from "node:child_process";
import { once } from "node:events";

import { expect } from "chai";

import { memoryMiB } from "../../../../tools/local/memory";

describe("the memory of a local stage", () => {
  it("is that of a process and of all processes below it", async function () {
    if (process.platform !== "linux") this.skip();
    const alone = memoryMiB();
    const script =
      "globalThis.kept = Buffer.alloc(200 * 2 ** 20, 1); console.log('ready'); setInterval(() => {}, 1e6);";
    // A grandchild, as instances are.
    const child = spawn("sh", ["-c", '"$0" -e "$1"; true', process.execPath, script], { detached: true });
    await once(child.stdout, "data");
    expect(alone).to.be.within(10, 1000);
    expect(memoryMiB() - alone).to.be.within(190, 400);
    expect(memoryMiB(child.pid)).to.be.within(190, 400);
    process.kill(-(child.pid ?? 0), "SIGKILL");
  });
});
