import { attempt } from "../../support/attempt";

describe("A stage with wrong settings", () => {
  it("reports every issue, registers nothing and makes no AWS call", async () => {
    const { message, resources, calls } = await attempt("stg", {
      config: { nat: "gatway", vpcCidr: "10.0.0.1/16", bastion: true, natt: "instance" },
    });
    for (const part of ["nat: gatway is not valid", "vpcCidr: 10.0.0.1/16", "bastion: true needs adminCidrs", "natt"]) {
      expect(message).to.contain(part);
    }
    expect(resources).to.deep.equal([]);
    expect(calls).to.deep.equal([]);
  });

  it("without a region stops at once, in a preview as well", async () => {
    for (const preview of [false, true]) {
      const { message, resources, calls } = await attempt("prod", { config: { "aws:region": undefined }, preview });
      expect(message).to.contain("aws:region: is missing");
      expect(resources).to.deep.equal([]);
      expect(calls).to.deep.equal([]);
    }
  });
});
