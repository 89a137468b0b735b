import { expect } from "chai";
import * as fc from "fast-check";

import type { Cidr } from "../../../../lib/cidr";
import {
  classifyAddresses,
  PUBLIC,
  parseAddress,
  parseIpv6Range,
  parseRange,
  assignableAddresses,
  WORLD,
} from "../../../../policy/reachability/addresses";
import { contains, sizeOf } from "../../../../policy/reachability/intervals";

function range(text: string): Cidr {
  const found = parseRange(text);
  if (found === undefined) throw new Error(text);
  return found;
}

function address(text: string): number {
  return parseAddress(text) ?? Number.NaN;
}

describe("IPv4 ranges", () => {
  it("are parsed without their host bits, as EC2 does", () => {
    expect(range("10.0.1.77/24").text).to.equal("10.0.1.0/24");
    expect(range("0.0.0.0/0")).to.include({ first: 0, last: 2 ** 32 - 1 });
    for (const text of ["10.0.0.1", "10.0.0.0/33", "::/0", "the internet", ""])
      expect(parseRange(text), text).to.equal(undefined);
    expect(parseAddress("0.0.1.2")).to.equal(258);
    expect(parseAddress("1.2.3.4/8")).to.equal(undefined);
  });

  it("are public where the internet trafficIncludes packets", () => {
    const isPublic = (one: number): boolean => PUBLIC.some((interval) => contains(interval, one));
    for (const text of ["8.8.8.8", "172.32.0.1", "100.128.0.0", "223.255.255.255"]) {
      expect(isPublic(address(text)), text).to.equal(true);
    }
    for (const text of [
      "10.1.2.3",
      "172.31.255.255",
      "192.168.0.1",
      "100.64.0.1",
      "127.0.0.1",
      "169.254.169.254",
      "224.0.0.1",
      "0.1.2.3",
    ]) {
      expect(isPublic(address(text)), text).to.equal(false);
    }
  });

  it("of a subnet have all addresses but the first four and the last for instances", () => {
    expect(assignableAddresses(range("10.0.0.16/28"))).to.deep.equal({
      first: address("10.0.0.20"),
      last: address("10.0.0.30"),
    });
  });
});

describe("IPv6 ranges", () => {
  it("match everything if they are wider than one provider's, and otherwise nothing", () => {
    for (const text of ["::/0", "::/1", "8000::/1", "2000::/3", "2001:db8::/31"]) {
      expect(parseIpv6Range(text), text).to.equal("everything");
    }
    for (const text of ["2001:db8::/32", "2001:db8::1/128"]) expect(parseIpv6Range(text), text).to.equal("nothing");
    for (const text of ["0.0.0.0/0", "2001:db8::1", "the internet"])
      expect(parseIpv6Range(text), text).to.equal(undefined);
  });
});

describe("Address classes", () => {
  it("have the narrowest range around each address", () => {
    const classes = classifyAddresses([WORLD], ["10.0.0.0/8", "10.1.0.0/16", "10.1.0.0/16", "0.0.0.0/1"].map(range));
    expect(classes.map(({ range: narrowest, intervals }) => [narrowest?.text, sizeOf(intervals)])).to.deep.equal([
      ["10.1.0.0/16", 2 ** 16],
      ["10.0.0.0/8", 2 ** 24 - 2 ** 16],
      ["0.0.0.0/1", 2 ** 31 - 2 ** 24],
      [undefined, 2 ** 31],
    ]);
  });

  it("leave out ranges without an address of their own", () => {
    const classes = classifyAddresses(
      [range("10.0.0.0/24")],
      ["10.0.0.0/25", "10.0.0.128/25", "192.168.0.0/16"].map(range),
    );
    expect(classes.map(({ range: narrowest }) => narrowest?.text)).to.deep.equal(["10.0.0.0/25", "10.0.0.128/25"]);
  });

  it("contain each address once, together with all addresses in the same ranges", () => {
    const [twoSubnets, start] = [range("10.0.0.0/27"), address("10.0.0.0")];
    const anyRange = fc.tuple(fc.nat({ max: 31 }), fc.integer({ min: 27, max: 32 })).map(([last, prefix]) => {
      return range(`10.0.0.${last}/${prefix}`);
    });
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 5 }), (ranges) => {
        const around = (one: number): string =>
          ranges
            .filter((other) => contains(other, one))
            .map(({ text }) => text)
            .join();
        const numbers = classifyAddresses([twoSubnets], ranges).map(({ intervals }) =>
          Array.from({ length: 32 }, (_, offset) => start + offset).filter((one) =>
            intervals.some((interval) => contains(interval, one)),
          ),
        );
        expect(numbers.flat().sort((a, b) => a - b)).to.deep.equal(
          Array.from({ length: 32 }, (_, index) => start + index),
        );
        for (const alike of numbers) expect(new Set(alike.map(around)).size).to.equal(1);
      }),
      { numRuns: 50 },
    );
  });
});
