import { DeleteVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { withCallNames } from "../../../../lib/aws/call-names";

describe("An error of the AWS API", () => {
  it("names the call and the code, whatever AWS's message says", async () => {
    const handle = () => Promise.reject(Object.assign(new Error("An internal error."), { name: "InternalError" }));
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = withCallNames(
      new EC2Client({ region: "eu-west-1", credentials, maxAttempts: 1, requestHandler: { handle } }),
    );
    const error = await client.send(new DeleteVpcCommand({ VpcId: "vpc-1" })).catch((reason: unknown) => reason);
    expect(error).to.have.property("name", "InternalError");
    expect(error).to.have.property("message", "DeleteVpc: InternalError: An internal error.");
  });
});
