import { expect } from "chai";

import { pathStyle } from "../../../../../../tools/local/machines/services/relay";

describe("The relay to the AWS APIs", () => {
  for (const s3 of ["s3.amazonaws.com", "s3.eu-west-1.amazonaws.com", "s3.dualstack.eu-west-1.amazonaws.com"]) {
    it(`moves the bucket in front of ${s3} into the path`, () => {
      expect(pathStyle(`my.bucket.${s3}`, "/a?b=c")).to.deep.equal({ host: s3, url: "/my.bucket/a?b=c" });
      expect(pathStyle(`bucket.${s3}:443`, "/")).to.deep.equal({ host: s3, url: "/bucket/" });
      expect(pathStyle(s3, "/bucket/a")).to.deep.equal({ host: s3, url: "/bucket/a" });
    });
  }

  it("leaves requests to other services as they are", () => {
    for (const host of ["ssm.eu-west-1.amazonaws.com", "bucket.s3.example.com", ""]) {
      expect(pathStyle(host, "/")).to.deep.equal({ host, url: "/" });
    }
  });
});
