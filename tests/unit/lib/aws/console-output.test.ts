import type { EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { lastLineOf, readConsole } from "../../../../lib/aws";
import { fakeApi } from "../../../support/waits";

describe("An instance's console", () => {
  it("is read as it is now, or as EC2 posted it", async () => {
    const Output = Buffer.from("hello\r\n").toString("base64");
    const { client, calls } = fakeApi<EC2Client>({ GetConsoleOutput: [{ Output }, {}] });
    expect(await readConsole(client, "i-1", { latest: true })).to.deep.equal({ text: "hello\r\n" });
    expect(await readConsole(client, "i-1", { latest: false })).to.deep.equal({ text: "" });
    expect(calls).to.deep.equal([
      ["GetConsoleOutput", { InstanceId: "i-1", Latest: true }],
      ["GetConsoleOutput", { InstanceId: "i-1" }],
    ]);
  });

  it("that cannot be read is empty, and says why by the code of the error", async () => {
    const refused = Object.assign(new Error("not authorized: x".repeat(999)), { name: "UnauthorizedOperation" });
    const { client } = fakeApi<EC2Client>({ GetConsoleOutput: [refused, new Error("socket hang up")] });
    expect(await readConsole(client, "i-1", { latest: true })).to.deep.equal({
      text: "",
      error: "UnauthorizedOperation",
    });
    expect(await readConsole(client, "i-1", { latest: true })).to.deep.equal({ text: "", error: "socket hang up" });
  });

  it("has a last line of each of our scripts, or none", () => {
    const text =
      "[1] minimal-secure-web: NAT waits\r\nminimal-secure-web: NAT is ready\r\nminimal-secure-web: web server x\r\n";
    expect(lastLineOf("NAT", text)).to.equal("minimal-secure-web: NAT is ready");
    expect(lastLineOf("web server", text)).to.equal("minimal-secure-web: web server x");
    expect(lastLineOf("NAT", "login:")).to.equal(undefined);
  });
});
