import { expect } from "chai";

import { unsupported } from "../../../../../tools/local/patches/unsupported";
import { readCall } from "../../../../../tools/local/api-request";
import { FakeEmulator, xml } from "../support";

const page = {
  status: 500,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: Buffer.from("<h1>Oops</h1>"),
};

describe("an operation that the emulator does not support", () => {
  const shapes: [string, string][] = [
    ["ec2", "<Response><Errors><Error><Code>NotImplemented</Code>"],
    ["autoscaling", "<ErrorResponse><Error><Type>Sender</Type><Code>NotImplemented</Code>"],
    ["s3", "<Error><Code>NotImplemented</Code>"],
  ];
  for (const [service, shape] of shapes) {
    it(`returns a final error in the format of ${service}`, async () => {
      const response = await new FakeEmulator(unsupported(), { Fly: page }).respond(service, "Fly");
      expect(response.status).to.equal(501);
      expect(response.body.toString()).to.contain(shape);
      expect(response.body.toString()).to.contain(`The local emulator does not support this call of ${service} Fly`);
    });
  }

  it("returns a JSON error to a JSON call", async () => {
    const headers = { authorization: "Credential=a/1/r/logs/x", "x-amz-target": "Logs.Fly" };
    const call = readCall("POST", "/", headers, Buffer.from("{}"));
    const never = () => Promise.reject(new Error("asked"));
    const response = await unsupported().handle(call, () => Promise.resolve(page), never);
    expect(JSON.parse(response.body.toString())).to.deep.include({ __type: "NotImplemented" });
  });

  it("does not include a HEAD request for something that does not exist", async () => {
    const missing = { ...page, status: 404, body: Buffer.alloc(0) };
    const call = readCall("HEAD", "/bucket/key", { authorization: "Credential=a/1/r/s3/x" }, Buffer.alloc(0));
    const never = () => Promise.reject(new Error("asked"));
    expect(await unsupported().handle(call, () => Promise.resolve(missing), never)).to.equal(missing);
  });

  it("does not include calls that AWS rejects", async () => {
    const rejected = xml("<Response><Errors/></Response>", 400);
    expect(await new FakeEmulator(unsupported(), { Fly: rejected }).respond("ec2", "Fly")).to.equal(rejected);
  });
});
