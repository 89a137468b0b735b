import { expect } from "chai";

import { canonicalCidrs } from "../../../../../tools/local/patches/canonical-cidrs";
import { FakeEmulator } from "../support";

describe("CIDR blocks in the emulator", () => {
  it("lose their host bits before they are stored, and nothing else changes", async () => {
    const emulator = new FakeEmulator(canonicalCidrs(), { CreateVpc: "<R/>", CreateSubnet: "<R/>" });
    await emulator.send("ec2", "CreateVpc", { CidrBlock: "10.7.0.9/16" });
    await emulator.send("ec2", "CreateSubnet", { CidrBlock: "10.7.1.0/24" });
    expect(emulator.requests("CreateVpc")[0]).to.include({ CidrBlock: "10.7.0.0/16" });
    expect(emulator.requests("CreateSubnet")[0]).to.include({ CidrBlock: "10.7.1.0/24" });
  });
});
