import { expect } from "chai";

import { Steps } from "../../../../tools/local/steps";
import { messageOf } from "../../../support/waits";

describe("the steps of npm run local", () => {
  let [text, now] = ["", 0];
  beforeEach(() => {
    [text, now] = ["", 0];
  });
  const steps = (terminal: object) => new Steps({ ...terminal, write: (part) => (text += part) }, () => now);

  it("are a line each with their seconds, when they end", async () => {
    const shown = steps({});
    await shown.step("emulator", (detail) => {
      detail("installing");
      now += 2400;
      return Promise.resolve();
    });
    shown.note("left out: aws:profile");
    await shown.step(
      "deployment",
      () => Promise.resolve(57),
      (count) => `deployed: ${count} created`,
    );
    expect(text).to.equal("  ✔ emulator  2 s\n  - left out: aws:profile\n  ✔ deployed: 57 created  0 s\n");
  });

  it("mark the one that failed", async () => {
    const failing = () => steps({}).step("deployment", () => Promise.reject(new Error("no")));
    expect(await messageOf(failing)).to.equal("no");
    expect(text).to.equal("  ✖ deployment  0 s\n");
  });

  it("change the line of the current step in a terminal, and never wrap it", async () => {
    await steps({ isTTY: true, columns: 30 }).step("deployment", (detail) => {
      now += 3000;
      detail("12 done, now LoadBalancer load-balancer");
      return Promise.resolve();
    });
    const lines = text.split("\r\u001b[2K");
    expect(lines).to.deep.equal([
      ...["", "  … deployment  0 s", "  … deployment  3 s  12 done,"],
      "  ✔ deployment  3 s\n",
    ]);
  });

  it("take a terminal that does not know its width for 80 columns", async () => {
    await steps({ isTTY: true, columns: 0 }).step("x".repeat(100), () => Promise.resolve());
    expect(text.split("\r\u001b[2K")[1]).to.have.length(79);
  });
});
