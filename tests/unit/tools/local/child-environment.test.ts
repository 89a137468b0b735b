import { expect } from "chai";
import fc from "fast-check";

import { UserError } from "../../../../lib/user-error";
import { childEnvironment, useEnvironment } from "../../../../tools/local/child-environment";

const endpoint = "http://127.0.0.1:4567";
const options = { endpoint, region: "ap-northeast-1", stateFolder: "/some where/state" };

/** All variables of AWS, Pulumi and proxies. */
const expected = {
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: "ap-northeast-1",
  AWS_DEFAULT_REGION: "ap-northeast-1",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
  NO_PROXY: "127.0.0.1,localhost,::1",
  no_proxy: "127.0.0.1,localhost,::1",
  PULUMI_BACKEND_URL: "file:///some%20where/state",
  PULUMI_CONFIG_PASSPHRASE: "local",
  PULUMI_SKIP_UPDATE_CHECK: "true",
};

describe("the environment of a pulumi that must not reach a real account", () => {
  it("has dummy credentials and the proxy as the endpoint of every service", () => {
    expect(childEnvironment({ ...options, environment: {} })).to.deep.equal(expected);
  });

  const dropped = `
    AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_PROFILE
    AWS_DEFAULT_PROFILE AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE AWS_WEB_IDENTITY_TOKEN_FILE
    AWS_ROLE_ARN AWS_ROLE_SESSION_NAME AWS_CONTAINER_CREDENTIALS_FULL_URI
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_AUTHORIZATION_TOKEN
    AWS_EC2_METADATA_SERVICE_ENDPOINT AWS_ENDPOINT_URL AWS_ENDPOINT_URL_EC2
    AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING AWS_ENDPOINT_URL_S3 AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
    AWS_USE_FIPS_ENDPOINT AWS_USE_DUALSTACK_ENDPOINT AWS_CA_BUNDLE AWS_REGION AWS_STS_REGIONAL_ENDPOINTS
    AWS_SDK_LOAD_CONFIG aws_profile TF_AWS_DEFAULT_TAGS_X TF_VAR_x PULUMI_CONFIG PULUMI_ACCESS_TOKEN
    PULUMI_BACKEND_URL PULUMI_API PULUMI_STACK PULUMI_CONFIG_PASSPHRASE PULUMI_CONFIG_PASSPHRASE_FILE
    PULUMI_CREDENTIALS_PATH PULUMI_PREFER_YES AZURE_CLIENT_SECRET GOOGLE_APPLICATION_CREDENTIALS
    VAULT_TOKEN HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy
  `;
  for (const name of dropped.trim().split(/\s+/)) {
    it(`drops the shell's ${name}`, () => {
      const environment = { [name]: "from the shell" };
      expect(childEnvironment({ ...options, environment })).to.deep.equal(expected);
    });
  }

  for (const name of ["PATH", "HOME", "PULUMI_HOME", "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "ENGINE_TOKENS"]) {
    it(`keeps the shell's ${name}`, () => {
      const environment = { [name]: "from the shell" };
      expect(childEnvironment({ ...options, environment })).to.deep.equal({ ...expected, ...environment });
    });
  }

  it("has the same AWS variables for every shell", () => {
    const name = fc.string({ maxLength: 20 }).map((rest) => `AWS_${rest}`);
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (environment) => {
        expect(childEnvironment({ ...options, environment })).to.deep.equal(expected);
      }),
    );
  });

  it("uses the environment of this process by default", () => {
    expect(childEnvironment(options)).to.include({ ...expected, PATH: process.env.PATH });
  });

  for (const good of ["http://127.0.0.1:1", "http://127.1.2.3:80", "http://[::1]:4567"]) {
    it(`accepts ${good}`, () => {
      expect(childEnvironment({ ...options, endpoint: good }).AWS_ENDPOINT_URL).to.equal(good);
    });
  }

  const elsewhere = [
    "https://ec2.ap-northeast-1.amazonaws.com",
    "http://ec2.ap-northeast-1.amazonaws.com",
    "https://127.0.0.1:4567",
    "http://localhost:4567",
    "http://127.0.0.1.example.com:4567",
    "http://127.0.0.1@example.com",
    "http://user:pass@127.0.0.1",
    "http://169.254.169.254",
    "http://0.0.0.0:4567",
    "http://[::]:4567",
    "http://128.0.0.1",
    "127.0.0.1:4567",
    "file:///etc/passwd",
    "",
  ];
  for (const bad of elsewhere) {
    it(`rejects the endpoint "${bad}"`, () => {
      expect(() => childEnvironment({ ...options, endpoint: bad })).to.throw(
        UserError,
        `The endpoint ${bad} is not on this computer: use http://127.0.0.1:PORT`,
      );
    });
  }
});

describe("a process with another environment", () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  });

  it("loses its own variables, except those for the AWS SDK itself", () => {
    Object.assign(process.env, { AWS_PROFILE: "prod", AWS_SDK_JS_X: "1" });
    useEnvironment({ PATH: "/bin", AWS_REGION: "ap-northeast-1" });
    const names = Object.keys(process.env).filter((name) => !name.startsWith("AWS_SDK_JS_"));
    expect(names.sort()).to.deep.equal(["AWS_REGION", "PATH"]);
    expect(process.env.AWS_SDK_JS_X).to.equal("1");
  });
});
