import { Progress } from "../../../../tools/verify/progress";

describe("Progress", () => {
  function progress(stream: { isTTY?: boolean; columns?: number }) {
    const written: string[] = [];
    let now = 0;
    const shown = new Progress({ ...stream, write: (text) => written.push(text) }, () => now);
    return { shown, written, pass: (seconds: number) => (now += seconds * 1000) };
  }

  it("is one line of a terminal, which is overwritten and cleared", () => {
    const { shown, written } = progress({ isTTY: true, columns: 20 });
    shown.show("closed: has tried 1 of 1000 ports");
    shown.show("closed");
    shown.clear();
    shown.clear();
    expect(written).to.deep.equal(["\r\u001b[2Kclosed: has tried 1", "\r\u001b[2Kclosed", "\r\u001b[2K"]);
  });

  it("is not cut where the terminal reports no width", () => {
    const { shown, written } = progress({ isTTY: true, columns: 0 });
    shown.show("bastion");
    expect(written).to.deep.equal(["\r\u001b[2Kbastion"]);
  });

  it("is an occasional line elsewhere, without escape codes", () => {
    const { shown, written, pass } = progress({});
    shown.show("closed");
    for (let second = 0; second < 40; second += 1) {
      shown.show(`closed: has tried ${second} ports`);
      pass(1);
    }
    shown.show("bastion");
    shown.clear();
    expect(written).to.deep.equal([
      "closed\n",
      "closed: has tried 15 ports\n",
      "closed: has tried 30 ports\n",
      "bastion\n",
    ]);
  });
});
