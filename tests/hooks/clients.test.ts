import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import type { AwsProviderSettings } from "../../config";
import { AwsClients } from "../../hooks";
import { messageOf } from "../support/waits";

const CREDENTIALS = { AWS_ACCESS_KEY_ID: "AKIDOFTHESHELL", AWS_SECRET_ACCESS_KEY: "none", AWS_SESSION_TOKEN: "" };

/** Answers of AWS, by action. */
const ANSWERS: Readonly<Record<string, string>> = {
  GetCallerIdentity: "<Account>123456789012</Account>",
  AssumeRole:
    "<Credentials><AccessKeyId>AKIDOFTHEROLE</AccessKeyId><SecretAccessKey>none</SecretAccessKey>" +
    "<SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>",
};

describe("The AWS API as hooks and tools use it", () => {
  const shell = { ...process.env };
  let aws: Server;
  let endpoint: string;
  let calls: { action: string; role: string | null; signedBy: string | undefined; region: string | undefined }[];

  before(async () => {
    Object.assign(process.env, CREDENTIALS);
    aws = createServer((request: IncomingMessage, response) => {
      void text(request).then((body) => {
        const fields = new URLSearchParams(body);
        const action = fields.get("Action") ?? "";
        const [, signedBy, region] = /Credential=(\w+)\/\d+\/([\w-]+)/.exec(request.headers.authorization ?? "") ?? [];
        calls.push({ action, role: fields.get("RoleArn"), signedBy, region });
        const result = `<${action}Result>${ANSWERS[action] ?? ""}</${action}Result>`;
        response.end(`<${action}Response>${result}</${action}Response>`);
      });
    });
    await new Promise<void>((resolve) => aws.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    calls = [];
  });

  after(() => {
    for (const name of Object.keys(CREDENTIALS)) {
      if (shell[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = shell[name];
    }
    aws.closeAllConnections();
    aws.close();
  });

  function clients(accounts: readonly string[], more: Partial<AwsProviderSettings> = {}): AwsClients {
    const endpoints = { sts: endpoint, ec2: endpoint, elb: endpoint };
    const provider = { region: "eu-west-1", endpoints, assumeRoles: [], allowedAccountIds: [], ...more };
    return new AwsClients(provider, () => Promise.resolve(accounts));
  }

  it("is refused when the credentials at hand are of another account than the provider's", async () => {
    const other = clients(["999999999999"]);
    const refusal =
      "the provider of this stack works in account 999999999999, but the credentials found here are of 123456789012";
    expect(await messageOf(() => other.ec2())).to.equal(refusal);
    expect(await messageOf(() => other.elb())).to.equal(refusal);
    expect(calls.map(({ action }) => action)).to.deep.equal(["GetCallerIdentity"]);
  });

  it("may be of any of several accounts, and of any at all where none is named", async () => {
    for (const accounts of [["999999999999", "123456789012"], []]) await clients(accounts).ec2();
    expect(await messageOf(() => clients(["999999999999", "888888888888"]).ec2())).to.equal(
      "the provider of this stack works in account 999999999999 or 888888888888, but the credentials found here are of 123456789012",
    );
  });

  it("has the region and the endpoints of the provider, and compares accounts once", async () => {
    const same = clients(["123456789012"]);
    const ec2 = await same.ec2();
    await ec2.send(new DescribeVpcsCommand({}));
    const elb = await same.elb();
    expect(await elb.config.region()).to.equal("eu-west-1");
    const shellsOwn = { role: null, signedBy: "AKIDOFTHESHELL", region: "eu-west-1" };
    expect(calls).to.deep.equal([
      { action: "GetCallerIdentity", ...shellsOwn },
      { action: "DescribeVpcs", ...shellsOwn },
    ]);
  });

  it("takes on the provider's roles one after the other, at the provider's endpoint", async () => {
    const [first, second] = ["arn:aws:iam::111111111111:role/first", "arn:aws:iam::123456789012:role/second"];
    const assumeRoles = [{ roleArn: first }, { roleArn: second }];
    await clients(["123456789012"], { assumeRoles }).elb();
    const region = "eu-west-1";
    expect(calls).to.deep.equal([
      { action: "AssumeRole", role: first, signedBy: "AKIDOFTHESHELL", region },
      { action: "AssumeRole", role: second, signedBy: "AKIDOFTHEROLE", region },
      { action: "GetCallerIdentity", role: null, signedBy: "AKIDOFTHEROLE", region },
    ]);
  });
});
