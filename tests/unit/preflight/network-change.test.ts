import type { Zone } from "../../../config";
import type { ExistingNetwork } from "../../../preflight/existing-network";
import { blockersOf, deployed, type WantedNetwork } from "../../../preflight/network-change";
import { stepsTo } from "../../../preflight/network-steps";

const zone = (letter: string, publicPart: number, privatePart: number): Zone => ({
  name: `ap-northeast-1${letter}`,
  publicCidr: `10.0.${publicPart}.0/24`,
  privateCidr: `10.0.${privatePart}.0/24`,
});
const A = zone("a", 0, 1);
const C = zone("c", 2, 3);
const ZONES = ["a", "c", "d"].map((letter) => `ap-northeast-1${letter}`);

const network = (changed: Partial<WantedNetwork> = {}): WantedNetwork => ({
  vpcCidr: "10.0.0.0/16",
  zones: [A, C],
  kind: "instance",
  perZone: false,
  ownAddresses: new Map(),
  protect: false,
  ...changed,
});
const gateways = { kind: "gateway", perZone: true } as const;

const between = (before: Partial<WantedNetwork>, after: Partial<WantedNetwork>) =>
  blockersOf(deployed(network(before)), network(after));

/** Zones of each step, in short: `1a 0/1` for its public and private part. */
function steps(before: Partial<WantedNetwork> | ExistingNetwork, after: Partial<WantedNetwork>): string[] | undefined {
  const existing = "subnets" in before ? before : deployed(network(before));
  return stepsTo(existing, network(after), ZONES)?.map(({ zones, ownAddresses }) =>
    [
      ...zones.map(({ name, publicCidr, privateCidr }) => {
        const [one, two] = [publicCidr, privateCidr].map((cidr) => cidr.replace(/^10\.0\.|\.0\/24$/g, ""));
        return `${name.slice(-2)} ${one}/${two}`;
      }),
      ...(ownAddresses.size > 0 ? ["own"] : []),
    ].join(", "),
  );
}

