import { zoneSuffix } from "../../../lib/naming";

describe("The suffix of a zone", () => {
  it("is the end of the zone's name", () => {
    expect(["ap-northeast-1a", "us-gov-east-1b", "us-east-12c"].map(zoneSuffix)).to.deep.equal(["1a", "1b", "12c"]);
  });

  it("does not exist for other names", () => {
    for (const text of ["ap-northeast-1", "", "1A", "apne1-az4 "]) {
      expect(() => zoneSuffix(text), text).to.throw(`"${text}" is not the name of an Availability Zone`);
    }
  });
});
