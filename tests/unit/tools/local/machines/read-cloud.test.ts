import { expect } from "chai";

import type { Cloud } from "../../../../../tools/local/machines/cloud";
import { CloudReader } from "../../../../../tools/local/machines/read-cloud";
import { xml } from "../support";

type Tree = string | number | boolean | readonly Tree[] | { readonly [name: string]: Tree };

/** The API's XML: a list's members are items. */
function toXml(tree: Tree, item: string): string {
  if (Array.isArray(tree)) return tree.map((one: Tree) => `<${item}>${toXml(one, item)}</${item}>`).join("");
  if (typeof tree !== "object") return String(tree);
  return Object.entries(tree)
    .map(([name, value]) => `<${name}>${toXml(value, item)}</${name}>`)
    .join("");
}

const instance = (id: string, state: string, more: Record<string, Tree> = {}): Tree => ({
  instanceId: id,
  instanceState: { name: state },
  vpcId: "vpc-1",
  subnetId: "subnet-a",
  privateIpAddress: "10.0.0.4",
  ipAddress: "198.18.0.1",
  sourceDestCheck: false,
  imageId: "ami-1",
  instanceType: "t4g.nano",
  keyName: "key",
  launchTime: "2026-01-01T00:00:00Z",
  groupSet: [{ groupId: "sg-1" }],
  tagSet: [{ key: "Name", value: "nat" }],
  networkInterfaceSet: [{ networkInterfaceId: "eni-1" }],
  ...more,
});

const DESCRIBED: Readonly<Record<string, Tree>> = {
  DescribeInstances: {
    reservationSet: [{ instancesSet: [instance("i-1", "running"), instance("i-2", "terminated")] }],
  },
  DescribeVpcs: { vpcSet: [{ vpcId: "vpc-1", cidrBlock: "10.0.0.0/16" }] },
  DescribeSubnets: {
    subnetSet: [
      { subnetId: "subnet-a", cidrBlock: "10.0.0.0/24", availabilityZone: "a" },
      { subnetId: "subnet-b", cidrBlock: "10.0.1.0/24", availabilityZone: "a" },
    ],
  },
  DescribeRouteTables: {
    routeTableSet: [
      { routeTableId: "rtb-main", associationSet: [{ main: true }], routeSet: [] },
      {
        routeTableId: "rtb-b",
        associationSet: [{ main: false, subnetId: "subnet-b" }],
        routeSet: [
          { destinationCidrBlock: "10.0.0.0/16", gatewayId: "local" },
          { destinationPrefixListId: "pl-s3", gatewayId: "vpce-1" },
          { destinationCidrBlock: "0.0.0.0/0", networkInterfaceId: "eni-1" },
          { destinationCidrBlock: "9.9.9.0/24", natGatewayId: "nat-1" },
          { destinationCidrBlock: "8.0.0.0/8", gatewayId: "igw-1" },
        ],
      },
    ],
  },
  DescribePrefixLists: { prefixListSet: [{ prefixListId: "pl-s3", prefixListName: "com.amazonaws.x.s3" }] },
  DescribeSecurityGroups: { securityGroupInfo: [{ groupId: "sg-1", groupName: "web" }] },
  DescribeSecurityGroupRules: {
    securityGroupRuleSet: [
      { groupId: "sg-1", isEgress: true, ipProtocol: "tcp", fromPort: 443, toPort: 443, prefixListId: "pl-s3" },
      { groupId: "sg-1", isEgress: false, ipProtocol: "-1", referencedGroupInfo: { groupId: "sg-2" } },
      { groupId: "sg-9", isEgress: false, ipProtocol: "tcp", fromPort: 1, toPort: 2, cidrIpv4: "0.0.0.0/0" },
    ],
  },
  DescribeNatGateways: {
    natGatewaySet: ["available", "pending"].map((state, index) => ({
      natGatewayId: `nat-${index}`,
      vpcId: "vpc-1",
      subnetId: "subnet-a",
      state,
      natGatewayAddressSet: [{ privateIp: "10.0.0.9", publicIp: "198.18.0.2" }],
    })),
  },
};