describe("A change of the network", () => {
  it("is none when zones come, go or change places", () => {
    for (const nat of [{}, { perZone: true }, gateways, { kind: "gateway" }, { kind: "none" }] as const) {
      expect(between({ ...nat }, { ...nat })).to.deep.equal([]);
      expect(between({ ...nat }, { ...nat, zones: [C, A] })).to.deep.equal([]);
      expect(between({ ...nat }, { ...nat, zones: [A] })).to.deep.equal([]);
      expect(between({ ...nat }, { ...nat, zones: [C] })).to.deep.equal([]);
      expect(between({ ...nat, zones: [C] }, { ...nat })).to.deep.equal([]);
    }
  });

  it("allows a new public range with a NAT instance or without NAT if another zone stays", () => {
    expect(between({}, { zones: [zone("a", 10, 1), C] })).to.deep.equal([]);
    expect(between({ kind: "none" }, { kind: "none", zones: [A, zone("c", 10, 3)] })).to.deep.equal([]);
    expect(between(gateways, { zones: [zone("a", 10, 1), C] })).to.deep.equal([]);
    expect(between({ kind: "gateway" }, { kind: "gateway", zones: [A, zone("c", 10, 3)] })).to.deep.equal([]);
  });

  it("cannot give a NAT gateway a new public subnet, since the old one has its Elastic IP", () => {
    const change = { ...gateways, zones: [zone("a", 10, 1), C] };
    expect(between(gateways, change)).to.deep.equal([
      "the Elastic IP of the NAT in ap-northeast-1a is in use by NAT gateway the new one (Resource.AlreadyAssociated)",
    ]);
    expect(steps(gateways, change)).to.deep.equal(["1c 2/3", "1a 10/1, 1c 2/3"]);
  });

  it("cannot replace all subnets of the load balancer: the steps add another zone first", () => {
    const change = { zones: [zone("a", 10, 1)] };
    expect(between({ zones: [A] }, change)).to.deep.equal([
      "the load balancer keeps none of its subnets, so it must be replaced, and its name is still in use (DuplicateLoadBalancerName)",
    ]);
    const [standIn] =
      steps({ zones: [A] }, change)?.[0]
        ?.split(", ")
        .slice(1) ?? [];
    expect(standIn).to.equal("1c 255.128/26/255.192/26");
    expect(steps({ zones: [A] }, change)).to.deep.equal([`1a 0/1, ${standIn}`, `1a 10/1, ${standIn}`, "1a 10/1"]);
    const { loadBalancerSubnetIds, ...withoutLoadBalancer } = deployed(network({ zones: [A] }));
    expect(loadBalancerSubnetIds).to.have.length(1);
    expect(blockersOf(withoutLoadBalancer, network(change))).to.deep.equal([]);
  });

  it("cannot replace all zones: the steps keep the old ones until the new ones are there, also in a region without another", () => {
    const D = zone("d", 4, 5);
    expect(between({}, { zones: [D] })).to.have.length(1);
    for (const nat of [{}, { perZone: true }, gateways, { kind: "gateway" }, { kind: "none" }] as const) {
      expect(steps(nat, { ...nat, zones: [D] })).to.deep.equal(["1a 0/1, 1c 2/3, 1d 4/5", "1d 4/5"]);
    }
    expect(steps({ zones: [A] }, { zones: [D, C] })).to.deep.equal(["1a 0/1, 1d 4/5, 1c 2/3", "1d 4/5, 1c 2/3"]);
  });

  it("cannot move a zone with its ranges", () => {
    const change = { zones: [A, zone("d", 2, 3)] };
    expect(between({}, change)).to.deep.equal([
      "the public subnet 10.0.2.0/24 of ap-northeast-1d overlaps 10.0.2.0/24 in ap-northeast-1c, which still exists at that time (InvalidSubnet.Conflict)",
      "the private subnet 10.0.3.0/24 of ap-northeast-1d overlaps 10.0.3.0/24 in ap-northeast-1c, which still exists at that time (InvalidSubnet.Conflict)",
    ]);
    expect(steps({}, change)).to.deep.equal(["1a 0/1", "1a 0/1, 1d 2/3"]);
    const only = "1d 255.128/26/255.192/26";
    expect(steps({ zones: [A] }, { zones: [zone("c", 0, 1)] })).to.deep.equal(
      [`1a 0/1, ${only}`, only, "1c 0/1"].flatMap((each) => (each === "1c 0/1" ? [`1c 0/1, ${only}`, each] : [each])),
    );
  });

  it("cannot change a private range of a zone that has servers, nor exchange ranges", () => {
    expect(between({}, { zones: [A, zone("c", 2, 13)] })).to.deep.equal([
      "the private subnet 10.0.13.0/24 of ap-northeast-1c is new, and web servers keep the old one from being deleted (DependencyViolation)",
    ]);
    expect(steps({}, { zones: [A, zone("c", 2, 13)] })).to.deep.equal(["1a 0/1", "1a 0/1, 1c 2/13"]);
    expect(steps({}, { zones: [A, zone("c", 3, 2)] })).to.deep.equal(["1a 0/1", "1a 0/1, 1c 3/2"]);
    const standIn = "1d 255.128/26/255.192/26";
    expect(steps({}, { zones: [zone("a", 2, 1), zone("c", 0, 3)] })).to.deep.equal([
      `1a 0/1, 1c 2/3, ${standIn}`,
      standIn,
      "1a 2/1, 1c 0/3, " + standIn,
      "1a 2/1, 1c 0/3",
    ]);
  });

  it("keeps the order of zones meanwhile, since a NAT is in the first one", () => {
    const exchanged = [zone("c", 0, 3), zone("a", 2, 1)];
    expect(steps({ zones: [C, A] }, { zones: exchanged })?.[0]).to.match(/^1c 2\/3, 1a 0\/1, 1d /);
  });

  it("cannot make a range wider or narrower in place", () => {
    const wider = { ...C, publicCidr: "10.0.2.0/25" };
    expect(between({}, { zones: [A, wider] }).join()).to.contain("overlaps 10.0.2.0/24 in ap-northeast-1c");
  });

  it("cannot change the VPC's range, and no steps lead there but a new stage", () => {
    const change = { vpcCidr: "10.0.0.0/17" };
    expect(between({}, change)).to.deep.equal([
      "vpcCidr changes from 10.0.0.0/16 to 10.0.0.0/17, but the range of a VPC cannot change",
    ]);
    expect(steps({}, change)).to.equal(undefined);
  });

  it("cannot take an Elastic IP of one's own from another zone's NAT gateway", () => {
    const own = (a: string, c: string) =>
      new Map([
        [A.name, a],
        [C.name, c],
      ]);
    const before = { ...gateways, ownAddresses: own("x", "y") };
    expect(between(before, { ...before, zones: [C, A] })).to.deep.equal([]);
    const exchanged = { ...before, ownAddresses: own("y", "x") };
    expect(between(before, exchanged)).to.have.length(2);
    expect(steps(before, exchanged)).to.deep.equal(["1a 0/1, 1c 2/3", "1a 0/1, 1c 2/3, own"]);
    const other = { ...gateways, kind: "instance", ownAddresses: own("x", "y") } as const;
    expect(between(other, before)).to.deep.equal([
      "the Elastic IP of the NAT in ap-northeast-1a is in use by instance the new one (Resource.AlreadyAssociated)",
      "the Elastic IP of the NAT in ap-northeast-1c is in use by instance the new one (Resource.AlreadyAssociated)",
    ]);
    expect(between(other, { ...other, ownAddresses: own("y", "x") })).to.deep.equal([]);
    expect(steps(other, before)).to.deep.equal(["1a 0/1, 1c 2/3", "1a 0/1, 1c 2/3, own"]);
    const moved = { kind: "instance", zones: [C, A], ownAddresses: new Map([[C.name, "x"]]) } as const;
    expect(between({ ...before, perZone: false }, moved)).to.have.length(1);
  });

  it("deletes nothing while protect is on", () => {
    expect(between({ protect: true }, { protect: true, zones: [A] })).to.deep.equal([
      "protect keeps the public subnet 10.0.2.0/24 of ap-northeast-1c from being deleted",
      "protect keeps the private subnet 10.0.3.0/24 of ap-northeast-1c from being deleted",
    ]);
    expect(steps({ protect: true }, { protect: true, zones: [A] })).to.deep.equal(["1a 0/1"]);
  });

  it("that failed halfway can continue, or be undone by way of the zones that were not touched", () => {
    const before = deployed(network(gateways));
    const half: ExistingNetwork = {
      ...before,
      subnets: [...before.subnets, { id: "new", zone: A.name, cidr: "10.0.10.0/24", role: "public" }],
    };
    expect(blockersOf(half, network(gateways))).to.deep.equal([]);
    expect(steps(half, gateways)).to.deep.equal(["1c 2/3", "1a 0/1, 1c 2/3"]);
    const forward = { ...gateways, zones: [zone("a", 10, 1), C] };
    expect(steps(half, forward)).to.deep.equal(["1c 2/3", "1a 10/1, 1c 2/3"]);
    expect(blockersOf(half, network({ ...forward, kind: "instance" }))).to.deep.equal([]);
  });

  it("meets subnets that are not the stage's", () => {
    const before = deployed(network());
    const foreign: ExistingNetwork = {
      ...before,
      subnets: [...before.subnets, { id: "theirs", zone: "ap-northeast-1d", cidr: "10.0.4.0/22" }],
    };
    expect(blockersOf(foreign, network({ zones: [A, C, zone("d", 5, 9)] }))).to.have.length(1);
    expect(blockersOf(foreign, network({ protect: true }))).to.deep.equal([]);
  });
});
