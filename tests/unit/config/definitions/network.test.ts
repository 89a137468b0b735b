import { allowsOnly, accepts, issuesOf, rejects, settingsOf, twoZones } from "../support";

const VPC = "an IPv4 range of private address space (RFC 1918), /16 to /28";
const SUBNET = "an IPv4 range inside vpcCidr that overlaps no other subnet, /16 to";
const ZONE = "a zone of the region, each once";
const ZONES = "a list of {name, publicCidr, privateCidr}, at least one";

function zone(changes: Record<string, unknown>): Record<string, unknown> {
  return { zones: [{ ...twoZones[0], ...changes }] };
}

describe("The VPC's range", () => {
  it("is an IPv4 range without host bits, and the corrected one is suggested", () => {
    allowsOnly(VPC, [
      [{ vpcCidr: "10.0.0.0" }, "vpcCidr: 10.0.0.0 is an address, not a range; did you mean 10.0.0.0/32?"],
      [{ vpcCidr: "ten" }, "vpcCidr: ten is not an IPv4 range"],
      [{ vpcCidr: "10.0.0.0/33" }, "vpcCidr: 10.0.0.0/33 is not an IPv4 range"],
      [{ vpcCidr: "10.0.0/16" }, "vpcCidr: 10.0.0/16 is not an IPv4 range"],
      [{ vpcCidr: "010.0.0.0/16" }, "vpcCidr: 010.0.0.0/16 is not an IPv4 range"],
      [{ vpcCidr: "10.0.0.256/16" }, "vpcCidr: 10.0.0.256/16 is not an IPv4 range"],
      [{ vpcCidr: "fd00::/16" }, "vpcCidr: fd00::/16 is IPv6, and the VPC has none"],
      [{ vpcCidr: "10.0.1.0/16" }, "vpcCidr: 10.0.1.0/16 has host bits set; did you mean 10.0.0.0/16?"],
    ]);
  });

  it("has a size that AWS gives", () => {
    allowsOnly(VPC, [
      [{ vpcCidr: "10.0.0.0/15" }, "vpcCidr: 10.0.0.0/15 is too large"],
      [{ vpcCidr: "10.0.0.0/29" }, "vpcCidr: 10.0.0.0/29 is too small"],
    ]);
  });

  it("is in private address space", () => {
    for (const vpcCidr of ["8.8.0.0/16", "172.32.0.0/16", "192.169.0.0/16", "100.64.0.0/16", "11.0.0.0/16"]) {
      allowsOnly(VPC, [[{ vpcCidr }, `vpcCidr: ${vpcCidr} is public address space`]]);
    }
    accepts([
      [{ vpcCidr: "172.31.0.0/16", ...zone({ publicCidr: "172.31.0.0/24", privateCidr: "172.31.1.0/24" }) }],
      [{ vpcCidr: "192.168.0.0/16", ...zone({ publicCidr: "192.168.0.0/24", privateCidr: "192.168.1.0/24" }) }],
    ]);
  });
});

