import { passed } from "../../../../tools/verify/check";
import { closed } from "../../../../tools/verify/closed";
import { answers, openEndpoints, PORTS } from "../../../../tools/verify/ports";
import { messageOf } from "../../../support/waits";
import { BASTION, failureOf, NAT, Servers, staged, stageWith, WEB, type Changes } from "./support";

/**
 * Loopback addresses of the load balancer, the bastion and the NAT. Only Linux has all of 127.0.0.0/8. At 127.0.0.1 other
 * tests and programs listen.
 */
const [SITE, JUMP, EGRESS] = ["127.0.0.4", "127.0.0.2", "127.0.0.3"] as const;
const IO = { addressesOf: () => Promise.resolve([SITE]) };

describe("The check that nothing else answers", () => {
  const servers = new Servers();
  let site: { http: number; https: number; ssh: number };
  let other: number;

  before(function () {
    if (process.platform !== "linux") this.skip();
  });
  beforeEach(async () => {
    site = { http: await servers.tcp(SITE), https: await servers.tcp(SITE), ssh: await servers.tcp(JUMP) };
    // A port at which nothing listens, at first.
    const free = new Servers();
    other = await free.tcp(SITE);
    await free.stop();
  });
  afterEach(() => servers.stop());

  const issue = (changes: Changes = {}) =>
    failureOf(closed, { instances: [BASTION, NAT, WEB], io: IO, ...changes, ports: { ...site, tried: [other] } });

  it("passes when only the site and a bastion's SSH answer, and reports progress", async () => {
    const { context, said } = staged({ instances: [BASTION, NAT, WEB], io: IO, ports: { ...site, tried: [other] } });
    expect(await closed.run(context)).to.deep.equal(
      passed(`4 ports tried of each: load balancer ${SITE}, NAT ${EGRESS}, bastion ${JUMP}`),
    );
    expect(said.at(-1)).to.equal(`has tried 12 of 12 ports of ${SITE}, ${EGRESS}, ${JUMP}`);
  });

  for (const [what, address] of [
    ["load balancer", SITE],
    ["NAT", EGRESS],
    ["bastion", JUMP],
  ] as const) {
    it(`fails for any other port that answers at the ${what}`, async () => {
      await servers.tcp(address, other);
      expect(await issue()).to.equal(`${what} ${address} answers on ${other}`);
    });
  }

  it("fails for SSH of another instance", async () => {
    await servers.tcp(EGRESS, site.ssh);
    expect(await issue()).to.equal(`NAT ${EGRESS} answers on ${site.ssh}`);
  });

  it("fails for port 80 where http is off", async () => {
    expect(await issue({ settings: { http: "off" } })).to.equal(`load balancer ${SITE} answers on ${site.http}`);
  });

  it("fails when even the site does not answer, because then nothing is proven", async () => {
    await servers.stop();
    expect(await issue()).to.equal(`load balancer ${SITE} does not answer on ${site.http} and ${site.https} either`);
  });

  it("tries NAT gateways", async () => {
    await servers.tcp(EGRESS, other);
    const NatGateways = [{ NatGatewayAddresses: [{ PublicIp: EGRESS }], Tags: [] }];
    const changes = { settings: { nat: "gateway" as const }, answers: { DescribeNatGateways: [{ NatGateways }] } };
    expect(await issue({ ...changes, instances: [WEB] })).to.equal(`NAT ${EGRESS} answers on ${other}`);
  });

  it("has a title that says what may answer", () => {
    const title = (settings: Changes["settings"]) => closed.title(stageWith(settings).settings);
    expect(title({})).to.equal("Nothing answers from the internet except 80 and 443, and SSH of a running bastion");
    expect(title({ http: "off" })).to.contain("except 443, and");
    expect(title({ https: false })).to.contain("except 80, and");
  });
});

describe("The ports that are tried", () => {
  it("are all system ports, and well-known ones above, each once", () => {
    expect(new Set(PORTS.tried).size).to.equal(PORTS.tried.length);
    expect(PORTS.tried.slice(0, 1024)).to.deep.equal(Array.from({ length: 1024 }, (_, index) => index + 1));
    expect(PORTS.tried).to.include.members([3306, 3389, 5432, 6379, 8080, 27017]);
    expect(Math.max(...PORTS.tried)).to.be.at.most(65_535);
  });
});

describe("Trying ports", () => {
  const servers = new Servers();
  afterEach(() => servers.stop());

  it("tries all, limits how many at a time, and reports progress", async () => {
    let connections = 0;
    const counted = () => (connections += 1);
    const ports = await Promise.all(Array.from({ length: 9 }, () => servers.tcp("127.0.0.1", 0, counted)));
    const endpoints = ports.map((port) => ({ address: "127.0.0.1", port }));
    const told: number[] = [];
    const tell = (done: number) => {
      told.push(done);
      expect(connections).to.be.at.most(done);
    };
    const { signal } = staged().context;
    expect(await openEndpoints(endpoints, { atATime: 1, signal, tell })).to.deep.equal(endpoints);
    expect(told).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("ends with Ctrl-C", async () => {
    const port = await servers.tcp("127.0.0.1");
    const signal = AbortSignal.abort();
    expect(await messageOf(() => answers({ address: "127.0.0.1", port, signal }))).to.equal(
      "The operation was aborted",
    );
  });
});
