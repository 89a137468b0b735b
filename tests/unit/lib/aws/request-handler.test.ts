import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import type { AwsProviderSettings } from "../../../../lib/aws/provider-settings";
import { AwsClients } from "../../../../lib/aws";
import { requestHandlerOf } from "../../../../lib/aws/request-handler";
import { selfSigned } from "../../../support/certificates";
import { messageOf } from "../../../support/waits";
import { ForwardProxy } from "./support/forward-proxy";

const HOST = "aws-behind-proxy.test";
const VARIABLES = {
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  AWS_MAX_ATTEMPTS: "1",
  HTTP_PROXY: "",
  HTTPS_PROXY: "",
  NO_PROXY: "",
  http_proxy: "",
  https_proxy: "",
  no_proxy: "",
  AWS_CA_BUNDLE: "",
  AWS_PROFILE: "",
  AWS_CONFIG_FILE: "/nowhere/config",
  AWS_SHARED_CREDENTIALS_FILE: "/nowhere/credentials",
};

describe("The program's own AWS clients behind a proxy", () => {
  const shell = { ...process.env };
  const certificate = selfSigned(HOST);
  const folder = mkdtempSync(join(tmpdir(), "bundle-"));
  const bundle = join(folder, "ca.pem");
  let actions: string[];
  let plain: http.Server;
  let secure: https.Server;
  let proxy: ForwardProxy;
  let proxyUrl: string;

  const answer: http.RequestListener = (request, response) => {
    void text(request).then((body) => {
      const action = new URLSearchParams(body).get("Action") ?? "";
      actions.push(action);
      response.end(`<${action}Response><${action}Result><Account>1</Account></${action}Result></${action}Response>`);
    });
  };
  const portOf = (server: http.Server) => (server.address() as AddressInfo).port;

  before(async () => {
    writeFileSync(bundle, certificate.cert);
    plain = http.createServer(answer);
    secure = https.createServer(certificate, answer);
    for (const server of [plain, secure]) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    }
  });

  beforeEach(async () => {
    Object.assign(process.env, VARIABLES);
    actions = [];
    // Only the proxy knows the host.
    proxy = new ForwardProxy(() => portOf(plain));
    proxyUrl = await proxy.start();
  });
  afterEach(() => {
    proxy.stop();
  });

  after(() => {
    for (const name of Object.keys(VARIABLES)) {
      if (shell[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = shell[name];
    }
    for (const server of [plain, secure]) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true });
  });

  /** Makes one call of EC2, after the comparison of accounts. */
  async function call(endpoint: string, more: Partial<AwsProviderSettings> = {}): Promise<void> {
    const endpoints = { ec2: endpoint, sts: endpoint };
    const provider = { region: "eu-west-1", endpoints, assumeRoles: [], allowedAccountIds: [], ...more };
    const ec2 = await new AwsClients(provider, () => Promise.resolve([])).ec2();
    await ec2.send(new DescribeVpcsCommand({}));
  }

  it("send a request for an http endpoint to the proxy of the environment, by its whole URL", async () => {
    process.env.http_proxy = proxyUrl;
    await call(`http://${HOST}:5000`);
    expect(actions).to.deep.equal(["GetCallerIdentity", "DescribeVpcs"]);
    expect(proxy.asked).to.deep.equal([`POST http://${HOST}:5000/`, `POST http://${HOST}:5000/`]);
  });

  it("ask the proxy of the provider's settings for a tunnel to an https endpoint, and trust the provider's CA", async () => {
    proxy.stop();
    proxy = new ForwardProxy(() => portOf(secure));
    const httpsProxy = await proxy.start();
    await call(`https://${HOST}`, { httpsProxy, customCaBundle: bundle });
    expect(actions).to.deep.equal(["GetCallerIdentity", "DescribeVpcs"]);
    expect(proxy.asked).to.deep.equal([`CONNECT ${HOST}:443`, `CONNECT ${HOST}:443`]);
    process.env.AWS_CA_BUNDLE = bundle;
    await call(`https://${HOST}`, { httpsProxy });
    await call(`https://${HOST}`, { httpsProxy, insecure: true });
    process.env.AWS_CA_BUNDLE = "";
    expect(await messageOf(() => call(`https://${HOST}`, { httpsProxy }))).to.match(/self-signed certificate/);
  });

  it("trust the provider's CA without a proxy as well", async () => {
    const here = `https://localhost:${portOf(secure)}`;
    expect(await messageOf(() => call(here))).to.match(/self-signed certificate/);
    // The certificate is of another host, which only now is looked at.
    expect(await messageOf(() => call(here, { customCaBundle: bundle }))).to.match(/altnames|does not match/i);
    await call(here, { insecure: true });
  });

  it("trust the CA that the profile names, if neither the provider's settings nor the environment do", async () => {
    const here = `https://localhost:${portOf(secure)}`;
    const config = join(folder, "config");
    writeFileSync(
      config,
      `[default]\nregion = eu-west-1\n\n[profile shop]\ns3 =\n  ca_bundle = /x\nca_bundle = ${bundle}\n`,
    );
    process.env.AWS_CONFIG_FILE = config;
    expect(await messageOf(() => call(here))).to.match(/self-signed certificate/);
    process.env.AWS_PROFILE = "shop";
    expect(await messageOf(() => call(here))).to.match(/altnames|does not match/i);
    process.env.AWS_CA_BUNDLE = "/nowhere/ca.pem";
    expect(await messageOf(() => call(here))).to.match(/open '\/nowhere\/ca.pem'/);
  });

  it("do without the proxy for loopback addresses and the hosts of NO_PROXY", async () => {
    process.env.HTTP_PROXY = proxyUrl;
    await call(`http://127.0.0.1:${portOf(plain)}`);
    expect(await messageOf(() => call(`http://${HOST}:5000`, { noProxy: HOST }))).to.match(/ENOTFOUND|EAI_AGAIN/);
    expect(proxy.asked).to.deep.equal([]);
  });

  it("say what is wrong with a proxy or a bundle, without a password", async () => {
    const provider = { region: "eu-west-1", endpoints: {}, assumeRoles: [], allowedAccountIds: [] };
    expect(await messageOf(() => requestHandlerOf({ ...provider, httpProxy: "socks5://me:secret@p:1" }))).to.equal(
      "the proxy for AWS calls begins with socks5://; allowed: http://HOST:PORT or https://HOST:PORT",
    );
    expect(await messageOf(() => requestHandlerOf({ ...provider, customCaBundle: "/nowhere/ca.pem" }))).to.equal(
      "the CA bundle (aws:customCaBundle, AWS_CA_BUNDLE or ca_bundle of the profile) cannot be read: " +
        "ENOENT: no such file or directory, open '/nowhere/ca.pem'",
    );
  });

  it("leave all to the SDK where there is neither proxy nor bundle", async () => {
    const provider = { region: "eu-west-1", endpoints: {}, assumeRoles: [], allowedAccountIds: [] };
    expect(await requestHandlerOf(provider)).to.equal(undefined);
  });
});
