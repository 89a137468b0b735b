import type { Cloud, Instance, NatGateway, Route, SecurityGroupRule } from "../../tools/local/machines/cloud";

/** Rules, with what most of them have in common. */
export const rule = (protocol: string, ports: readonly [number, number], ...others: string[]): SecurityGroupRule => ({
  ...{ protocol, from: ports[0], to: ports[1] },
  cidrs: others.filter((other) => !other.startsWith("sg-")),
  groupIds: others.filter((other) => other.startsWith("sg-")),
});

const ANY = "0.0.0.0/0";
const S3 = "198.51.100.54/32";
/** The operator's computer, which the bastion's rules name. */
export const OPERATOR = "203.0.113.7";

const web = [rule("tcp", [80, 80], ANY), rule("tcp", [443, 443], ANY), rule("icmp", [8, -1], ANY)];

export const instance = (
  values: Pick<Instance, "id" | "privateAddress" | "subnetId"> & Partial<Instance>,
): Instance => ({
  ...{ state: "running", name: values.id, imageId: "ami-1", instanceType: "t4g.micro", publicAddress: undefined },
  ...{ securityGroupIds: [], sourceDestCheck: true, keyName: undefined, instanceProfile: undefined, launchedAt: "" },
  ...values,
});

export const natGateway: NatGateway = {
  ...{ id: "nat-1", subnetId: "subnet-public-a", privateAddress: "10.0.0.20", publicAddress: "198.18.0.20" },
};

const internetGateway: Route = { destination: ANY, target: { kind: "internet-gateway" } };
const s3Endpoint: Route = { destination: S3, target: { kind: "vpc-endpoint" } };

/** The default route of the private subnets. */
export const defaultRoute = (kind: "instance" | "nat-gateway", id: string): Route => ({
  destination: ANY,
  target: { kind, id },
});

/** A stage with a NAT instance, a bastion, two web servers in one subnet, and a load balancer. */
export const stageCloud: Cloud = {
  region: "eu-central-1",
  vpc: { id: "vpc-1", cidr: "10.0.0.0/16" },
  subnets: [
    { id: "subnet-public-a", cidr: "10.0.0.0/24", zone: "eu-central-1a", routeTableId: "rtb-public" },
    { id: "subnet-public-b", cidr: "10.0.1.0/24", zone: "eu-central-1b", routeTableId: "rtb-public" },
    { id: "subnet-private-a", cidr: "10.0.128.0/20", zone: "eu-central-1a", routeTableId: "rtb-private" },
  ],
  routeTables: [
    { id: "rtb-public", routes: [internetGateway, s3Endpoint] },
    { id: "rtb-private", routes: [s3Endpoint, defaultRoute("instance", "i-nat")] },
  ],
  securityGroups: [
    {
      id: "sg-elb",
      name: "load-balancer",
      ingress: [rule("tcp", [80, 80], ANY)],
      egress: [rule("tcp", [80, 80], "sg-web")],
    },
    {
      ...{ id: "sg-web", name: "web", egress: web },
      ingress: [rule("tcp", [80, 80], "sg-elb"), rule("tcp", [22, 22], "sg-bastion")],
    },
    {
      ...{ id: "sg-bastion", name: "bastion", ingress: [rule("tcp", [22, 22], `${OPERATOR}/32`)] },
      egress: [rule("tcp", [22, 22], "sg-web", "sg-nat"), rule("tcp", [80, 80], ANY)],
    },
    {
      ...{ id: "sg-nat", name: "nat", egress: web },
      ingress: [
        rule("tcp", [80, 80], "10.0.128.0/20"),
        rule("tcp", [443, 443], "10.0.128.0/20"),
        rule("icmp", [8, -1], "10.0.128.0/20"),
        rule("tcp", [22, 22], "sg-bastion"),
      ],
    },
  ],
  instances: [
    instance({
      ...{ id: "i-nat", subnetId: "subnet-public-a", privateAddress: "10.0.0.10", publicAddress: "198.18.0.10" },
      ...{ securityGroupIds: ["sg-nat"], sourceDestCheck: false },
    }),
    instance({
      ...{ id: "i-bastion", subnetId: "subnet-public-a", privateAddress: "10.0.0.11", publicAddress: "198.18.0.11" },
      securityGroupIds: ["sg-bastion"],
    }),
    instance({
      id: "i-web1",
      subnetId: "subnet-private-a",
      privateAddress: "10.0.128.11",
      securityGroupIds: ["sg-web"],
    }),
    instance({
      id: "i-web2",
      subnetId: "subnet-private-a",
      privateAddress: "10.0.128.12",
      securityGroupIds: ["sg-web"],
    }),
  ],
  natGateways: [],
  loadBalancers: [
    {
      ...{ name: "web", dnsName: "web.elb.amazonaws.com", securityGroupIds: ["sg-elb"], listeners: [] },
      nodes: [
        { subnetId: "subnet-public-a", privateAddress: "10.0.0.30", publicAddress: "198.19.0.30" },
        { subnetId: "subnet-public-b", privateAddress: "10.0.1.30", publicAddress: "198.19.0.31" },
      ],
      healthCheck: { target: "HTTP:80/", interval: 10, timeout: 5, healthyThreshold: 2, unhealthyThreshold: 2 },
      ...{ instanceIds: ["i-web1", "i-web2"], isCrossZone: true, drainingTimeout: undefined, idleTimeout: 60 },
    },
  ],
};

/** The cloud with other values for one instance. */
export function withInstance(cloud: Cloud, id: string, values: Partial<Instance>): Cloud {
  return { ...cloud, instances: cloud.instances.map((it) => (it.id === id ? { ...it, ...values } : it)) };
}

/** The cloud with another default route of the private subnets; undefined: none. */
export function withDefaultRoute(cloud: Cloud, route: Route | undefined): Cloud {
  const routes = [s3Endpoint, ...(route === undefined ? [] : [route])];
  return { ...cloud, routeTables: cloud.routeTables.map((it) => (it.id === "rtb-private" ? { ...it, routes } : it)) };
}

/** The cloud with other rules of one security group. */
export function withRules(
  cloud: Cloud,
  id: string,
  rules: { readonly ingress?: SecurityGroupRule[]; readonly egress?: SecurityGroupRule[] },
): Cloud {
  return { ...cloud, securityGroups: cloud.securityGroups.map((it) => (it.id === id ? { ...it, ...rules } : it)) };
}
