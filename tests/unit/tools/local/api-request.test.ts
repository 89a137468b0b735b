import { expect } from "chai";

import { listOf, param, structuresOf } from "../../../../tools/local/api";
import { readCall, withParams } from "../../../../tools/local/api-request";
import { queryCall } from "./support";

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/${service}/aws4_request, Signature=0`,
});
const empty = Buffer.alloc(0);

describe("parsing a request to AWS", () => {
  it("reads service and region from the signature, action and parameters from the form", () => {
    const call = queryCall("ec2", "RunInstances", { ImageId: "ami-1" });
    expect(call).to.include({ service: "ec2", region: "ap-northeast-1", action: "RunInstances" });
    expect(param(call, "ImageId")).to.equal("ami-1");
  });

  it("reads the action of the JSON protocol from its header, and the document as parameters", () => {
    const headers = { ...signed("logs"), "x-amz-target": "Logs_20140328.CreateLogGroup" };
    const call = readCall("POST", "/", headers, Buffer.from('{"logGroupName":"flow","tags":{"Name":"flow"}}'));
    expect(call.action).to.equal("CreateLogGroup");
    expect(call.params).to.deep.equal({ logGroupName: "flow", tags: { Name: "flow" } });
  });

  it("reads the action of the CBOR protocol from the path", () => {
    const path = "/service/GraniteServiceVersion20100801/operation/DescribeAlarms";
    expect(readCall("POST", path, signed("monitoring"), Buffer.from([0xa0])).action).to.equal("DescribeAlarms");
  });

  const s3: [string, string, string][] = [
    ["GET", "/files?tagging", "GetBucketTagging"],
    ["GET", "/files/site.tar?tagging", "GetObjectTagging"],
    ["GET", "/", "ListBuckets"],
    ["PUT", "/logs", "CreateBucket"],
    ["HEAD", "/logs", "HeadBucket"],
    ["DELETE", "/logs", "DeleteBucket"],
    ["GET", "/logs?list-type=2", "ListObjects"],
    ["GET", "/logs?versions", "ListObjectVersions"],
    ["POST", "/logs?delete", "DeleteObjects"],
    ["PUT", "/logs?publicAccessBlock", "PutPublicAccessBlock"],
    ["PUT", "/logs?policy", "PutBucketPolicy"],
    ["GET", "/logs?lifecycle", "GetBucketLifecycleConfiguration"],
    ["DELETE", "/logs?encryption", "DeleteBucketEncryption"],
    ["PUT", "/logs/elb/one.log", "PutObject"],
    ["GET", "/logs/elb/one.log?x-id=GetObject", "GetObject"],
  ];
  for (const [method, url, action] of s3) {
    it(`names ${method} ${url} of S3 ${action}`, () => {
      expect(readCall(method, url, signed("s3"), empty).action).to.equal(action);
    });
  }

  it("describes a call to S3 by method, path and query", () => {
    const { params } = readCall("PUT", "/logs?policy&x-id=PutBucketPolicy", signed("s3"), empty);
    const query = { policy: "", "x-id": "PutBucketPolicy" };
    expect(params).to.deep.equal({ method: "PUT", path: "/logs", query });
  });

  it("finds no service in an unsigned request", () => {
    expect(readCall("GET", "/favicon.ico", {}, empty)).to.include({ service: "", region: "" });
  });

  it("reads no parameters from an invalid JSON document", () => {
    const headers = { ...signed("logs"), "x-amz-target": "Logs_20140328.CreateLogGroup" };
    expect(readCall("POST", "/", headers, Buffer.from("{")).params).to.deep.equal({});
  });

  it("reads lists in the order of their numbers, past the tenth", () => {
    const params = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`InstanceId.${i + 1}`, `i-${i + 1}`]));
    expect(listOf(queryCall("ec2", "StopInstances", params), "InstanceId")[11]).to.equal("i-12");
  });

  it("reads lists of structures", () => {
    const call = queryCall("elasticloadbalancing", "CreateLoadBalancer", {
      "Listeners.member.2.Protocol": "HTTP",
      "Listeners.member.1.Protocol": "HTTPS",
      "Listeners.member.1.LoadBalancerPort": "443",
    });
    const expected = [{ Protocol: "HTTPS", LoadBalancerPort: "443" }, { Protocol: "HTTP" }];
    expect(structuresOf(call, "Listeners.member")).to.deep.equal(expected);
  });

  it("replaces and removes parameters of a form, in the body too", () => {
    const call = withParams(queryCall("ec2", "X", { A: "1", B: "2" }), { A: "3", B: undefined });
    expect(call.params).to.deep.equal({ Action: "X", Version: "1", A: "3" });
    expect(call.body.toString()).to.equal("Action=X&Version=1&A=3");
  });
});
