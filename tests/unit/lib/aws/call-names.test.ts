import { DeleteVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { AwsClients } from "../../../../lib/aws";
import { withCallNames } from "../../../../lib/aws/call-names";
import { messageOf } from "../../../support/waits";

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

  for (const service of ["acm", "autoScaling", "ec2", "elb", "iam", "route53", "serviceQuotas", "ssm"] as const) {
    it(`names both for calls of every service: ${service}`, async () => {
      class Offline extends AwsClients {
        protected override connection() {
          return Promise.resolve({ region: "eu-west-1" });
        }
      }
      const provider = { region: "eu-west-1", endpoints: {}, assumeRoles: [], allowedAccountIds: [] };
      const client = await new Offline(provider, () => Promise.resolve([]))[service]();
      expect(client?.middlewareStack.identify().join()).to.contain("callNames");
    });
  }

  it("names the call that checks the account", async () => {
    const endpoints = { sts: "http://127.0.0.1:1" };
    const provider = { region: "eu-west-1", endpoints, assumeRoles: [], allowedAccountIds: [], maxRetries: 1 };
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
    const message = await messageOf(() => new AwsClients(provider, () => Promise.resolve([])).ec2());
    for (const [name, value] of Object.entries({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY })) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    expect(message).to.match(/^GetCallerIdentity: .*ECONNREFUSED/);
  });

  it("is left as it is if there are no credentials, since no call is made then", async () => {
    const credentials = () =>
      Promise.reject(Object.assign(new Error("Could not load credentials"), { name: "CredentialsProviderError" }));
    const client = withCallNames(new EC2Client({ region: "eu-west-1", credentials, maxAttempts: 1 }));
    const message = await messageOf(() => client.send(new DeleteVpcCommand({ VpcId: "vpc-1" })));
    expect(message).to.equal("Could not load credentials");
  });
});
