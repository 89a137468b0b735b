import { expect } from "chai";

import { clientTokens } from "../../../../../tools/local/patches/client-tokens";
import { textsOf } from "../../../../../tools/local/xml";
import { FakeEmulator, xml } from "../support";

const WANTED = { SubnetId: "subnet-1", ClientToken: "token-1" };

/** An emulator that gives each NAT gateway another ID. */
function emulatorOf(status = 200): FakeEmulator {
  let count = 0;
  return new FakeEmulator(clientTokens(), {
    CreateNatGateway: () => xml(`<R><natGatewayId>nat-${++count}</natGatewayId></R>`, status),
  });
}

async function idOf(emulator: FakeEmulator, params: Record<string, string>): Promise<string | undefined> {
  return textsOf(await emulator.send("ec2", "CreateNatGateway", params), "natGatewayId")[0];
}

describe("A client token in the emulator", () => {
  it("gives a repeated call the first response, also while the first is still being executed", async () => {
    const emulator = emulatorOf();
    const { ClientToken, SubnetId } = WANTED;
    const ids = [idOf(emulator, WANTED), idOf(emulator, { ClientToken, SubnetId })];
    expect(await Promise.all(ids)).to.deep.equal(["nat-1", "nat-1"]);
    expect(await idOf(emulator, { ...WANTED, ClientToken: "token-2" })).to.equal("nat-2");
    expect(emulator.requests("CreateNatGateway")).to.have.length(2);
  });

  it("is rejected with other parameters", async () => {
    const emulator = emulatorOf();
    await idOf(emulator, WANTED);
    const { status, body } = await emulator.respond("ec2", "CreateNatGateway", { ...WANTED, SubnetId: "subnet-2" });
    expect([status, body.toString().includes("IdempotentParameterMismatch")]).to.deep.equal([400, true]);
  });

  it("is free again after a call that failed", async () => {
    const emulator = emulatorOf(400);
    await idOf(emulator, WANTED);
    expect(await idOf(emulator, WANTED)).to.equal("nat-2");
  });

  it("is needed: without one, each call is executed", async () => {
    const emulator = emulatorOf();
    await idOf(emulator, { SubnetId: "subnet-1" });
    expect(await idOf(emulator, { SubnetId: "subnet-1" })).to.equal("nat-2");
  });
});
