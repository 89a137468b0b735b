import { expect } from "chai";

import { Progress } from "../../../../tools/verify/progress";

describe("Progress", () => {
  function progress(stream: { isTTY?: boolean; columns?: number }) {
    const written: string[] = [];
    let now = 0;
    const peer = new Progress({ ...stream, write: (text) => written.push(text) }, () => now);
    return { peer, written, pass: (seconds: number) => (now += seconds * 1000) };
  }

  it("stands in one line of a terminal, which is written over and wiped", () => {
    const { peer, written } = progress({ isTTY: true, columns: 20 });
    peer.show("closed: has tried 1 of 1000 ports");
    peer.show("closed");
    peer.clear();
    peer.clear();
    expect(written).to.deep.equal(["\r\u001b[2Kclosed: has tried 1", "\r\u001b[2Kclosed", "\r\u001b[2K"]);
  });

  it("is not cut where the terminal does not know its width", () => {
    const { peer, written } = progress({ isTTY: true, columns: 0 });
    peer.show("bastion");
    expect(written).to.deep.equal(["\r\u001b[2Kbastion"]);
  });

  it("is a line now and then elsewhere, without codes for a terminal", () => {
    const { peer, written, pass } = progress({});
    peer.show("closed");
    for (let second = 0; second < 40; second += 1) {
      peer.show(`closed: has tried ${second} ports`);
      pass(1);
    }
    peer.show("bastion");
    peer.clear();
    expect(written).to.deep.equal([
      "closed\n",
      "closed: has tried 15 ports\n",
      "closed: has tried 30 ports\n",
      "bastion\n",
    ]);
  });
});
