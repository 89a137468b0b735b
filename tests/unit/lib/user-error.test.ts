import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../../lib/user-error";

describe("A user error", () => {
  it("is an error of the kind that Pulumi prints without a stack trace", () => {
    expect(pulumi.RunError.isInstance(new UserError("no room"))).to.be.true;
    expect(new UserError("no room").message).to.equal("no room");
  });

  it("has no stack, since some Node versions run out of memory when they color it", () => {
    const text = inspect(new UserError("no room"), { colors: true });
    expect(text).to.contain("no room").and.not.to.contain("    at ");
  });
});
