import { providerSettings } from "../../../config";
import { accepts, allowsOnly, issuesOf, rejects, twoZones, type Context, type Values } from "./support";

const ACCOUNTS = 'a list of account IDs, each of 12 digits in quotes: ["123456789012"]';
const REGION = "an AWS region such as ap-northeast-1";
const SET_REGION = "pulumi config set aws:region ap-northeast-1";

describe("The region", () => {
  it("must be in the stage file, whatever the shell sets", () => {
    allowsOnly(REGION, [
      [{ "aws:region": undefined, zones: twoZones }, `aws:region: is missing; ${SET_REGION}`],
      [{ "aws:region": undefined }, `aws:region: is missing; ${SET_REGION}`],
      [{ "aws:region": "" }, `aws:region: is empty; ${SET_REGION}`],
    ]);
  });

  it("is one of AWS's, and a typing error gets a suggestion", () => {
    allowsOnly(REGION, [
      [
        { "aws:region": "ap-northeast1" },
        "aws:region: ap-northeast1 is not an AWS region; did you mean ap-northeast-1?",
      ],
      [
        { "aws:region": "ap-northeast-1a" },
        "aws:region: ap-northeast-1a is not an AWS region; did you mean ap-northeast-1?",
      ],
      [{ "aws:region": "tokyo" }, "aws:region: tokyo is not an AWS region"],
    ]);
  });

  it("is not a secret, since it shows in names", () => {
    expect(issuesOf({}, { secret: ["aws:region"] })).to.deep.equal([
      `aws:region: is stored as a secret, but appears in names and plans; allowed: plain text; ${SET_REGION}`,
    ]);
  });
});

describe("Allowed accounts", () => {
  it("are a list of ids of 12 digits, as texts", () => {
    accepts([
      [{ "aws:allowedAccountIds": ["123456789012", "012345678901"] }],
      [{ "aws:forbiddenAccountIds": ["123456789012"] }],
    ]);
    allowsOnly(ACCOUNTS, [
      [{ "aws:allowedAccountIds": ["1234"] }, "aws:allowedAccountIds[0]: 1234 is not an account ID"],
      [
        { "aws:allowedAccountIds": [123456789012] },
        "aws:allowedAccountIds[0]: 123456789012 is a number, not text; put it in quotes",
      ],
      [{ "aws:allowedAccountIds": [] }, "aws:allowedAccountIds: is an empty list; leave it out"],
      [
        { "aws:allowedAccountIds": "123456789012" },
        "aws:allowedAccountIds: 123456789012 is not a list; pulumi config set --path --type string 'aws:allowedAccountIds[0]' VALUE",
      ],
    ]);
  });

  it("may be secrets, which are not shown", () => {
    const secret = ["aws:allowedAccountIds"];
    accepts([[{ "aws:allowedAccountIds": "[secret]" }, { secret }]]);
    expect(issuesOf({ "aws:allowedAccountIds": ["9876"] }, { secret })).to.deep.equal([
      `aws:allowedAccountIds[0]: [secret] is not an account ID; allowed: ${ACCOUNTS}`,
    ]);
  });
});

