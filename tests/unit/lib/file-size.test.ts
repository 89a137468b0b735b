import { fileSize } from "../../../lib/file-size";

describe("A size", () => {
  it("is in the unit that a reader expects", () => {
    const sizes = [0, 1, 999, 1000, 1234, 999_949, 1_000_000, 99_960_000];
    expect(sizes.map(fileSize)).to.deep.equal([
      ...["0 bytes", "1 byte", "999 bytes", "1.0 kB", "1.2 kB", "999.9 kB", "1.0 MB", "100.0 MB"],
    ]);
  });
});
