import { expect } from "chai";

import { SwitchedStage } from "../support/nat-switches";
import { eachNeedsTheOneBefore } from "../../support/each-needs-the-one-before";

const TWO = { tables: 2, natTargets: 2 };
const ZONES = [
  { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" },
  { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" },
];

describe("The NATs of a stage with deletion protection and one NAT per zone", function () {
  const switched = new SwitchedStage("nat-switch-per-zone", "per zone");
  const { stage } = switched;
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    for (const [index, zone] of ZONES.entries()) {
      for (const [part, value] of Object.entries(zone)) await stage.set(`zones[${index}].${part}`, value);
    }
    await stage.set("natPerZone", "true");
    await stage.set("protect", "true");
  });
  after(async () => {
    console.log(switched.report());
    await stage.stop();
  });

  it("are created as two instances, and each private route is created when its NAT is ready", async () => {
    const { moves } = await switched.up("new → instance");
    expect(moves).to.have.length(2);
    expect(new Set(moves.map(({ to }) => to)).size).to.equal(2);
    await switched.expectOnly("instance", 2);
  });

  for (const [from, to] of [
    ["instance", "gateway"],
    ["gateway", "instance"],
    ["instance", "none"],
    ["none", "gateway"],
    ["gateway", "none"],
    ["none", "instance"],
  ] as const) {
    it(`are switched from ${from} to ${to} with protection on, and always with a correct default route`, () =>
      switched.change(from, to, TWO));
  }

  it("become one of another kind for both zones in one step", async () => {
    await stage.set("nat", "gateway");
    await stage.set("natPerZone", "false");
    const { moves } = await switched.up("instance per zone → one gateway");
    expect(moves).to.have.length(2);
    expect(new Set(moves.map(({ to }) => to)).size).to.equal(1);
    await stage.pulumi("preview", "--expect-no-changes");
    await switched.expectOnly("gateway", 1);
  });

  it("change their kind while a zone is removed", async () => {
    await stage.set("protect", "false");
    await stage.up();
    await stage.set("nat", "instance");
    await stage.pulumi("config", "rm", "--path", "minimal-secure-web:zones[1]");
    const { moves } = await switched.up("one gateway → instance, without the second zone");
    expect(moves.filter(({ to }) => to !== undefined)).to.have.length(1);
    await stage.pulumi("preview", "--expect-no-changes");
    await switched.expectOnly("instance", 1);
  });
});
