import { expect } from "chai";
import { accepts, refuses, settingsOf, twoZones } from "./support";

const IDS = "a list of eipalloc- ids, one per way out";
const one = "eipalloc-0123456789abcdef0";
const two = "eipalloc-0123456789abcdef1";

describe("The way out", () => {
  it("is a NAT instance unless set, and a slip gets the nearest kind", () => {
    expect(settingsOf({}).nat).to.equal("instance");
    accepts([[{ nat: "gateway" }], [{ nat: "none" }]]);
    refuses([
      [{ nat: "gatway" }, "nat: gatway is not known; allowed: instance, gateway or none; did you mean gateway?"],
      [{ nat: "Instance" }, "nat: Instance is not known; allowed: instance, gateway or none; did you mean instance?"],
      [{ nat: "vpn" }, "nat: vpn is not known; allowed: instance, gateway or none"],
      [
        { nat: "" },
        "nat: is empty; allowed: instance, gateway or none; remove it: pulumi config rm minimal-secure-web:nat",
      ],
    ]);
  });

  it("is one per zone only with more than one zone and with a NAT", () => {
    expect(settingsOf({ natPerZone: true, zones: twoZones }).natPerZone).to.equal(true);
    expect(settingsOf({ natPerZone: true }).natPerZone).to.equal(false);
    expect(settingsOf({ natPerZone: true, zones: twoZones, nat: "none" }).natPerZone).to.equal(false);
    expect(settingsOf({ zones: twoZones }).natPerZone).to.equal(false);
  });
});

describe("Elastic IPs of the user's own", () => {
  it("are kept by kind, for the kind in use and the other", () => {
    expect(settingsOf({ natEipAllocationIds: { instance: [one], gateway: [two] } }).natEipAllocationIds).to.deep.equal({
      instance: [one],
      gateway: [two],
    });
    expect(settingsOf({}).natEipAllocationIds).to.deep.equal({});
    accepts([
      [{ nat: "none", natEipAllocationIds: { gateway: [one, two] } }],
      [{ natEipAllocationIds: { instance: ["eipalloc-01234567"] } }],
    ]);
  });

  it("are as many as ways out of the kind in use", () => {
    refuses([
      [
        { natEipAllocationIds: { instance: [one, two] } },
        `natEipAllocationIds.instance: has 2 for 1 way out; allowed: ${IDS}; give as many as there are ways out`,
      ],
      [
        { nat: "gateway", natPerZone: true, zones: twoZones, natEipAllocationIds: { gateway: [one] } },
        `natEipAllocationIds.gateway: has 1 for 2 ways out; allowed: ${IDS}; give as many as there are ways out`,
      ],
      [
        { natEipAllocationIds: { gateway: [] } },
        `natEipAllocationIds.gateway: is an empty list; allowed: ${IDS}; leave it out`,
      ],
    ]);
    accepts([[{ natPerZone: true, zones: twoZones, natEipAllocationIds: { instance: [one, two] } }]]);
  });

  it("are allocation ids, each used once, since an address cannot survive a change of kind", () => {
    refuses([
      [
        { natEipAllocationIds: { instance: ["203.0.113.5"] } },
        "natEipAllocationIds.instance[0]: 203.0.113.5 is not an allocation id; allowed: eipalloc- and 8 or 17 hexadecimal digits",
      ],
      [
        { natEipAllocationIds: { instance: [one], gateway: [one] } },
        `natEipAllocationIds.gateway[0]: ${one} is natEipAllocationIds.instance[0] already; allowed: ${IDS}; give each way out and each kind its own address`,
      ],
    ]);
  });

  it("are lists in an object of the two kinds", () => {
    const whole = "{instance: [...], gateway: [...]}, each address once";
    refuses([
      [{ natEipAllocationIds: [one] }, `natEipAllocationIds: ["${one}"] is not an object; allowed: ${whole}`],
      [
        { natEipAllocationIds: { instance: one } },
        `natEipAllocationIds.instance: ${one} is not a list; allowed: ${IDS}`,
      ],
      [
        { natEipAllocationIds: { instance: [7] } },
        `natEipAllocationIds.instance[0]: 7 is not text; allowed: ${IDS}; put it in quotes`,
      ],
      [
        { natEipAllocationIds: { instnace: [one] } },
        "natEipAllocationIds: instnace is not a name it knows; allowed: instance or gateway; did you mean instance?",
      ],
    ]);
  });
});
