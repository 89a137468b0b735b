import { expect } from "chai";

import { Reconciler } from "../../../../../tools/local/machines/reconciler";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("the reconciler of the local AWS", () => {
  it("runs one step at a time, and again for what changed meanwhile", async () => {
    let [steps, atOnce, most] = [0, 0, 0];
    const reconciler = new Reconciler(
      async () => {
        steps += 1;
        atOnce += 1;
        most = Math.max(most, atOnce);
        await wait(10);
        atOnce -= 1;
      },
      () => undefined,
      10_000,
    );
    for (let change = 0; change < 20; change++) reconciler.request();
    await wait(50);
    expect([steps, most]).to.deep.equal([2, 1]);
    await reconciler.stop();
  });

  it("tries a failed step again, and logs its error once", async () => {
    const lines: string[] = [];
    let steps = 0;
    const reconciler = new Reconciler(
      () => Promise.reject(new Error(`step ${(steps += 1) < 3 ? "one" : "two"}`)),
      (line) => lines.push(line),
      5,
    );
    reconciler.request();
    while (steps < 4) await wait(5);
    await reconciler.stop();
    expect(lines).to.deep.equal(["failed: step one", "failed: step two"]);
  });

  it("runs no step after it has stopped", async () => {
    let steps = 0;
    const reconciler = new Reconciler(
      async () => {
        steps += 1;
        await wait(10);
      },
      () => undefined,
      1,
    );
    reconciler.request();
    await reconciler.stop();
    reconciler.request();
    await wait(20);
    expect(steps).to.equal(1);
  });
});