describe("Other settings of the AWS provider", () => {
  it("hold no credentials, secret or not, at any depth, nor for another provider, and these are not shown", () => {
    const row = (values: Values, place: string, remove = `--path '${place}'`, context?: Context) =>
      [values, `${place}: contains credentials; remove it: pulumi config rm ${remove}`, context ?? {}] as const;
    allowsOnly("credentials from the environment or a profile, never in a stage file", [
      ...["aws:accessKey", "aws:secretKey", "aws:token", "aws-native:secretKey", "other:accessKey"].flatMap((key) => [
        row({ [key]: "AKIAEXAMPLE" }, key, key),
        row({ [key]: "AKIAEXAMPLE" }, key, key, { secret: [key] }),
      ]),
      row(
        { "aws:assumeRoleWithWebIdentity": { webIdentityToken: "eyJhbGciOi" } },
        "aws:assumeRoleWithWebIdentity.webIdentityToken",
      ),
      row({ "aws:assumeRoles": [{ secretKey: "wJalrXUtnFEMI" }] }, "aws:assumeRoles[0].secretKey"),
      row({ "aws:defaultTags": { tags: { accessKeyId: "AKIAEXAMPLE" } } }, "aws:defaultTags.tags.accessKeyId"),
    ]);
    accepts([
      [{ "aws:assumeRoles": [{ roleArn: "arn:aws:iam::123456789012:role/x", externalId: "shop" }] }],
      [{ "aws:assumeRoleWithWebIdentity": { webIdentityTokenFile: "/run/token" } }],
    ]);
  });

  it("are settings that the provider knows, since it silently ignores others", () => {
    allowsOnly("a key of the AWS provider", [
      [
        { "aws:alowedAccountIds": ["123456789012"] },
        "aws:alowedAccountIds: is not a setting of the AWS provider; did you mean aws:allowedAccountIds?",
      ],
      [
        { "aws:region": undefined, "aws:regoin": "ap-northeast-1" },
        "aws:regoin: is not a setting of the AWS provider; did you mean aws:region?",
      ],
    ]);
    accepts([[{ "aws:profile": "me", "aws:maxRetries": "3", "pulumi:tags": "{}", "other:key": "x" }]]);
  });

  it("list roles and endpoints as objects", () => {
    const allowed = "a list of objects, as the AWS provider's documentation shows";
    allowsOnly(allowed, [
      [
        { "aws:assumeRoles": ["arn:aws:iam::123456789012:role/x"] },
        "aws:assumeRoles[0]: arn:aws:iam::123456789012:role/x is not an object",
      ],
      [
        { "aws:endpoints": { ec2: "http://127.0.0.1:5000" } },
        `aws:endpoints: {"ec2":"http://127.0.0.1:5000"} is not a list; pulumi config set --path --type string 'aws:endpoints[0]' VALUE`,
      ],
    ]);
  });
});

describe("How the AWS provider connects", () => {
  it("is limited to what the program's own AWS clients can do", () => {
    const role = { roleArn: "arn:aws:iam::123456789012:role/x" };
    accepts([
      [
        {
          "aws:httpProxy": "http://me:secret@proxy.test:3128",
          "aws:httpsProxy": "proxy.test:3128",
          "aws:noProxy": "x",
        },
      ],
      [{ "aws:httpProxy": "" }],
      [{ "aws:httpsProxy": "[secret]" }, { secret: ["aws:httpsProxy"] }],
      [{ "aws:sharedConfigFiles": ["~/.aws/work"], "aws:sharedCredentialsFiles": ["~/.aws/keys"] }],
      [{ "aws:insecure": "false", "aws:useFipsEndpoint": "true", "aws:retryMode": "adaptive", "aws:maxRetries": "0" }],
      [{ "aws:assumeRoles": [{ ...role, duration: "1h30m", tags: { a: "b" }, sourceIdentity: "me" }] }],
      [{ "aws:assumeRoleWithWebIdentity": { ...role, webIdentityTokenFile: "/run/token", duration: "15m" } }],
    ]);
    const proxy = "is not the URL of an HTTP proxy; allowed: http://HOST:PORT or https://HOST:PORT";
    const durations = "is not a session's duration; allowed: 15m to 12h, such as 1h or 1h30m";
    const file = "allowed: a list of one file, such as [~/.aws/config]";
    const parts =
      "roleArn, sessionName, duration, policy, policyArns, externalId, sourceIdentity, tags or transitiveTagKeys";
    rejects([
      [{ "aws:httpProxy": "socks5://me:secret@proxy.test" }, `aws:httpProxy: ${proxy}`],
      [{ "aws:httpsProxy": "http://" }, `aws:httpsProxy: ${proxy}`],
      [
        { "aws:sharedConfigFiles": ["a", "b"] },
        `aws:sharedConfigFiles: lists 2 files, but the program's own AWS clients can read only one; ${file}`,
      ],
      [
        { "aws:sharedCredentialsFiles": "~/.aws/keys" },
        `aws:sharedCredentialsFiles: "~/.aws/keys" is not a list of files; ${file}`,
      ],
      [{ "aws:useFipsEndpoint": "yes" }, "aws:useFipsEndpoint: yes is not valid; allowed: true or false"],
      [
        { "aws:retryMode": "standart" },
        "aws:retryMode: standart is not valid; allowed: standard or adaptive; did you mean standard?",
      ],
      [{ "aws:maxRetries": "-1" }, "aws:maxRetries: -1 is not a whole number; allowed: 0 or more"],
      [{ "aws:assumeRoles": [{ ...role, duration: "1d" }] }, `aws:assumeRoles[0].duration: 1d ${durations}`],
      [{ "aws:assumeRoles": [{ ...role, duration: "10m" }] }, `aws:assumeRoles[0].duration: 10m ${durations}`],
      [
        { "aws:assumeRoles": [{ ...role, externalID: "x" }] },
        `aws:assumeRoles[0]: externalID is not a known name; allowed: ${parts}; did you mean externalId?`,
      ],
      [
        { "aws:assumeRoleWithWebIdentity": role },
        "aws:assumeRoleWithWebIdentity.webIdentityTokenFile: is missing; allowed: the path of the file that holds the token",
      ],
    ]);
  });
});

