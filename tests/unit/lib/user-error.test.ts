import { inspect } from "node:util";

import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { Refusal } from "../../../lib/user-error";

describe("A refusal", () => {
  it("is an error of the kind that Pulumi prints without a stack trace", () => {
    expect(pulumi.RunError.isInstance(new Refusal("no room"))).to.be.true;
    expect(new Refusal("no room").message).to.equal("no room");
  });

  it("has no stack, over which some Node versions run out of memory in colours", () => {
    const text = inspect(new Refusal("no room"), { colors: true });
    expect(text).to.contain("no room").and.not.to.contain("    at ");
  });
});
