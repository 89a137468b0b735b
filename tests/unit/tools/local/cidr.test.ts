import { expect } from "chai";

import { canonical, cidrOf } from "../../../../tools/local/cidr";

describe("a CIDR block", () => {
  it("is parsed with and without host bits", () => {
    expect(cidrOf("10.0.1.5/24")).to.include({ first: 167772416, last: 167772671, prefix: 24 });
    expect(cidrOf("0.0.0.0/0")).to.include({ first: 0, last: 4294967295, prefix: 0 });
  });

  it("is invalid when a part is missing, too large or too long", () => {
    for (const text of ["", "10.0.0.0", "10.0.0.0/33", "10.0.0.256/24", "10.0.0/24", "10.0.0.0/24/1", "10.0.0.01/24"]) {
      expect(cidrOf(text), text).to.equal(undefined);
    }
  });

  it("is stored without host bits", () => {
    expect(canonical("10.7.0.9/16")).to.equal("10.7.0.0/16");
    expect(canonical("100.68.0.18/18")).to.equal("100.68.0.0/18");
    expect(canonical("255.255.255.255/32")).to.equal("255.255.255.255/32");
    expect(canonical("::/0")).to.equal("::/0");
  });
});
