import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import type { AwsProviderSettings } from "../../../../lib/aws/provider-settings";
import { AwsClients } from "../../../../lib/aws";
import { messageOf } from "../../../support/waits";

const CREDENTIALS = { AWS_ACCESS_KEY_ID: "AKIDOFTHESHELL", AWS_SECRET_ACCESS_KEY: "none", AWS_SESSION_TOKEN: "" };

/** Other places of credentials. */
const CLEARED = [
  ...["AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE"],
  ...["AWS_ROLE_ARN", "AWS_ENDPOINT_URL_FREETIER", "AWS_USE_FIPS_ENDPOINT"],
];

const CREDENTIALS_OF_ROLE =
  "<Credentials><AccessKeyId>AKIDOFTHEROLE</AccessKeyId><SecretAccessKey>none</SecretAccessKey>" +
  "<SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>";
const ANSWERS: Readonly<Record<string, string>> = {
  GetCallerIdentity: "<Account>123456789012</Account>",
  AssumeRole: CREDENTIALS_OF_ROLE,
  AssumeRoleWithWebIdentity: CREDENTIALS_OF_ROLE,
};

describe("The AWS API as hooks and tools use it", () => {
  const shell = { ...process.env };
  let aws: Server;
  let endpoint: string;
  let calls: { action: string; role: string | null; signedBy: string | undefined; region: string | undefined }[];
  let lastFields: Readonly<Record<string, string>>;

  before(async () => {
    Object.assign(process.env, CREDENTIALS);
    aws = createServer((request: IncomingMessage, response) => {
      void text(request).then((body) => {
        const fields = new URLSearchParams(body);
        const action = fields.get("Action") ?? "";
        const [, signedBy, region] = /Credential=(\w+)\/\d+\/([\w-]+)/.exec(request.headers.authorization ?? "") ?? [];
        if (action.startsWith("AssumeRole")) lastFields = Object.fromEntries(fields);
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
    for (const name of CLEARED) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, CREDENTIALS);
  });

  after(() => {
    for (const name of [...Object.keys(CREDENTIALS), ...CLEARED]) {
      if (shell[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = shell[name];
    }
    aws.closeAllConnections();
    aws.close();
  });

  it("names the variable of an endpoint that is not a URL", async () => {
    process.env.AWS_ENDPOINT_URL = "notaurl";
    try {
      expect(await messageOf(() => clients([]).ec2())).to.match(/^AWS_ENDPOINT_URL: "notaurl" is not the URL/);
    } finally {
      delete process.env.AWS_ENDPOINT_URL;
    }
  });

  function clients(accounts: readonly string[], more: Partial<AwsProviderSettings> = {}): AwsClients {
    const endpoints = { sts: endpoint, ec2: endpoint, elb: endpoint };
    const provider = { region: "eu-west-1", endpoints, assumeRoles: [], allowedAccountIds: [], ...more };
    return new AwsClients(provider, () => Promise.resolve(accounts));
  }

  it("rejects credentials of another account than the provider's", async () => {
    const other = clients(["999999999999"]);
    const refusal =
      "the provider of this stack uses account 999999999999, but the credentials found here belong to account 123456789012";
    expect(await messageOf(() => other.ec2())).to.equal(refusal);
    expect(await messageOf(() => other.elb())).to.equal(refusal);
    expect(calls.map(({ action }) => action)).to.deep.equal(["GetCallerIdentity"]);
  });

  it("accepts any of several accounts, and any account if none is configured", async () => {
    for (const accounts of [["999999999999", "123456789012"], []]) await clients(accounts).ec2();
    expect(await messageOf(() => clients(["999999999999", "888888888888"]).ec2())).to.equal(
      "the provider of this stack uses account 999999999999 or 888888888888, but the credentials found here belong to account 123456789012",
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

  it("assumes the provider's roles one after the other, at the provider's endpoint", async () => {
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

  it("assumes a role as the provider does: session, duration, policies, tags and source identity, in the STS region", async () => {
    const assumeRoles = [
      {
        roleArn: "arn:aws:iam::123456789012:role/first",
        sessionName: "ci",
        externalId: "shop",
        duration: "1h30m",
        policy: "{}",
        policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        sourceIdentity: "me",
        tags: { team: "web" },
        transitiveTagKeys: ["team"],
      },
    ];
    await clients([], { assumeRoles, stsRegion: "us-west-2" }).elb();
    expect(lastFields).to.include({
      RoleSessionName: "ci",
      ExternalId: "shop",
      DurationSeconds: "5400",
      Policy: "{}",
      "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
      SourceIdentity: "me",
      "Tags.member.1.Key": "team",
      "Tags.member.1.Value": "web",
      "TransitiveTagKeys.member.1": "team",
    });
    expect(calls.map(({ region }) => region)).to.deep.equal(["us-west-2", "us-west-2"]);
  });

  it("assumes a role by the token in a file", async () => {
    const token = join(mkdtempSync(join(tmpdir(), "token-")), "token");
    writeFileSync(token, "a.b.c");
    const roleArn = "arn:aws:iam::123456789012:role/ci";
    const duration = "30m";
    await clients([], { assumeRoleWithWebIdentity: { roleArn, webIdentityTokenFile: token, duration } }).elb();
    rmSync(dirname(token), { recursive: true });
    expect(lastFields).to.include({ RoleArn: roleArn, WebIdentityToken: "a.b.c", DurationSeconds: "1800" });
    expect(calls.map(({ action, signedBy }) => [action, signedBy])).to.deep.equal([
      ["AssumeRoleWithWebIdentity", undefined],
      ["GetCallerIdentity", "AKIDOFTHEROLE"],
    ]);
  });

  it("looks for the profile in the provider's files", async () => {
    const folder = mkdtempSync(join(tmpdir(), "profile-"));
    writeFileSync(
      join(folder, "credentials"),
      "[shop]\naws_access_key_id = AKIDOFTHEFILE\naws_secret_access_key = x\n",
    );
    writeFileSync(join(folder, "config"), "");
    const files = { sharedCredentialsFile: join(folder, "credentials"), sharedConfigFile: join(folder, "config") };
    // Beside a profile the SDK warns of keys in the environment.
    Reflect.deleteProperty(process.env, "AWS_ACCESS_KEY_ID");
    await clients([], { profile: "shop", ...files }).elb();
    rmSync(folder, { recursive: true });
    expect(calls.map(({ signedBy }) => signedBy)).to.deep.equal(["AKIDOFTHEFILE"]);
  });

  it("prefers keys, and then a token, to the profile of the environment, as the provider does", async () => {
    const folder = mkdtempSync(join(tmpdir(), "profile-"));
    const keys = "aws_access_key_id = AKIDOFTHEFILE\naws_secret_access_key = x\n";
    writeFileSync(join(folder, "credentials"), `[default]\n${keys}\n[shop]\n${keys}`);
    writeFileSync(join(folder, "config"), "");
    writeFileSync(join(folder, "token"), "a.b.c");
    const files = { sharedCredentialsFile: join(folder, "credentials"), sharedConfigFile: join(folder, "config") };
    process.env.AWS_PROFILE = "shop";
    for (const more of [{}, files]) await clients([], more).elb();
    expect(calls.map(({ signedBy }) => signedBy)).to.deep.equal(["AKIDOFTHESHELL", "AKIDOFTHESHELL"]);
    calls = [];
    Reflect.deleteProperty(process.env, "AWS_ACCESS_KEY_ID");
    await clients([], files).elb();
    expect(calls.map(({ signedBy }) => signedBy)).to.deep.equal(["AKIDOFTHEFILE"]);
    calls = [];
    process.env.AWS_WEB_IDENTITY_TOKEN_FILE = join(folder, "token");
    process.env.AWS_ROLE_ARN = "arn:aws:iam::123456789012:role/ci";
    await clients([], files).elb();
    rmSync(folder, { recursive: true });
    expect(calls.map(({ action, role, signedBy }) => [action, role, signedBy])).to.deep.equal([
      ["AssumeRoleWithWebIdentity", process.env.AWS_ROLE_ARN, undefined],
      ["GetCallerIdentity", null, "AKIDOFTHEROLE"],
    ]);
  });

  it("has what the provider's profile says of endpoints", async () => {
    const folder = mkdtempSync(join(tmpdir(), "profile-"));
    const config = join(folder, "config");
    writeFileSync(config, "[profile shop]\nuse_fips_endpoint = true\n[default]\nuse_dualstack_endpoint = true\n");
    const files = { sharedCredentialsFile: join(folder, "credentials"), sharedConfigFile: config };
    writeFileSync(files.sharedCredentialsFile, "[shop]\naws_access_key_id = AKID\naws_secret_access_key = x\n");
    // Beside a profile the SDK warns of keys in the environment.
    Reflect.deleteProperty(process.env, "AWS_ACCESS_KEY_ID");
    const autoScaling = await clients([], { profile: "shop", ...files }).autoScaling();
    const { useFipsEndpoint, useDualstackEndpoint } = autoScaling.config;
    expect([await useFipsEndpoint(), await useDualstackEndpoint()]).to.deep.equal([true, false]);
    rmSync(folder, { recursive: true });
  });

  it("does not ask for the account's plan where FIPS endpoints are wanted, which that API lacks", async () => {
    process.env.AWS_ENDPOINT_URL_FREETIER = endpoint;
    expect(await clients([], { useFipsEndpoint: true }).accountPlan()).to.equal(undefined);
    process.env.AWS_USE_FIPS_ENDPOINT = "true";
    expect(await clients([]).accountPlan()).to.equal(undefined);
    expect(calls).to.deep.equal([]);
    await messageOf(() => clients([], { useFipsEndpoint: false }).accountPlan());
    expect(calls).to.not.deep.equal([]);
  });

  it("has the provider's retries and kinds of endpoints, but no kind for an endpoint of its own", async () => {
    const more = { maxRetries: 7, retryMode: "adaptive", useFipsEndpoint: true, useDualstackEndpoint: true };
    const { config } = await clients([], more).autoScaling();
    expect(await config.maxAttempts()).to.equal(7);
    expect(config.retryMode).to.equal("adaptive");
    expect([await config.useFipsEndpoint(), await config.useDualstackEndpoint()]).to.deep.equal([true, true]);
    expect(await (await clients([], more).ec2()).config.useFipsEndpoint()).to.equal(false);
  });
});
