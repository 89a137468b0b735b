import { expect } from "chai";
import * as fc from "fast-check";

import type { Cidr } from "../../../../lib/cidr";
import {
  classesOf,
  PUBLIC,
  readAddress,
  readIpv6Range,
  readRange,
  usable,
  WORLD,
} from "../../../../policy/reachability/sets/addresses";
import { isIn, sizeOf } from "../../../../policy/reachability/sets/spans";

function range(text: string): Cidr {
  const found = readRange(text);
  if (found === undefined) throw new Error(text);
  return found;
}

function address(text: string): number {
  return readAddress(text) ?? Number.NaN;
}

describe("IPv4 ranges", () => {
  it("are read without the bits behind their prefix, as EC2 does", () => {
    expect(range("10.0.1.77/24").text).to.equal("10.0.1.0/24");
    expect(range("0.0.0.0/0")).to.include({ first: 0, last: 2 ** 32 - 1 });
    for (const text of ["10.0.0.1", "10.0.0.0/33", "::/0", "anyone", ""])
      expect(readRange(text), text).to.equal(undefined);
    expect(readAddress("0.0.1.2")).to.equal(258);
    expect(readAddress("1.2.3.4/8")).to.equal(undefined);
  });

  it("are public where the internet carries packets", () => {
    const isPublic = (one: number): boolean => PUBLIC.some((span) => isIn(one, span));
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

  it("leave a subnet's machines all but the first four addresses and the last", () => {
    expect(usable(range("10.0.0.16/28"))).to.deep.equal({ first: address("10.0.0.20"), last: address("10.0.0.30") });
  });
});

describe("IPv6 ranges", () => {
  it("mean everybody when they are wider than one provider's, and else nobody", () => {
    for (const text of ["::/0", "::/1", "8000::/1", "2000::/3", "2001:db8::/31"]) {
      expect(readIpv6Range(text), text).to.equal("everybody");
    }
    for (const text of ["2001:db8::/32", "2001:db8::1/128"]) expect(readIpv6Range(text), text).to.equal("nobody");
    for (const text of ["0.0.0.0/0", "2001:db8::1", "anyone"]) expect(readIpv6Range(text), text).to.equal(undefined);
  });
});

describe("Classes of addresses", () => {
  it("take each address into the narrowest range around it", () => {
    const classes = classesOf([WORLD], ["10.0.0.0/8", "10.1.0.0/16", "10.1.0.0/16", "0.0.0.0/1"].map(range));
    expect(classes.map(({ range: narrowest, spans }) => [narrowest?.text, sizeOf(spans)])).to.deep.equal([
      ["10.1.0.0/16", 2 ** 16],
      ["10.0.0.0/8", 2 ** 24 - 2 ** 16],
      ["0.0.0.0/1", 2 ** 31 - 2 ** 24],
      [undefined, 2 ** 31],
    ]);
  });

  it("leave out what has no address left", () => {
    const classes = classesOf([range("10.0.0.0/24")], ["10.0.0.0/25", "10.0.0.128/25", "192.168.0.0/16"].map(range));
    expect(classes.map(({ range: narrowest }) => narrowest?.text)).to.deep.equal(["10.0.0.0/25", "10.0.0.128/25"]);
  });

  it("hold each address once, with others that are in the same ranges", () => {
    const [home, start] = [range("10.0.0.0/27"), address("10.0.0.0")];
    const anyRange = fc.tuple(fc.nat({ max: 31 }), fc.integer({ min: 27, max: 32 })).map(([last, prefix]) => {
      return range(`10.0.0.${last}/${prefix}`);
    });
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 5 }), (ranges) => {
        const around = (one: number): string =>
          ranges
            .filter((other) => isIn(one, other))
            .map(({ text }) => text)
            .join();
        const numbers = classesOf([home], ranges).map(({ spans }) =>
          Array.from({ length: 32 }, (_, offset) => start + offset).filter((one) =>
            spans.some((span) => isIn(one, span)),
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
