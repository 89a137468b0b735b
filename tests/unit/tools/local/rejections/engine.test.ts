import { expect } from "chai";

import { createRejecter } from "../../../../../tools/local/rejections";
import { rejectionsOf } from "../../../../../tools/local/rejections/rejection";
import { textAt, type XmlElement } from "../../../../../tools/local/xml";
import { FakeEmulator, xml } from "../support";

const reject = rejectionsOf("ec2");
const rule = (code: string, message: string | undefined) => reject("CreateVpc", code, () => message);
const codeOf = (root: XmlElement) => textAt(root, "Errors/Error/Code");
const rejected =
  "<Response><Errors><Error><Code>Odd</Code><Message>no such thing</Message></Error></Errors></Response>";

describe("rejections", () => {
  it("return the first rule that applies, and the emulator does not receive the call", async () => {
    const rules = [rule("A", undefined), rule("B", "no"), rule("C", "no")];
    const emulator = new FakeEmulator(createRejecter(rules, []), {});
    const root = await emulator.send("ec2", "CreateVpc");
    expect(codeOf(root)).to.equal("B");
    expect(textAt(root, "Errors/Error/Message")).to.equal("no");
    expect(emulator.calls).to.deep.equal([]);
  });

  it("forward every other call", async () => {
    const emulator = new FakeEmulator(createRejecter([rule("B", "no")], []), { DescribeVpcs: "<R/>" });
    expect((await emulator.send("ec2", "DescribeVpcs")).name).to.equal("R");
  });

  it("translate the emulator's error codes to those of AWS, and keep the message", async () => {
    const codes = [{ service: "ec2", actions: ["RunInstances"], from: /^Odd$/, code: "Right" }];
    const responses = { RunInstances: xml(rejected, 400), StopInstances: xml(rejected, 400) };
    const emulator = new FakeEmulator(createRejecter([], codes), responses);
    const root = await emulator.send("ec2", "RunInstances");
    expect(codeOf(root)).to.equal("Right");
    expect(textAt(root, "Errors/Error/Message")).to.equal("no such thing");
    expect(codeOf(await emulator.send("ec2", "StopInstances"))).to.equal("Odd");
  });

  it("can be replaced while the emulator runs", async () => {
    const rejecter = createRejecter([], []);
    const emulator = new FakeEmulator(rejecter, { CreateVpc: "<R/>" });
    expect((await emulator.send("ec2", "CreateVpc")).name).to.equal("R");
    rejecter.use([rule("B", "no")], []);
    expect(codeOf(await emulator.send("ec2", "CreateVpc"))).to.equal("B");
  });
});
