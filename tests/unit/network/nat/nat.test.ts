import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NatSettings } from "../../../../config";
import type { StageContext } from "../../../../lib/stage-context";
import { Nat, natProvider, Vpc, type NatArgs, type NatProvider, type VpcArgs } from "../../../../network";
import { deploy, resolve, Secret, tag, type Deployment, type RecordedResource } from "../../../support";
import { amazonLinux, contextOf } from "../../../support/context";
import { needs, shortName, urnsOf, without } from "../../../support/names";

const ZONE_A = { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" };
const ZONE_C = { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" };
const PUBLIC_ROUTING = [
  "Route vpc-public-default",
  "RouteTableAssociation vpc-public-1a",
  "RouteTableAssociation vpc-public-1c",
  "VpcEndpoint vpc-s3",
];

/** Kind and number: one NAT for all zones, or one per zone. */
type Layout = "instance" | "instances" | "gateway" | "gateways" | "none";

interface Options extends Partial<NatSettings>, Partial<Pick<NatArgs, "login" | "unhealthyNatInstances">> {
  readonly zones?: VpcArgs["settings"]["zones"];
  readonly context?: Partial<StageContext>;
}

class SecurityGroups extends pulumi.ComponentResource {
  constructor() {
    super("minimal-secure-web:network:SecurityGroups", "access");
    this.registerOutputs({});
  }

  idOf(role: string): pulumi.Output<string> {
    return pulumi.output(`sg-${role}`);
  }
}

function nat(
  provider: NatProvider,
  {
    zones = [ZONE_A, ZONE_C],
    context: changed = {},
    login = { keyName: "key-1" },
    unhealthyNatInstances = new Map(),
    ...settings
  }: Options = {},
): Promise<Deployment<Nat>> {
  return deploy(() => {
    const context = contextOf("stg", changed);
    const vpc = new Vpc("vpc", { context, settings: { vpcCidr: "10.0.0.0/16", zones } });
    const kind = provider.kind as NatSettings["kind"];
    return new Nat("nat", {
      context,
      settings: { kind, perZone: false, allocationIds: undefined, instanceType: "t4g.nano", ...settings },
      provider,
      vpc,
      securityGroups: new SecurityGroups(),
      amazonLinux,
      login,
      unhealthyNatInstances,
    });
  });
}

function parts(deployed: Deployment<Nat>): string[] {
  return deployed.childrenOf(deployed.only("minimal-secure-web:network:Nat")).map(shortName).sort();
}

function routes(deployed: Deployment<Nat>): RecordedResource[] {
  return deployed.all("aws.ec2.Route").filter(({ name }) => name.startsWith("nat-"));
}

describe("A NAT", () => {
  let deployed: Record<Layout, Deployment<Nat>>;

  before(async () => {
    deployed = {
      instance: await nat(natProvider("instance")),
      instances: await nat(natProvider("instance"), { perZone: true }),
      gateway: await nat(natProvider("gateway")),
      gateways: await nat(natProvider("gateway"), { perZone: true }),
      none: await nat(natProvider("none")),
    };
  });

  it("consists of exactly these resources per zone with a NAT, and a default route per zone", () => {
    const instance = (zone: string) => [
      `Eip nat-instance-${zone}`,
      `EipAssociation nat-instance-${zone}`,
      `Instance nat-instance-${zone}`,
      `MetricAlarm nat-instance-${zone}-reboot`,
      `Stash nat-instance-${zone}-last-broken`,
    ];
    const gateway = (zone: string) => [`Eip nat-gateway-${zone}`, `NatGateway nat-gateway-${zone}`];
    const both = ["Route nat-private-default-1a", "Route nat-private-default-1c"];
    expect(parts(deployed.instance)).to.deep.equal([...instance("1a"), ...both].sort());
    expect(parts(deployed.instances)).to.deep.equal([...instance("1a"), ...instance("1c"), ...both].sort());
    expect(parts(deployed.gateway)).to.deep.equal([...gateway("1a"), ...both].sort());
    expect(parts(deployed.gateways)).to.deep.equal([...gateway("1a"), ...gateway("1c"), ...both].sort());
    expect(parts(deployed.none)).to.deep.equal([]);
    expect(deployed.none.made.publicIps).to.deep.equal([]);
  });

  it("has the same route resources for every kind and number, so that a NAT switch changes each in place", () => {
    const [first, ...rest] = (["instance", "instances", "gateway", "gateways"] as const).map((kind) =>
      routes(deployed[kind]).map(({ urn, inputs: { routeTableId, destinationCidrBlock } }) => [
        urn.split("::").slice(2).join(" "),
        routeTableId,
        destinationCidrBlock,
      ]),
    );
    const type = "minimal-secure-web:network:Nat$aws:ec2/route:Route";
    expect(first).to.deep.equal([
      [`${type} nat-private-default-1a`, "rtb-vpc-private-1a", "0.0.0.0/0"],
      [`${type} nat-private-default-1c`, "rtb-vpc-private-1c", "0.0.0.0/0"],
    ]);
    for (const other of rest) expect(other).to.deep.equal(first);
  });

  it("is the target of both default routes, or of the one in its zone", () => {
    const targets = (kind: Layout, property: string) => routes(deployed[kind]).map(({ inputs }) => inputs[property]);
    expect(targets("instance", "networkInterfaceId")).to.deep.equal(Array(2).fill("eni-nat-instance-1a"));
    expect(targets("instances", "networkInterfaceId")).to.deep.equal(["eni-nat-instance-1a", "eni-nat-instance-1c"]);
    expect(targets("gateway", "natGatewayId")).to.deep.equal(Array(2).fill("nat-nat-gateway-1a"));
    expect(targets("gateways", "natGatewayId")).to.deep.equal(["nat-nat-gateway-1a", "nat-nat-gateway-1c"]);
  });

  it("has the zone in its Name where there are several, and always in the Name of its Elastic IP", () => {
    const names = (kind: Layout, type: string) => deployed[kind].all(type).map((resource) => tag(resource, "Name"));
    const perZone = ["servicename-stg-nat-1a", "servicename-stg-nat-1c"];
    expect(names("instance", "aws.ec2.Instance")).to.deep.equal(["servicename-stg-nat"]);
    expect(names("gateway", "aws.ec2.NatGateway")).to.deep.equal(["servicename-stg-nat"]);
    expect(names("instances", "aws.ec2.Instance")).to.deep.equal(perZone);
    expect(names("gateways", "aws.ec2.NatGateway")).to.deep.equal(perZone);
    expect(names("instance", "aws.ec2.Eip")).to.deep.equal(["servicename-stg-nat-instance-1a"]);
    expect(names("gateway", "aws.ec2.Eip")).to.deep.equal(["servicename-stg-nat-gateway-1a"]);
  });

  it("is ready before a route points to it, even in a zone without a NAT of its own", () => {
    for (const zone of ["1a", "1c"]) {
      const route = `nat-private-default-${zone}`;
      expect(needs(deployed.instance, deployed.instance.byName(route))).to.deep.equal([
        "EipAssociation nat-instance-1a",
        "Instance nat-instance-1a",
        `RouteTable vpc-private-${zone}`,
      ]);
      expect(needs(deployed.gateway, deployed.gateway.byName(route))).to.deep.equal([
        "NatGateway nat-gateway-1a",
        `RouteTable vpc-private-${zone}`,
      ]);
    }
  });

  it("is checked for readiness before a route or an address moves to it, and never at a deletion", () => {
    for (const kind of ["instance", "instances", "gateway", "gateways"] as const) {
      for (const { hooks } of [...routes(deployed[kind]), ...deployed[kind].all("aws.ec2.EipAssociation")]) {
        expect(hooks.beforeCreate).to.deep.equal(["nat-way-out-is-ready"]);
        expect(hooks.beforeUpdate).to.deep.equal(["nat-way-out-is-ready"]);
        expect([...hooks.beforeDelete, ...hooks.afterDelete, ...hooks.afterCreate]).to.deep.equal([]);
      }
    }
  });

  it("is created after the public routing, addresses included, and so deleted before it", () => {
    const [instance, gateway] = [deployed.instance, deployed.gateway];
    for (const [kind, resource] of [
      [instance, instance.only("aws.ec2.Eip")],
      [instance, instance.only("aws.ec2.Instance")],
      [gateway, gateway.only("aws.ec2.Eip")],
      [gateway, gateway.only("aws.ec2.NatGateway")],
    ] as const) {
      expect(needs(kind, resource), shortName(resource)).to.include.members(PUBLIC_ROUTING);
    }
  });

  it("has one public address per NAT", async () => {
    for (const kind of ["instance", "instances", "gateway", "gateways"] as const) {
      const publicIps = await resolve(pulumi.all(deployed[kind].made.publicIps));
      expect(publicIps).to.deep.equal(deployed[kind].all("aws.ec2.Eip").map(({ outputs }) => outputs.publicIp));
    }
  });

  it("makes private instances wait for associations and routes, or for associations only without a NAT", async () => {
    const waits = async (kind: Layout) => {
      const urns = await Promise.all(deployed[kind].made.privateEgress.map(({ urn }) => resolve(urn)));
      return urns.map((urn) => urn.replace(/.*:(\w+)::/, "$1 "));
    };
    const associations = ["RouteTableAssociation vpc-private-1a", "RouteTableAssociation vpc-private-1c"];
    const both = [...associations, "Route nat-private-default-1a", "Route nat-private-default-1c"];
    expect(await waits("instance")).to.deep.equal(both);
    expect(await waits("gateways")).to.deep.equal(both);
    expect(await waits("none")).to.deep.equal(associations);
  });

  it("in one zone does not change when the other zone is removed, even the first one", async () => {
    for (const [kind, layout] of [
      ["instance", "instances"],
      ["gateway", "gateways"],
    ] as const) {
      const fewer = urnsOf(await nat(natProvider(kind), { perZone: true, zones: [ZONE_C] }));
      const all = urnsOf(deployed[layout]);
      expect(without(fewer, all)).to.deep.equal([]);
      expect(without(all, fewer).filter((urn) => !/-1a(-last-broken|-reboot)?$/.test(urn))).to.deep.equal([]);
    }
  });

  describe("that is an instance", () => {
    it("is a hardened Amazon Linux instance in the public subnet, without source/destination check", () => {
      const { userData, tags, rootBlockDevice, ...inputs } = deployed.instance.only("aws.ec2.Instance").inputs;
      expect(inputs).to.deep.equal({
        ami: "ami-1",
        instanceType: "t4g.nano",
        subnetId: "subnet-vpc-public-1a",
        vpcSecurityGroupIds: ["sg-nat"],
        keyName: "key-1",
        sourceDestCheck: false,
        monitoring: false,
        ebsOptimized: true,
        userDataReplaceOnChange: true,
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      });
      expect(rootBlockDevice).to.deep.equal({
        encrypted: true,
        volumeType: "gp3",
        volumeSize: 8,
        deleteOnTermination: true,
        tags,
      });
      expect((userData as string).split("\n").slice(0, 2)).to.deep.equal(["#!/bin/bash", "VPC_CIDR='10.0.0.0/16'"]);
    });

    it("keeps its address when it is replaced", () => {
      const { inputs } = deployed.instance.only("aws.ec2.EipAssociation");
      expect(inputs).to.deep.equal({
        allocationId: "eipalloc-nat-instance-1a",
        networkInterfaceId: "eni-nat-instance-1a",
        allowReassociation: true,
      });
    });

    it("is replaced for another instance type, since a change in place would stop it for minutes", () => {
      expect(deployed.instance.only("aws.ec2.Instance").options.replaceOnChanges).to.deep.equal(["instanceType"]);
    });

    it("is replaced when it is unhealthy, and not again when the new one is healthy", async () => {
      const replaced = await nat(natProvider("instance"), {
        perZone: true,
        unhealthyNatInstances: new Map([["1c", "i-0123"]]),
      });
      const stashes = (run: Deployment<Nat>) =>
        run.all("pulumi.Stash").map(({ name, inputs, options }) => [name, inputs.input, options.ignoreChanges]);
      expect(stashes(replaced)).to.deep.equal([
        ["nat-instance-1a-last-broken", "none", ["input"]],
        ["nat-instance-1c-last-broken", "i-0123", undefined],
      ]);
      const triggers = replaced.all("aws.ec2.Instance").map(({ options }) => options.replacementTrigger);
      expect(triggers).to.deep.equal(["none", "i-0123"]);
    });

    it("is in the public subnet of its zone", () => {
      const subnets = deployed.instances.all("aws.ec2.Instance").map(({ inputs }) => inputs.subnetId);
      expect(subnets).to.deep.equal(["subnet-vpc-public-1a", "subnet-vpc-public-1c"]);
    });
  });

  it("that is a gateway is in the public subnet of its zone, with an Elastic IP", () => {
    const inputs = deployed.gateways.all("aws.ec2.NatGateway").map((gateway) => gateway.inputs);
    expect(inputs.map(({ subnetId, allocationId }) => [subnetId, allocationId])).to.deep.equal([
      ["subnet-vpc-public-1a", "eipalloc-nat-gateway-1a"],
      ["subnet-vpc-public-1c", "eipalloc-nat-gateway-1c"],
    ]);
  });

  describe("with your own Elastic IPs", () => {
    it("an instance per zone uses that of its zone, and none is created", async () => {
      const own = await nat(natProvider("instance"), {
        perZone: true,
        allocationIds: { [ZONE_C.name]: "eipalloc-own2", [ZONE_A.name]: "eipalloc-own1" },
        instanceType: "t3.nano",
        login: {},
        context: { detailedMonitoring: true },
      });
      expect(own.all("aws.ec2.Eip")).to.deep.equal([]);
      const used = own.all("aws.ec2.EipAssociation").map(({ inputs }) => inputs.allocationId);
      expect(used).to.deep.equal(["eipalloc-own1", "eipalloc-own2"]);
      expect(own.made.publicIps).to.have.length(2);
      for (const { inputs } of own.all("aws.ec2.Instance")) {
        expect(inputs).to.include({ monitoring: true, instanceType: "t3.nano" }).and.not.to.have.property("keyName");
      }
    });

    it("a gateway per zone does too, and a secret one stays secret", async () => {
      const own = await nat(natProvider("gateway"), {
        perZone: true,
        allocationIds: { [ZONE_A.name]: pulumi.secret("eipalloc-own1"), [ZONE_C.name]: "eipalloc-own2" },
      });
      expect(own.all("aws.ec2.Eip")).to.deep.equal([]);
      const used = own.all("aws.ec2.NatGateway").map(({ inputs }) => inputs.allocationId);
      expect(used).to.deep.equal([new Secret("eipalloc-own1"), "eipalloc-own2"]);
    });
  });

  it("can be of a new kind without changes elsewhere", async () => {
    const wireless: NatProvider = {
      kind: "mast",
      hasSecurityGroup: false,
      hasInternetEgress: true,
      create: ({ placements }, parent) =>
        placements.map(({ suffix, logicalName, publicSubnetId }) => {
          const mast = new aws.ec2.NetworkInterface(logicalName, { subnetId: publicSubnetId }, { parent });
          return { suffix, target: { networkInterfaceId: mast.id }, publicIp: mast.privateIp, ready: [mast] };
        }),
    };
    const made = await nat(wireless, { perZone: true });
    expect(parts(made)).to.deep.equal([
      "Eip nat-mast-1a",
      "Eip nat-mast-1c",
      "NetworkInterface nat-mast-1a",
      "NetworkInterface nat-mast-1c",
      "Route nat-private-default-1a",
      "Route nat-private-default-1c",
    ]);
    expect(needs(made, made.byName("nat-private-default-1c"))).to.deep.equal([
      "NetworkInterface nat-mast-1c",
      "RouteTable vpc-private-1c",
    ]);
    expect(routes(made).map(({ urn }) => urn)).to.deep.equal(routes(deployed.instance).map(({ urn }) => urn));
  });

  it("of an unknown kind is rejected", () => {
    expect(() => natProvider("vpn" as "none")).to.throw('there is no NAT of the kind "vpn"');
  });
});
