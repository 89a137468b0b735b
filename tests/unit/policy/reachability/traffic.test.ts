import {
  ALL_TRAFFIC,
  describeTraffic,
  parseTraffic,
  subtractTraffic,
  tcp,
} from "../../../../policy/reachability/traffic";

const NO_TRAFFIC = tcp();

describe("The traffic of a security group rule", () => {
  const readings: [protocol: string, from: number | undefined, to: number | undefined, words: string][] = [
    ["tcp", 80, 80, "tcp 80"],
    ["TCP", 8000, 8080, "tcp 8000-8080"],
    ["6", 22, 22, "tcp 22"],
    ["tcp", 0, 65_535, "tcp"],
    ["tcp", -1, -1, "tcp"],
    ["udp", 53, 53, "udp 53"],
    ["17", 53, 54, "udp 53-54"],
    ["icmp", 8, 0, "ping"],
    ["icmp", 8, -1, "icmp type 8"],
    ["icmp", 3, 4, "icmp 3/4"],
    ["1", -1, -1, "icmp"],
    ["icmpv6", -1, -1, "protocol 58"],
    ["58", undefined, undefined, "protocol 58"],
    ["47", undefined, undefined, "protocol 47"],
    ["-1", undefined, undefined, "all traffic"],
    ["-1", 80, 80, "all traffic"],
    ["all", 0, 0, "all traffic"],
  ];

  for (const [protocol, from, to, words] of readings) {
    it(`is "${words}" for ${protocol} from ${String(from)} to ${String(to)}`, () => {
      expect(describeTraffic(parseTraffic(protocol, from, to) ?? NO_TRAFFIC)).to.equal(words);
    });
  }

  for (const [protocol, from, to] of [
    ["tcp", undefined, 80],
    ["tcp", 80, undefined],
    ["tcp", 90, 80],
    ["tcp", 80, 65_536],
    ["icmp", 256, 0],
    ["icmp", 8, 256],
    ["icmp", undefined, undefined],
    ["http", 80, 80],
    ["256", 0, 0],
    ["", 0, 0],
  ] as const) {
    it(`is invalid for "${protocol}" from ${String(from)} to ${String(to)}`, () => {
      expect(parseTraffic(protocol, from, to)).to.equal(undefined);
    });
  }
});

describe("Traffic", () => {
  it("is described even if a set ends within an ICMP type", () => {
    expect(describeTraffic(NO_TRAFFIC)).to.equal("nothing");
    expect(describeTraffic(subtractTraffic(ALL_TRAFFIC, tcp(25)))).to.equal(
      "tcp 0-24, 26-65535, udp, icmp and other protocols",
    );
    const notPing = subtractTraffic(ALL_TRAFFIC, parseTraffic("icmp", 8, 0) ?? NO_TRAFFIC);
    expect(describeTraffic({ ...NO_TRAFFIC, icmp: notPing.icmp })).to.equal(
      "icmp types 0-7, icmp 8/1-255, icmp types 9-255",
    );
    expect(describeTraffic({ ...NO_TRAFFIC, icmp: [{ first: 2046, last: 2049 }] })).to.equal(
      "icmp 7/254-255, icmp 8/0-1",
    );
    expect(describeTraffic({ ...NO_TRAFFIC, icmp: [{ first: 2047, last: 2304 }] })).to.equal(
      "icmp 7/255, icmp type 8, icmp 9/0",
    );
  });
});
