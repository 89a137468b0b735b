import { Reference, Secret, UNKNOWN, type Value } from "../../../../offline";
import { count, fileSize, words } from "../../../../tools/plan/words";

describe("a value in words", () => {
  const values: [string, Value, string][] = [
    ["an unknown", UNKNOWN, "known after deployment"],
    ["a secret", new Secret("abc"), "[secret]"],
    ["an unknown secret", new Secret(UNKNOWN), "[secret]"],
    ["a private key that nobody marked", "-----BEGIN PRIVATE KEY-----\nabc", "[secret]"],
    ["a list of unknowns", [UNKNOWN, UNKNOWN], "2 values, known after deployment"],
    ["a list of one unknown", [UNKNOWN], "known after deployment"],
    ["a list", ["a", "b"], "a, b"],
    ["an empty list", [], "none"],
    ["an empty text", "", "none"],
    ["nothing", null, "none"],
    ["a number", 80, "80"],
    ["an object with a secret in it", { a: 1, b: new Secret("x") }, "a 1, b [secret]"],
    ["a resource", new Reference("urn:pulumi:stg::shop::a:b:C::home"), "home"],
    ["a text of several lines", "one\ntwo", "one…"],
  ];
  for (const [title, value, text] of values) {
    it(`is ${JSON.stringify(text)} for ${title}`, () => {
      expect(words(value)).to.equal(text);
    });
  }

  it("counts things", () => {
    expect([count(1, "subnet"), count(2, "subnet"), count(0, "policy", "policies")]).to.deep.equal([
      "1 subnet",
      "2 subnets",
      "0 policies",
    ]);
  });

  it("gives a size in the unit that a reader expects", () => {
    const sizes = [0, 1, 999, 1000, 1234, 999_949, 1_000_000, 99_960_000];
    expect(sizes.map(fileSize)).to.deep.equal([
      ...["0 bytes", "1 byte", "999 bytes", "1.0 kB", "1.2 kB", "999.9 kB", "1.0 MB", "100.0 MB"],
    ]);
  });
});