const BALANCING: Readonly<Record<string, Tree>> = {
  DescribeLoadBalancers: {
    LoadBalancerDescriptions: [
      {
        LoadBalancerName: "elb",
        DNSName: "elb.example",
        VPCId: "vpc-1",
        Subnets: ["subnet-a"],
        SecurityGroups: ["sg-1"],
        Instances: [{ InstanceId: "i-1" }],
        HealthCheck: { Target: "TCP:80", Interval: 10, Timeout: 5, UnhealthyThreshold: 2, HealthyThreshold: 3 },
        ListenerDescriptions: [
          { Listener: { Protocol: "HTTP", LoadBalancerPort: 80, InstanceProtocol: "HTTP", InstancePort: 80 } },
        ],
      },
    ],
  },
  DescribeLoadBalancerAttributes: {
    LoadBalancerAttributes: {
      CrossZoneLoadBalancing: { Enabled: true },
      ConnectionDraining: { Enabled: true, Timeout: 60 },
      ConnectionSettings: { IdleTimeout: 45 },
    },
  },
};

function read(changes: Readonly<Record<string, Tree>> = {}): Promise<Cloud> {
  const ask = (service: string, action: string) => {
    const tree = { ...DESCRIBED, ...BALANCING, ...changes }[action];
    return Promise.resolve(xml(`<R>${toXml(tree ?? {}, service === "ec2" ? "item" : "member")}</R>`));
  };
  return new CloudReader(ask, "eu-west-1").read();
}

describe("what the emulator describes", () => {
  it("is read without terminated instances and pending NAT gateways", async () => {
    const cloud = await read();
    expect(cloud.vpc).to.deep.equal({ id: "vpc-1", cidr: "10.0.0.0/16" });
    expect(cloud.instances).to.deep.equal([
      {
        id: "i-1",
        state: "running",
        name: "nat",
        imageId: "ami-1",
        instanceType: "t4g.nano",
        privateAddress: "10.0.0.4",
        publicAddress: "198.18.0.1",
        subnetId: "subnet-a",
        securityGroupIds: ["sg-1"],
        sourceDestCheck: false,
        keyName: "key",
        instanceProfile: undefined,
        launchedAt: "2026-01-01T00:00:00Z",
      },
    ]);
    expect(cloud.natGateways.map(({ id }) => id)).to.deep.equal(["nat-0"]);
  });

  it("gives a subnet its own route table, or the main one, with each target of a route", async () => {
    const { subnets, routeTables } = await read();
    expect(subnets.map(({ id, routeTableId }) => `${id} ${routeTableId}`)).to.deep.equal([
      "subnet-a rtb-main",
      "subnet-b rtb-b",
    ]);
    expect(routeTables[1]?.routes).to.deep.equal([
      { destination: "198.51.100.54/32", target: { kind: "vpc-endpoint" } },
      { destination: "0.0.0.0/0", target: { kind: "instance", id: "i-1" } },
      { destination: "9.9.9.0/24", target: { kind: "nat-gateway", id: "nat-1" } },
      { destination: "8.0.0.0/8", target: { kind: "internet-gateway" } },
    ]);
  });

  it("gives security groups their rules, with the blocks of prefix lists", async () => {
    const { securityGroups } = await read();
    expect(securityGroups).to.deep.equal([
      {
        id: "sg-1",
        name: "web",
        ingress: [{ protocol: "-1", from: -1, to: -1, cidrs: [], groupIds: ["sg-2"] }],
        egress: [{ protocol: "tcp", from: 443, to: 443, cidrs: ["198.51.100.54/32"], groupIds: [] }],
      },
    ]);
  });

  it("gives load balancers nodes with addresses", async () => {
    const { loadBalancers } = await read();
    expect(loadBalancers[0]).to.deep.include({
      nodes: [{ subnetId: "subnet-a", privateAddress: "10.0.0.253", publicAddress: "198.19.0.1" }],
      isCrossZone: true,
      drainingTimeout: 60,
      idleTimeout: 45,
      instanceIds: ["i-1"],
    });
  });

  it("is nothing before there is an instance or a load balancer", async () => {
    const cloud = await read({ DescribeInstances: {}, DescribeLoadBalancers: {} });
    expect(cloud.vpc).to.equal(undefined);
  });
});