describe("Code that calls AWS itself", () => {
  it("gets each connection setting that is set, and empty lists otherwise", () => {
    const region = "ap-northeast-1";
    const unset = { region, endpoints: {}, assumeRoles: [], allowedAccountIds: [] };
    expect(providerSettings({ "aws:region": region })).to.deep.equal(unset);
    expect(
      providerSettings({
        "aws:region": region,
        "aws:profile": "shop",
        "aws:endpoints": '[{"ec2":"http://127.0.0.1:1","elb":"http://127.0.0.1:2"},{"sts":"http://127.0.0.1:3"}]',
        "aws:assumeRoles": '[{"roleArn":"arn:aws:iam::123456789012:role/deploy","sessionName":"ci"}]',
        "aws:allowedAccountIds": '["123456789012"]',
        "aws:httpsProxy": "http://proxy.test:3128",
        "aws:insecure": "false",
        "aws:useFipsEndpoint": "true",
        "aws:maxRetries": "3",
        "aws:sharedConfigFiles": '["~/.aws/work"]',
        "aws:assumeRoleWithWebIdentity": '{"roleArn":"arn:aws:iam::123456789012:role/x","webIdentityTokenFile":"t"}',
      }),
    ).to.deep.equal({
      region,
      profile: "shop",
      endpoints: { ec2: "http://127.0.0.1:1", elb: "http://127.0.0.1:2", sts: "http://127.0.0.1:3" },
      assumeRoles: [{ roleArn: "arn:aws:iam::123456789012:role/deploy", sessionName: "ci" }],
      allowedAccountIds: ["123456789012"],
      httpsProxy: "http://proxy.test:3128",
      insecure: false,
      useFipsEndpoint: true,
      maxRetries: 3,
      sharedConfigFile: "~/.aws/work",
      assumeRoleWithWebIdentity: { roleArn: "arn:aws:iam::123456789012:role/x", webIdentityTokenFile: "t" },
    });
  });

  it("gets endpoints by the provider's first name of a service, and none that is empty", () => {
    const endpoints = [
      { elasticloadbalancing: "http://127.0.0.1:1", s3api: "http://127.0.0.1:2" },
      { cloudwatchlogs: "http://127.0.0.1:3", ec2: "" },
    ];
    const values = { "aws:region": "ap-northeast-1", "aws:endpoints": JSON.stringify(endpoints) };
    expect(providerSettings(values).endpoints).to.deep.equal({
      elb: "http://127.0.0.1:1",
      s3: "http://127.0.0.1:2",
      logs: "http://127.0.0.1:3",
    });
  });

  it("learns which secret it needs, except for the accounts, which the provider compares", () => {
    const values = { "aws:region": "ap-northeast-1", "aws:allowedAccountIds": "[secret]" };
    expect(providerSettings(values).allowedAccountIds).to.deep.equal([]);
    expect(() => providerSettings({ ...values, "aws:httpsProxy": "[secret]" })).to.throw(
      "aws:httpsProxy is stored as a secret, which only pulumi can decrypt; this command needs it to connect to AWS. " +
        "Set it in the environment or in a profile instead",
    );
  });
});
