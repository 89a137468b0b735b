import { rejectSecondVpc } from "../../../preflight/existing-vpc";
import { stageNameOf } from "../../support/names";
import { awsError, fakeClients, underEngine } from "./support";

async function check(ids: readonly string[] | Error, lastVpcId?: string) {
  const answer = ids instanceof Error ? ids : { Vpcs: ids.map((VpcId) => ({ VpcId })) };
  const { clients, calls } = fakeClients({ DescribeVpcs: [answer] });
  const { error } = await underEngine(() => rejectSecondVpc({ stageName: stageNameOf("stg"), lastVpcId }, clients));
  return { error, calls };
}

describe("A new VPC", () => {
  it("is created where the account has none of the stage", async () => {
    const { error, calls } = await check([]);
    expect(error).to.equal(undefined);
    expect(calls).to.deep.equal([
      [
        "DescribeVpcs",
        {
          Filters: [
            { Name: "tag:Service", Values: ["servicename"] },
            { Name: "tag:Stage", Values: ["stg"] },
            { Name: "tag:ManagedBy", Values: ["pulumi"] },
          ],
        },
      ],
    ]);
  });

  it("replaces the one that the last deployment left", async () => {
    expect((await check(["vpc-1"], "vpc-1")).error).to.equal(undefined);
  });

  it("is rejected if another VPC has the stage's tags, with advice", async () => {
    for (const last of [undefined, "vpc-2"]) {
      const { error } = await check(["vpc-1"], last);
      expect(error).to.match(/^VPC vpc-1 has the tags of this stage \(Service=servicename, Stage=stg\), but is not in/);
      expect(error)
        .to.contain("pulumi login URL")
        .and.to.contain("pulumi stack import --file FILE")
        .and.to.contain("npm run recover -- stg");
    }
  });

  it("is created where the credentials may not look", async () => {
    expect((await check(awsError("UnauthorizedOperation"))).error).to.equal(undefined);
  });
});
