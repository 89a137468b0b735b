import { expect } from "chai";

import { UserError } from "../../../../lib/user-error";
import { withAdvice } from "../../../../tools/recover/errors";

describe("An error of recovery", () => {
  it("names the documents that have the permission if AWS denied the call, and is left as it is otherwise", () => {
    for (const name of ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"]) {
      const error = withAdvice(Object.assign(new Error(`DescribeAlarms: ${name}: Not authorized.`), { name }));
      expect(error).to.be.instanceOf(UserError);
      expect(error).to.have.property(
        "message",
        `AWS denied the request: DescribeAlarms: ${name}: Not authorized; ` +
          "docs/iam/preview.json and docs/iam/recover.json have the permissions that recovery needs",
      );
    }
    const other = new Error("DescribeAlarms: InternalFailure: No.");
    expect(withAdvice(other)).to.equal(other);
  });
});
