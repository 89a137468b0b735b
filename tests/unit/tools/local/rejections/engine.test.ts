import { expect } from "chai";

import { allRejections, reject, translations, type Rejection } from "../../../../../tools/local/rejections";
import { textAt, type XmlElement } from "../../../../../tools/local/xml";
import { FakeEmulator, xml } from "../support";

const rule = (actions: readonly string[], code: string, message: string | undefined): Rejection => ({
  ...{ service: "ec2", actions, what: "anything", code, source: "https://docs.aws.amazon.com/", check: () => message },
});
const codeOf = (root: XmlElement) => textAt(root, "Errors/Error/Code");
const rejected =
  "<Response><Errors><Error><Code>Odd</Code><Message>no such thing</Message></Error></Errors></Response>";

describe("rejections", () => {
  it("return the first rule that applies, and the emulator does not receive the call", async () => {
    const rules = [rule(["CreateVpc"], "A", undefined), rule(["CreateVpc"], "B", "no"), rule(["CreateVpc"], "C", "no")];
    const emulator = new FakeEmulator(reject(rules, []), {});
    const root = await emulator.send("ec2", "CreateVpc");
    expect(codeOf(root)).to.equal("B");
    expect(textAt(root, "Errors/Error/Message")).to.equal("no");
    expect(emulator.calls).to.deep.equal([]);
  });

  it("forward every other call", async () => {
    const emulator = new FakeEmulator(reject([rule(["CreateVpc"], "B", "no")], []), { DescribeVpcs: "<R/>" });
    expect((await emulator.send("ec2", "DescribeVpcs")).name).to.equal("R");
  });

  it("translate the emulator's error codes to those of AWS, and keep the message", async () => {
    const codes = [{ service: "ec2", actions: ["RunInstances"], from: /^Odd$/, code: "Right", source: "" }];
    const responses = { RunInstances: xml(rejected, 400), StopInstances: xml(rejected, 400) };
    const emulator = new FakeEmulator(reject([], codes), responses);
    const root = await emulator.send("ec2", "RunInstances");
    expect(codeOf(root)).to.equal("Right");
    expect(textAt(root, "Errors/Error/Message")).to.equal("no such thing");
    expect(codeOf(await emulator.send("ec2", "StopInstances"))).to.equal("Odd");
  });

  it("can be replaced while the emulator runs", async () => {
    const rejecter = reject([], []);
    const emulator = new FakeEmulator(rejecter, { CreateVpc: "<R/>" });
    expect((await emulator.send("ec2", "CreateVpc")).name).to.equal("R");
    rejecter.use([rule(["CreateVpc"], "B", "no")], []);
    expect(codeOf(await emulator.send("ec2", "CreateVpc"))).to.equal("B");
  });

  it("each have a description and a link to AWS's documentation", () => {
    for (const { what, code, source, actions } of [...allRejections]) {
      expect(what, code).to.not.equal("");
      expect(code, what).to.match(/^[A-Z][A-Za-z0-9.]+$/);
      expect(source, what).to.match(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/);
      expect(actions, what).to.not.deep.equal([]);
    }
    for (const { code, source } of translations) expect(source, code).to.match(/^https:\/\/docs\.aws\.amazon\.com\//);
  });
});
