import { SSMClient } from "@aws-sdk/client-ssm";
import { parametersExist } from "../../../preflight/parameters";
import { fakeApi } from "../../support/waits";
import { issuesOf } from "./support";

async function check(...answers: readonly object[]) {
  const { client, calls } = fakeApi<SSMClient>({ DescribeParameters: answers });
  // Paginators accept only instances of the class.
  const ssm = Object.assign(Object.create(SSMClient.prototype) as SSMClient, client);
  const names = ["/shop/password", "plain"];
  const { issues } = await issuesOf(
    parametersExist({ region: "eu-west-1", names }, { ssm: () => Promise.resolve(ssm) }),
  );
  return { issues, calls };
}

describe("The parameters of the site", () => {
  it("pass if each exists, on whatever page, and no value is read", async () => {
    const { issues, calls } = await check(
      { Parameters: [{ Name: "plain" }], NextToken: "next" },
      { Parameters: [{ Name: "/shop/password" }] },
    );
    expect(issues).to.deep.equal([]);
    expect(calls.map(([name]) => name)).to.deep.equal(["DescribeParameters", "DescribeParameters"]);
    expect(calls[0]?.[1]).to.have.deep.property("ParameterFilters", [
      { Key: "Name", Option: "Equals", Values: ["/shop/password", "plain"] },
    ]);
  });

  it("are named if they do not exist, with the command that creates them", async () => {
    const { issues } = await check({ Parameters: [{ Name: "plain" }] });
    expect(issues).to.deep.equal([
      "web.parameters: /shop/password does not exist in eu-west-1. Create it, or remove it from web.parameters: " +
        "aws ssm put-parameter --region eu-west-1 --type SecureString --name /shop/password --value VALUE",
    ]);
  });
});
