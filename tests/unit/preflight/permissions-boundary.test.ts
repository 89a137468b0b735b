import type { IAMClient } from "@aws-sdk/client-iam";
import { boundaryExists } from "../../../preflight/permissions-boundary";
import { fakeApi } from "../../support/waits";
import { awsError, issuesOf } from "./support";

async function check(arn: string, answer: object) {
  const { client, calls } = fakeApi<IAMClient>({ GetPolicy: [answer] });
  const boundary = boundaryExists({ arn, accountId: "123456789012" }, { iam: () => Promise.resolve(client) });
  const { issues } = await issuesOf(boundary);
  return { issues, calls: calls.map(([name]) => name) };
}

const ARN = "arn:aws:iam::123456789012:policy/shop-boundary";

describe("The permissions boundary", () => {
  it("passes if the policy exists, whether the account's own or AWS's", async () => {
    for (const arn of [ARN, "arn:aws:iam::aws:policy/PowerUserAccess"]) {
      expect(await check(arn, { Policy: {} })).to.deep.equal({ issues: [], calls: ["GetPolicy"] });
    }
  });

  it("is named if it does not exist, with the document to create it from", async () => {
    const { issues } = await check(ARN, awsError("NoSuchEntityException"));
    expect(issues).to.deep.equal([
      `permissionsBoundary: ${ARN} does not exist. Create it from docs/iam/boundary.json, as docs/iam/README.md says`,
    ]);
  });

  it("is rejected if it belongs to another account, without a call", async () => {
    const { issues, calls } = await check("arn:aws:iam::999999999999:policy/shop-boundary", {});
    expect(issues).to.deep.equal([
      "permissionsBoundary: arn:aws:iam::999999999999:policy/shop-boundary is a policy of another account. " +
        "This stage's account is 123456789012",
    ]);
    expect(calls).to.deep.equal([]);
  });
});
