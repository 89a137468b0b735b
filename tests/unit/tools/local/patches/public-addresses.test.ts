import { expect } from "chai";

import { publicAddresses } from "../../../../../tools/local/patches/public-addresses";
import { textsOf } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const ADDRESSES = `<R><publicIp>127.87.26.198</publicIp><publicIp>127.1.2.3</publicIp>
  <dnsName>ec2-127-87-26-198.ap-northeast-1.compute.amazonaws.com</dnsName><privateIp>10.127.0.1</privateIp></R>`;

describe("public addresses in the emulator", () => {
  it("are not this computer's own, and stay the same", async () => {
    const emulator = new FakeEmulator(publicAddresses(), { DescribeAddresses: ADDRESSES });
    for (let time = 1; time <= 2; time++) {
      const root = await emulator.send("ec2", "DescribeAddresses");
      expect(textsOf(root, "publicIp")).to.deep.equal(["198.18.0.1", "198.18.0.2"]);
      expect(textsOf(root, "dnsName")).to.deep.equal(["ec2-198-18-0-1.ap-northeast-1.compute.amazonaws.com"]);
      expect(textsOf(root, "privateIp")).to.deep.equal(["10.127.0.1"]);
    }
  });

  it("are the emulator's own in what it receives", async () => {
    const emulator = new FakeEmulator(publicAddresses(), { DescribeAddresses: ADDRESSES, DisassociateAddress: "<R/>" });
    await emulator.send("ec2", "DescribeAddresses");
    await emulator.send("ec2", "DisassociateAddress", { PublicIp: "198.18.0.2" });
    expect(emulator.requests("DisassociateAddress")[0]).to.include({ PublicIp: "127.1.2.3" });
  });
});
