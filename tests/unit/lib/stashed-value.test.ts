import { expect } from "chai";

import { AmazonLinux } from "../../../lib/amazon-linux";
import { stashedValue } from "../../../lib/stashed-value";
import { deploy, type Deployment } from "../../support";

/** A value that is kept within some component. */
function kept(value?: string): Promise<Deployment> {
  return deploy(() => {
    const parent = new AmazonLinux("parent", { architectures: [], generation: 1 });
    stashedValue("kept", value, { initial: "never", parent });
  });
}

describe("The value that was last given", () => {
  it("is what is given", async () => {
    const { inputs, options } = (await kept("now")).byName("kept");
    expect(inputs).to.deep.equal({ input: "now" });
    expect(options.ignoreChanges ?? []).to.deep.equal([]);
  });

  it("stays what it was, at first what is said, when none is given", async () => {
    const { inputs, options } = (await kept()).byName("kept");
    expect(inputs).to.deep.equal({ input: "never" });
    expect(options.ignoreChanges).to.deep.equal(["input"]);
  });
});