describe("The zones", () => {
  it("must be set where the default zone is in another region or outside the VPC", () => {
    allowsOnly(ZONES, [
      [
        { "aws:region": "us-east-1" },
        "zones: is missing, and the default ap-northeast-1a is not in us-east-1; set zones in Pulumi.stg.yaml",
      ],
      [
        { vpcCidr: "10.1.0.0/16" },
        "zones: is missing, and the default 10.0.0.0/24 and 10.0.1.0/24 are not both in vpcCidr; set zones in Pulumi.stg.yaml",
      ],
    ]);
    accepts([[{ vpcCidr: "10.0.0.0/20" }]]);
  });

  it("keep the order of the stage file", () => {
    const reversed = [...twoZones].reverse();
    expect(settingsOf({ zones: reversed }).zones).to.deep.equal(reversed);
  });

  it("are a list that is not empty", () => {
    allowsOnly(ZONES, [
      [{ zones: [] }, "zones: is an empty list"],
      [{ zones: twoZones[0] }, `zones: ${JSON.stringify(twoZones[0]).slice(0, 60)}… is not a list`],
      [{ zones: "null" }, "zones: is empty; remove it: pulumi config rm minimal-secure-web:zones"],
      [
        { zones: "ap-northeast-1a" },
        "zones: ap-northeast-1a is plain text, not an object or a list; write it as YAML in the stage file, or use pulumi config set --path",
      ],
      [{ zones: ["ap-northeast-1a"] }, "zones[0]: ap-northeast-1a is not an object"],
    ]);
  });

  it("have all three parts and no others", () => {
    allowsOnly(`${SUBNET} /28`, [
      [zone({ name: undefined }), `zones[0].name: is missing; allowed: ${ZONE}`],
      [zone({ publicCidr: undefined }), `zones[0].publicCidr: is missing; allowed: ${SUBNET} /27`],
      [zone({ privateCidr: null }), "zones[0].privateCidr: is empty"],
      [zone({ privateCidr: 10 }), "zones[0].privateCidr: 10 is not text; put it in quotes"],
      [
        zone({ publicCidr: undefined, publicCIDRs: "10.0.0.0/24" }),
        "zones[0]: publicCIDRs is not a known name; allowed: name, publicCidr or privateCidr; did you mean publicCidr?",
      ],
    ]);
  });

  it("are zones of the region, each once", () => {
    allowsOnly(ZONE, [
      [
        zone({ name: "us-east-1a" }),
        "zones[0].name: us-east-1a is not a zone of ap-northeast-1; use the region and a letter, such as ap-northeast-1a",
      ],
      [
        zone({ name: "ap-northeast-1" }),
        "zones[0].name: ap-northeast-1 is not a zone of ap-northeast-1; use the region and a letter, such as ap-northeast-1a",
      ],
      [
        { zones: [twoZones[0], { ...twoZones[1], name: "ap-northeast-1a" }] },
        "zones[1].name: ap-northeast-1a repeats zones[0].name",
      ],
    ]);
  });

  it("have subnets inside the VPC, both named in the message", () => {
    rejects([
      [
        zone({ privateCidr: "10.1.0.0/24" }),
        `zones[0].privateCidr: 10.1.0.0/24 is not inside vpcCidr (10.0.0.0/16); allowed: ${SUBNET} /28`,
      ],
    ]);
  });

  it("have subnets that share no address, across zones as well", () => {
    rejects([
      [
        zone({ privateCidr: "10.0.0.128/25" }),
        `zones[0].privateCidr: 10.0.0.128/25 overlaps zones[0].publicCidr (10.0.0.0/24); allowed: ${SUBNET} /28`,
      ],
      [
        { zones: [twoZones[0], { ...twoZones[1], publicCidr: "10.0.1.0/24" }] },
        `zones[1].publicCidr: 10.0.1.0/24 overlaps zones[0].privateCidr (10.0.1.0/24); allowed: ${SUBNET} /27`,
      ],
    ]);
  });

  it("have public subnets with room for a load balancer and private ones of AWS's sizes", () => {
    accepts([[zone({ publicCidr: "10.0.0.0/27", privateCidr: "10.0.1.0/28" })]]);
    allowsOnly(`${SUBNET} /27`, [
      [zone({ publicCidr: "10.0.0.0/28" }), "zones[0].publicCidr: 10.0.0.0/28 is too small"],
      [zone({ privateCidr: "10.0.1.0/29" }), `zones[0].privateCidr: 10.0.1.0/29 is too small; allowed: ${SUBNET} /28`],
      [zone({ privateCidr: "10.0.0.0/8" }), `zones[0].privateCidr: 10.0.0.0/8 is too large; allowed: ${SUBNET} /28`],
      [
        zone({ publicCidr: "10.0.0.1/24" }),
        "zones[0].publicCidr: 10.0.0.1/24 has host bits set; did you mean 10.0.0.0/24?",
      ],
    ]);
  });

  it("are not compared with an invalid VPC range or region", () => {
    expect(issuesOf({ vpcCidr: "10.0.0.0/40", zones: twoZones })).to.have.length(1);
    expect(issuesOf({ "aws:region": "ap-northeast-9", zones: twoZones })).to.have.length(1);
  });
});
