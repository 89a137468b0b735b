import * as pulumi from "@pulumi/pulumi";
import { onceUpdated, present } from "../../../lib/outputs";
import { deploy, resolve } from "../../support";

describe("Outputs", () => {
  it("are absent, not undefined, for what is switched off; what is empty, false or zero stays", () => {
    const outputs = present({ on: "x", off: undefined, none: [], no: false, zero: 0, text: "" });
    expect(Object.keys(outputs)).to.deep.equal(["on", "none", "no", "zero", "text"]);
  });

  it("that depend on a resource are known in a preview as well, and absent or given where there is none", async () => {
    const { made } = await deploy(
      () => {
        const resource = new pulumi.ComponentResource("test:index:Thing", "thing");
        return [onceUpdated(resource, ["a"]), onceUpdated(undefined, "b"), onceUpdated(resource, undefined)] as const;
      },
      { preview: true },
    );
    expect(await resolve(made[0])).to.deep.equal(["a"]);
    expect(await resolve(pulumi.output(made[1]))).to.equal("b");
    expect(made[2]).to.equal(undefined);
  });
});
