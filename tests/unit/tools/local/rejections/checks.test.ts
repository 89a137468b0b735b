import { expect } from "chai";

import { between, like, oneOf } from "../../../../../tools/local/rejections/checks";
import { createRejecter } from "../../../../../tools/local/rejections";
import { rejectionsOf, type Check } from "../../../../../tools/local/rejections/rejection";
import { textAt } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

async function messageOf(service: string, check: Check, value: string): Promise<string | undefined> {
  const rule = rejectionsOf(service)("PutThing", "Invalid", check);
  const emulator = new FakeEmulator(createRejecter([rule], []), { PutThing: "<R/>" });
  const root = await emulator.send(service, "PutThing", { MaxSize: value });
  return textAt(root, service === "ec2" ? "Errors/Error/Message" : "Error/Message");
}

describe("the message for an invalid value", () => {
  const failed = (value: string) =>
    `1 validation error detected: Value '${value}' at 'maxSize' failed to satisfy constraint: Member must`;

  for (const [what, check, value, constraint] of [
    ["below a minimum", between("MaxSize", 0, 9), "-1", "have value greater than or equal to 0"],
    ["above a maximum", between("MaxSize", 0, 9), "10", "have value less than or equal to 9"],
    ["that does not match", like("MaxSize", /^[a-z]$/), "1", "satisfy regular expression pattern: ^[a-z]$"],
    ["of an enumeration", oneOf("MaxSize", ["a", "b"]), "c", "satisfy enum value set: [a, b]"],
  ] as const) {
    it(`${what} names the constraint`, async () => {
      expect(await messageOf("autoscaling", check, value)).to.equal(`${failed(value)} ${constraint}`);
    });
  }

  it("names only the parameter in EC2", async () => {
    expect(await messageOf("ec2", between("MaxSize", 0, 9), "10")).to.equal(
      "Value (10) for parameter maxSize is invalid.",
    );
  });

  it("is not there for a valid value", async () => {
    for (const value of ["0", "9"]) {
      expect(await messageOf("autoscaling", between("MaxSize", 0, 9), value)).to.equal(undefined);
    }
  });
});
