import { expect } from "chai";
import { accepts, issuesOf, settingsOf } from "./support";

const ALLOWED = "allowed: the ARN of an IAM policy: arn:PARTITION:iam::ACCOUNT:policy/NAME";

describe("The permissions boundary", () => {
  it("is none unless set", () => {
    expect(settingsOf({})).not.to.have.property("permissionsBoundary");
  });

  it("is the ARN of a policy of an account or of AWS, with or without a path", () => {
    accepts(
      ["123456789012:policy/boundary", "123456789012:policy/team/web/B_+=,.@-", "aws:policy/PowerUserAccess"].map(
        (end) => [{ permissionsBoundary: `arn:aws:iam::${end}` }],
      ),
    );
    const arn = "arn:aws:iam::123456789012:policy/boundary";
    expect(settingsOf({ permissionsBoundary: arn }).permissionsBoundary).to.equal(arn);
  });

  it("is nothing else", () => {
    for (const permissionsBoundary of [
      "boundary",
      "arn:aws:iam::123456789012:role/boundary",
      "arn:aws:iam::1234:policy/boundary",
      "arn:aws:iam:ap-northeast-1:123456789012:policy/boundary",
      "arn:aws:iam::123456789012:policy/",
      "arn:aws:iam::123456789012:policy/a b",
      "arn:aws:iam::123456789012:policy/boundary*",
      `arn:aws:iam::123456789012:policy/${"b".repeat(129)}`,
    ]) {
      const issues = issuesOf({ permissionsBoundary });
      expect(issues, permissionsBoundary).to.have.length(1);
      expect(issues[0])
        .to.match(/^permissionsBoundary: .* is not the ARN of an IAM policy; /)
        .and.to.contain(ALLOWED);
    }
  });

  it("is of the region's partition", () => {
    const arn = "arn:aws-cn:iam::123456789012:policy/boundary";
    expect(issuesOf({ permissionsBoundary: arn })).to.deep.equal([
      `permissionsBoundary: ${arn} is of another partition than ap-northeast-1; ${ALLOWED}`,
    ]);
  });
});
