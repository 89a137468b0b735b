import { availabilityZones } from "../../../preflight/availability-zones";
import { fakeClients, issuesOf } from "./support";

const zone = (letter: string, more: object = {}) => ({
  ZoneName: `ap-northeast-1${letter}`,
  ZoneType: "availability-zone",
  OptInStatus: "opt-in-not-required",
  State: "available",
  ...more,
});

async function check(zones: readonly string[], AvailabilityZones: readonly object[]) {
  const { clients, calls } = fakeClients({ DescribeAvailabilityZones: [{ AvailabilityZones }] });
  const { issues } = await issuesOf(availabilityZones({ region: "ap-northeast-1", zones }, clients));
  return { issues, calls };
}

describe("The Availability Zones of the settings", () => {
  const account = [zone("d"), zone("a"), zone("c", { State: "information" })];

  it("are the account's own", async () => {
    const { issues, calls } = await check(["ap-northeast-1a", "ap-northeast-1c"], account);
    expect(issues).to.deep.equal([]);
    expect(calls).to.deep.equal([["DescribeAvailabilityZones", { AllAvailabilityZones: true }]]);
  });

  it("are rejected if the account does not have them, with a list of those that it has", async () => {
    expect((await check(["ap-northeast-1b", "ap-northeast-1a", "ap-northeast-1e"], account)).issues).to.deep.equal(
      ["b", "e"].map(
        (letter) =>
          `zones: ap-northeast-1${letter} does not exist in this account in ap-northeast-1. ` +
          "Use one of this account's zones: ap-northeast-1a, ap-northeast-1c, ap-northeast-1d",
      ),
    );
  });

  it("are rejected if they are of another type, not enabled or not available", async () => {
    const rows: [object, string][] = [
      [{ ZoneType: "local-zone" }, "is a local-zone, not an Availability Zone"],
      [{ OptInStatus: "not-opted-in" }, "is not enabled for this account"],
      [{ State: "unavailable" }, "is unavailable"],
    ];
    for (const [more, problem] of rows) {
      expect((await check(["ap-northeast-1a"], [zone("a", more), zone("c")])).issues).to.deep.equal([
        `zones: ap-northeast-1a ${problem}. Use one of this account's zones: ap-northeast-1c`,
      ]);
    }
  });
});
