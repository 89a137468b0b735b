import { subnetAddresses } from "../../../preflight/subnet-addresses";
import { stageNameOf } from "../../support/names";
import { fakeClients, issuesOf } from "./support";

const zone = (letter: string, privateCidr: string) => ({
  name: `ap-northeast-1${letter}`,
  publicCidr: "10.0.9.0/24",
  privateCidr,
});

async function check(max: number, zones: ReturnType<typeof zone>[], Subnets: readonly object[] = [], servers = 0) {
  const { clients } = fakeClients({
    DescribeSubnets: [{ Subnets }],
    DescribeInstances: [{ Reservations: [{ Instances: Array.from({ length: servers }, () => ({})) }] }],
  });
  return (await issuesOf(subnetAddresses({ stageName: stageNameOf("stg"), zones, max }, clients))).issues;
}

describe("The addresses of the private subnets", () => {
  it("are enough for twice as many web servers as there may be, all zones together", async () => {
    expect(await check(5, [zone("a", "10.0.1.0/28")])).to.deep.equal([]);
    expect(await check(6, [zone("a", "10.0.1.0/28")])).to.deep.equal([
      "the private subnets have 11 addresses for web servers (11 in 10.0.1.0/28 (ap-northeast-1a) free), but web.max: 6 " +
        "needs 12, because a rollout may double the number of servers. Lower web.max, or add zones with larger private subnets",
    ]);
    expect(await check(11, [zone("a", "10.0.1.0/28"), zone("c", "10.0.2.0/28")])).to.deep.equal([]);
    expect(await check(12, [zone("a", "10.0.1.0/28"), zone("c", "10.0.2.0/28")])).to.have.length(1);
  });

  it("are those that AWS counts where the subnet exists, with those of the stage's own web servers", async () => {
    const subnets = [{ CidrBlock: "10.0.1.0/28", SubnetId: "subnet-1", AvailableIpAddressCount: 6 }];
    expect(await check(5, [zone("a", "10.0.1.0/28")], subnets, 4)).to.deep.equal([]);
    expect((await check(5, [zone("a", "10.0.1.0/28")], subnets, 3))[0]).to.contain(
      "have 9 addresses for web servers (6 in 10.0.1.0/28 (ap-northeast-1a) free, and 3 that web servers use now)",
    );
  });
});
