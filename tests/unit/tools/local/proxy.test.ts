import { expect } from "chai";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import type { Patch } from "../../../../tools/local/api";
import { startProxy, type Proxy } from "../../../../tools/local/proxy";
import { readRequestLog } from "../../../../tools/local/request-log";
import { identityPath } from "../../../../tools/local/status";

const authorization = "AWS4-HMAC-SHA256 Credential=AKID/20260101/ap-northeast-1/ec2/aws4_request, Signature=topsecret";

describe("the emulator's proxy", () => {
  let folder: string;
  let upstream: http.Server;
  let proxy: Proxy | undefined;
  let upstreamPort: number;
  let handler: http.RequestListener;
  let running = 0;
  let mostRunning = 0;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "proxy-"));
    mostRunning = 0;
    upstream = http.createServer((request, response) => {
      mostRunning = Math.max(mostRunning, ++running);
      response.on("close", () => running--);
      handler(request, response);
    });
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
    upstreamPort = (upstream.address() as AddressInfo).port;
  });
  afterEach(async () => {
    await proxy?.close();
    proxy = undefined;
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
    fs.rmSync(folder, { recursive: true });
  });

  const requestLogFile = () => path.join(folder, "calls.jsonl");

  async function start(patches: readonly Patch[] = []): Promise<string> {
    proxy = await startProxy({ emulatorPort: upstreamPort, requestLogFile: requestLogFile(), patches });
    return proxy.endpoint;
  }

  function ask(endpoint: string, body = "Action=DescribeVpcs&Version=1"): Promise<Response> {
    const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
    return fetch(endpoint, { method: "POST", headers, body });
  }

  it("forwards method, path, headers and body, and returns status, headers and body", async () => {
    let seen: unknown;
    handler = (request, response) => {
      seen = [request.method, request.url, request.headers.authorization];
      response.writeHead(418, { "x-amzn-requestid": "r-1", "content-type": "text/xml" }).end("<Rejected/>");
    };
    const response = await ask(await start());
    expect(seen).to.deep.equal(["POST", "/", authorization]);
    expect(response.status).to.equal(418);
    expect(response.headers.get("x-amzn-requestid")).to.equal("r-1");
    expect(await response.text()).to.equal("<Rejected/>");
  });

  it("keeps the content length of a response to HEAD", async () => {
    handler = (_, response) => response.writeHead(200, { "content-length": "12345" }).end();
    const endpoint = await start();
    const response = await fetch(`${endpoint}/bucket/key`, { method: "HEAD", headers: { authorization } });
    expect(response.headers.get("content-length")).to.equal("12345");
  });

  it("sends one request at a time to the emulator", async () => {
    handler = (_, response) => setTimeout(() => response.end("<R/>"), 5);
    const endpoint = await start();
    await Promise.all(Array.from({ length: 8 }, () => ask(endpoint)));
    expect(mostRunning).to.equal(1);
    expect(readRequestLog(requestLogFile()).map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("retries when the server has closed a kept-alive connection", async () => {
    let asked = 0;
    handler = (request, response) => {
      if (++asked === 2) request.socket.destroy();
      else response.end("<R/>");
    };
    const endpoint = await start();
    await (await ask(endpoint)).text();
    expect((await ask(endpoint)).status).to.equal(200);
    expect(asked).to.equal(3);
  });

  it("logs calls with their responses, without the signature", async () => {
    handler = (_, response) => response.end("<R><vpcId>vpc-1</vpcId></R>");
    await ask(await start(), "Action=CreateVpc&Version=1&CidrBlock=10.0.0.0%2F16");
    const [call] = readRequestLog(requestLogFile());
    expect(call).to.deep.include({ action: "CreateVpc", service: "ec2", response: { vpcId: "vpc-1" } });
    expect(fs.readFileSync(requestLogFile(), "utf8")).to.not.contain("topsecret");
  });

  it("returns an AWS error when the emulator has ended", async () => {
    handler = (request) => request.socket.destroy();
    const response = await ask(await start());
    expect(response.status).to.equal(500);
    expect(await response.text()).to.contain("<Code>InternalFailure</Code>");
  });

  it("applies patches in their order, the first outermost, and only to their calls", async () => {
    handler = (_, response) => response.end("x");
    const mark = (name: string, action: string): Patch => ({
      description: name,
      applies: (call) => call.action === action,
      handle: async (call, next) => {
        const answer = await next(call);
        return { ...answer, body: Buffer.from(`${name}(${answer.body.toString()})`) };
      },
    });
    const endpoint = await start([mark("a", "DescribeVpcs"), mark("b", "Other"), mark("c", "DescribeVpcs")]);
    expect(await (await ask(endpoint)).text()).to.equal("a(c(x))");
  });

  it("lets a test answer a call, or lose its response, which is logged only when it was executed", async () => {
    handler = (_, response) => response.end("<R/>");
    const endpoint = await start();
    proxy?.setInterceptor(() => Promise.resolve({ status: 503, headers: {}, body: Buffer.from("busy") }));
    expect((await ask(endpoint)).status).to.equal(503);
    expect(readRequestLog(requestLogFile())).to.deep.equal([]);
    proxy?.setInterceptor(async (call, next) => {
      await next(call);
      return undefined;
    });
    expect(await ask(endpoint).catch(() => "lost")).to.equal("lost");
    expect(readRequestLog(requestLogFile())).to.have.length(1);
    proxy?.setInterceptor();
    expect((await ask(endpoint)).status).to.equal(200);
  });

  it("does not log the calls of patches", async () => {
    const asked: string[] = [];
    handler = (request, response) => {
      asked.push(request.headers.authorization ?? "");
      response.end("<R/>");
    };
    const curious: Patch = {
      description: "asks something else",
      applies: (call) => call.action === "DescribeVpcs",
      handle: async (call, next, ownAsk) => {
        await ownAsk("autoscaling", "DescribeAutoScalingGroups", {}, call);
        return next(call);
      },
    };
    await ask(await start([curious]));
    expect(readRequestLog(requestLogFile()).map(({ action }) => action)).to.deep.equal(["DescribeVpcs"]);
    expect(asked[0]).to.contain("/ap-northeast-1/autoscaling/");
  });

  it("returns its PID, and logs only calls of AWS", async () => {
    handler = (_, response) => response.end("dashboard");
    const endpoint = await start();
    expect(await (await fetch(endpoint + identityPath)).json()).to.deep.equal({ pid: process.pid });
    expect(await (await fetch(`${endpoint}/moto-api/`)).text()).to.equal("dashboard");
    expect(readRequestLog(requestLogFile())).to.deep.equal([]);
  });

  it("listens on the loopback address only", async () => {
    expect(await start()).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("reports a port in use before it writes anything", async () => {
    const port = upstreamPort;
    const failure = await startProxy({ emulatorPort: 1, port, requestLogFile: requestLogFile(), patches: [] }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.have.property("code", "EADDRINUSE");
    expect(fs.existsSync(requestLogFile())).to.equal(false);
  });

  it("closes its patches", async () => {
    let closed = 0;
    handler = (_, response) => response.end();
    await start([{ description: "", applies: () => false, handle: (call, next) => next(call), close: () => closed++ }]);
    await proxy!.close();
    proxy = undefined;
    expect(closed).to.equal(1);
  });
});
