import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { readCall } from "../../../../tools/local/api-request";
import { RequestLog, readRequestLog, type LoggedCall } from "../../../../tools/local/request-log";
import { privateKey, queryCall, xml } from "./support";

describe("the request log", () => {
  let folder: string;
  let file: string;
  let log: RequestLog;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "record-"));
    file = path.join(folder, "calls.jsonl");
    log = new RequestLog(file);
  });
  afterEach(() => {
    log.close();
    fs.rmSync(folder, { recursive: true });
  });

  function only(): LoggedCall {
    const calls = readRequestLog(file);
    expect(calls).to.have.length(1);
    return calls[0]!;
  }

  it("contains each call with its time, duration and status", () => {
    log.begin(queryCall("ec2", "ReplaceRoute", { RouteTableId: "rtb-1", NatGatewayId: "nat-1" }))(xml("<R/>"));
    const call = only();
    expect(call).to.include({ seq: 1, service: "ec2", action: "ReplaceRoute", status: 200 });
    expect(call.params).to.include({ RouteTableId: "rtb-1", NatGatewayId: "nat-1" });
    expect(call.at).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(call.ms).to.be.a("number");
  });

  it("names the caller by its access key, without the signature", () => {
    const call = queryCall("ec2", "ReplaceRoute");
    const authorization =
      "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/r/ec2/aws4_request, SignedHeaders=host, Signature=5f4d";
    log.begin({ ...call, headers: { ...call.headers, authorization } })(xml("<R/>"));
    expect(only()).to.include({ accessKeyId: "AKIAEXAMPLE" });
    expect(fs.readFileSync(file, "utf8")).to.not.contain("5f4d");
  });

  it("numbers calls in the order of their arrival, not of the responses", () => {
    const first = log.begin(queryCall("ec2", "CreateRoute"));
    const second = log.begin(queryCall("ec2", "ReleaseAddress"));
    second(xml("<R/>"));
    first(xml("<R/>"));
    expect(readRequestLog(file).map(({ seq, action }) => [seq, action])).to.deep.equal([
      [1, "CreateRoute"],
      [2, "ReleaseAddress"],
    ]);
  });

  it("contains the response to a call that creates something, with lists as arrays", () => {
    const answer =
      "<R><natGateway><natGatewayId>nat-1</natGatewayId><tagSet><item><key>a</key></item></tagSet></natGateway></R>";
    log.begin(queryCall("ec2", "CreateNatGateway"))(xml(answer));
    expect(only().response).to.deep.equal({ natGateway: { natGatewayId: "nat-1", tagSet: [{ key: "a" }] } });
  });

  it("omits the response to a call that only reads", () => {
    log.begin(queryCall("ec2", "DescribeInstances"))(xml("<R><x>1</x></R>"));
    expect(only()).to.not.have.property("response");
  });

  it("contains the response of every error", () => {
    log.begin(queryCall("ec2", "DescribeInstances"))(xml("<R><Code>InvalidInstanceID</Code></R>", 400));
    expect(only()).to.deep.include({ status: 400, response: { Code: "InvalidInstanceID" } });
  });

  it("contains JSON responses", () => {
    const headers = { authorization: "Credential=a/1/r/logs/x", "x-amz-target": "Logs.CreateThing" };
    const call = readCall("POST", "/", headers, Buffer.from("{}"));
    log.begin(call)({ status: 200, headers: {}, body: Buffer.from('{"id":"t-1"}') });
    expect(only().response).to.deep.equal({ id: "t-1" });
  });

  it("contains the settings of a bucket, but not the content of its objects", () => {
    const headers = { authorization: "Credential=a/1/r/s3/x" };
    const done = { status: 200, headers: {}, body: Buffer.alloc(0) };
    log.begin(readCall("PUT", "/logs?policy", headers, Buffer.from('{"Version":"2012-10-17"}')))(done);
    log.begin(readCall("PUT", "/logs/one", headers, Buffer.from("content")))(done);
    const [policy, object] = readRequestLog(file);
    expect(policy!.params.body).to.deep.equal({ Version: "2012-10-17" });
    expect(object!.params).to.deep.equal({ method: "PUT", path: "/logs/one", query: {} });
  });

  it("contains no secret of the request or the response, and no signature", () => {
    const asked = { ServerCertificateName: "c", PrivateKey: privateKey(), CertificateBody: "cert" };
    log.begin(queryCall("iam", "UploadServerCertificate", asked))(xml(`<R><Body>${privateKey()}</Body></R>`));
    const line = fs.readFileSync(file, "utf8");
    expect(line).to.not.contain(privateKey().split("\n")[1]);
    expect(line).to.not.match(/Signature|Authorization/i);
    expect(only().params).to.include({ PrivateKey: "[secret]", CertificateBody: "cert", ServerCertificateName: "c" });
  });

  it("is readable by the current user only", () => {
    expect(fs.statSync(file).mode & 0o077).to.equal(0);
  });

  it("is read up to an incomplete line", () => {
    log.begin(queryCall("ec2", "CreateRoute"))(xml("<R/>"));
    fs.appendFileSync(file, '{"seq":2,"at"');
    expect(only().action).to.equal("CreateRoute");
  });
});
