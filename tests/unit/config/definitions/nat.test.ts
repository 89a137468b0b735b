import { allowsOnly, accepts, rejects, settingsOf, twoZones } from "../support";

const IDS = "{ZONE: ID}, an eipalloc- ID for each zone with a NAT";
const a = "ap-northeast-1a";
const c = "ap-northeast-1c";
const one = "eipalloc-0123456789abcdef0";
const two = "eipalloc-0123456789abcdef1";

describe("The NAT", () => {
  it("is an instance unless set, and a typing error gets a suggestion", () => {
    expect(settingsOf({}).nat).to.equal("instance");
    accepts([[{ nat: "gateway" }], [{ nat: "none" }]]);
    allowsOnly("instance, gateway or none", [
      [{ nat: "gatway" }, "nat: gatway is not valid; did you mean gateway?"],
      [{ nat: "Instance" }, "nat: Instance is not valid; did you mean instance?"],
      [{ nat: "vpn" }, "nat: vpn is not valid"],
      [{ nat: "" }, "nat: is empty; remove it: pulumi config rm minimal-secure-web:nat"],
    ]);
  });

  it("is one per zone only with more than one zone and with a NAT", () => {
    expect(settingsOf({ natPerZone: true, zones: twoZones }).natPerZone).to.equal(true);
    expect(settingsOf({ natPerZone: true }).natPerZone).to.equal(false);
    expect(settingsOf({ natPerZone: true, zones: twoZones, nat: "none" }).natPerZone).to.equal(false);
    expect(settingsOf({ zones: twoZones }).natPerZone).to.equal(false);
  });
});

describe("Your own Elastic IPs", () => {
  it("are listed by kind and zone, also for the kind that is not in use", () => {
    const both = { instance: { [a]: one }, gateway: { [a]: two } };
    expect(settingsOf({ natEipAllocationIds: both }).natEipAllocationIds).to.deep.equal(both);
    expect(settingsOf({}).natEipAllocationIds).to.deep.equal({});
    accepts([
      [{ nat: "none", natEipAllocationIds: { gateway: { [a]: one, [c]: two } } }],
      [{ natEipAllocationIds: { instance: { [a]: "eipalloc-01234567" } } }],
    ]);
  });

  it("belong to a zone, whatever its position in zones", () => {
    const settings = { nat: "gateway", natPerZone: true, natEipAllocationIds: { gateway: { [a]: one, [c]: two } } };
    for (const zones of [twoZones, [...twoZones].reverse()]) {
      expect(settingsOf({ ...settings, zones }).natEipAllocationIds.gateway).to.deep.equal({ [a]: one, [c]: two });
    }
  });

  it("are required for each zone with a NAT, and allowed for others", () => {
    const perZone = { nat: "gateway", natPerZone: true, zones: twoZones };
    allowsOnly(IDS, [
      [
        { ...perZone, natEipAllocationIds: { gateway: { [a]: one } } },
        `natEipAllocationIds.gateway: has no address for ${c}; each zone with a NAT needs one: ${a} and ${c}`,
      ],
      [
        { natEipAllocationIds: { instance: { [c]: one } } },
        `natEipAllocationIds.instance: has no address for ${a}; each zone with a NAT needs one: ${a}`,
      ],
      [{ natEipAllocationIds: { gateway: {} } }, "natEipAllocationIds.gateway: is empty; leave it out"],
      [
        { natEipAllocationIds: { instance: { [a]: one, "us-east-1a": two } } },
        "natEipAllocationIds.instance: us-east-1a is not a zone of ap-northeast-1",
      ],
    ]);
    accepts([
      [{ ...perZone, natEipAllocationIds: { gateway: { [a]: one, [c]: two } } }],
      [{ ...perZone, natPerZone: false, natEipAllocationIds: { gateway: { [a]: one, [c]: two } } }],
      [{ natEipAllocationIds: { instance: { [a]: one, [c]: two } } }],
      [{ natEipAllocationIds: { gateway: { [c]: two } } }],
    ]);
  });

  it("are allocation ids, each used once, since a gateway does not release its address", () => {
    rejects([
      [
        { natEipAllocationIds: { instance: { [a]: "203.0.113.5" } } },
        `natEipAllocationIds.instance.${a}: 203.0.113.5 is not an allocation ID; allowed: eipalloc- and 8 or 17 hexadecimal digits`,
      ],
      [
        { natEipAllocationIds: { instance: { [a]: one }, gateway: { [a]: one } } },
        `natEipAllocationIds.gateway.${a}: ${one} repeats natEipAllocationIds.instance.${a}; allowed: ${IDS}; give each zone and each kind its own address`,
      ],
    ]);
  });

  it("are not a list: the message shows the object to write", () => {
    const list = "is a list, but needs a zone for each address";
    allowsOnly(IDS, [
      [
        { nat: "gateway", natPerZone: true, zones: twoZones, natEipAllocationIds: { gateway: [one, two] } },
        `natEipAllocationIds.gateway: ["${one}","${two}"] ${list}; write natEipAllocationIds: {gateway: {${a}: ${one}, ${c}: ${two}}}`,
      ],
      [
        { natEipAllocationIds: { instance: [one, 7] } },
        `natEipAllocationIds.instance: ["${one}",7] ${list}; write natEipAllocationIds: {instance: {${a}: ${one}, ZONE: eipalloc-…}}`,
      ],
      [
        { natEipAllocationIds: { instance: [one] } },
        `natEipAllocationIds.instance: [secret] ${list}; write natEipAllocationIds: {instance: {${a}: eipalloc-…}}`,
        { secret: ["natEipAllocationIds"] },
      ],
      [
        { nat: "gateway", natPerZone: true, zones: twoZones, natEipAllocationIds: [one, two] },
        `natEipAllocationIds: ["${one}","${two}"] ${list}; allowed: {instance: {ZONE: ID}, gateway: {ZONE: ID}}, each address once; write natEipAllocationIds: {gateway: {${a}: ${one}, ${c}: ${two}}}`,
      ],
    ]);
  });

  it("are ids by zone, in an object of the two kinds", () => {
    const whole = "{instance: {ZONE: ID}, gateway: {ZONE: ID}}, each address once";
    allowsOnly(IDS, [
      [{ natEipAllocationIds: 7 }, `natEipAllocationIds: 7 is not an object; allowed: ${whole}`],
      [{ natEipAllocationIds: { instance: one } }, `natEipAllocationIds.instance: ${one} is not an object`],
      [
        { natEipAllocationIds: { instance: { [a]: 7 } } },
        `natEipAllocationIds.instance.${a}: 7 is not text; put it in quotes`,
      ],
      [
        { natEipAllocationIds: { instnace: { [a]: one } } },
        "natEipAllocationIds: instnace is not a known name; allowed: instance or gateway; did you mean instance?",
      ],
    ]);
  });
});
