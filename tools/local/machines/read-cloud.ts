import type { Ask } from "../api";
import { S3_ADDRESS } from "./addresses";
import { bodyOf, findAll, items, membersOf, textAt, textsOf, type XmlElement } from "../xml";
import type { Cloud, Instance, LoadBalancer, NatGateway, Route, RouteTable } from "./cloud";
import type { SecurityGroup, SecurityGroupRule, Subnet } from "./cloud";
import { ServiceAddresses, type UnaddressedLoadBalancer } from "./service-addresses";

const NOTHING: Omit<Cloud, "region"> = {
  vpc: undefined,
  subnets: [],
  routeTables: [],
  securityGroups: [],
  instances: [],
  natGateways: [],
  loadBalancers: [],
};

type Describe = (service: string, action: string, params?: Readonly<Record<string, string>>) => Promise<XmlElement>;

/** Reads what the emulator's API describes. */
export class CloudReader {
  private readonly addresses = new ServiceAddresses();
  private prefixLists: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(
    private readonly ask: Ask,
    private readonly region: string,
  ) {}

  async read(): Promise<Cloud> {
    const described = await this.instances();
    const id = vpcOf(described) ?? vpcOfBalancer(await this.describe("elasticloadbalancing", "DescribeLoadBalancers"));
    if (id === undefined) return { ...NOTHING, region: this.region };
    const inVpc = { "Filter.1.Name": "vpc-id", "Filter.1.Value.1": id };
    const [vpcs, subnets, tables, groups, rules, gateways, balancers] = await Promise.all([
      this.describe("ec2", "DescribeVpcs", { "VpcId.1": id }),
      this.describe("ec2", "DescribeSubnets", inVpc),
      this.describe("ec2", "DescribeRouteTables", inVpc),
      this.describe("ec2", "DescribeSecurityGroups", inVpc),
      this.describe("ec2", "DescribeSecurityGroupRules"),
      this.describe("ec2", "DescribeNatGateways"),
      this.loadBalancers(id),
    ]);
    const prefixLists = await this.readPrefixLists();
    const instances = described.filter((one) => textAt(one, "vpcId") === id).map(instanceOf);
    const interfaces = new Map(described.flatMap(interfacesOf));
    const known = subnetsOf(subnets, tables);
    const routeTables = items(tables, "routeTableSet").map((table) => tableOf(table, interfaces, prefixLists));
    return {
      region: this.region,
      vpc: { id, cidr: textAt(items(vpcs, "vpcSet")[0], "cidrBlock") ?? "" },
      subnets: known,
      routeTables,
      securityGroups: securityGroupsOf(groups, rules, prefixLists),
      instances,
      natGateways: items(gateways, "natGatewaySet").flatMap((gateway) => this.gatewayOf(gateway, known)),
      loadBalancers: balancers.map((balancer) => this.addresses.withNodes(balancer, known)),
    };
  }

  private describe: Describe = async (service, action, params = {}) => {
    const response = await this.ask(service, action, params, { region: this.region });
    const body = bodyOf(response);
    if (response.status >= 300 || body === undefined) throw new Error(`${action}: status ${response.status}`);
    return body;
  };

  /** Those that are available. The emulator gives them addresses outside of their subnets. */
  private gatewayOf(gateway: XmlElement, subnets: readonly Subnet[]): NatGateway[] {
    const id = textAt(gateway, "natGatewayId") ?? "";
    const subnet = subnets.find((one) => one.id === textAt(gateway, "subnetId"));
    if (subnet === undefined || textAt(gateway, "state") !== "available") return [];
    const publicAddress = textAt(items(gateway, "natGatewayAddressSet")[0], "publicIp") ?? "";
    return [{ id, subnetId: subnet.id, privateAddress: this.addresses.in(subnet, id), publicAddress }];
  }

  /** All but the terminated ones. */
  private async instances(): Promise<XmlElement[]> {
    return membersOf(await this.describe("ec2", "DescribeInstances"), "instancesSet").filter(
      (one) => !["terminated", "shutting-down"].includes(textAt(one, "instanceState/name") ?? ""),
    );
  }

  private async loadBalancers(vpcId: string): Promise<UnaddressedLoadBalancer[]> {
    const described = await this.describe("elasticloadbalancing", "DescribeLoadBalancers");
    const balancers = membersOf(described, "LoadBalancerDescriptions").filter((one) => textAt(one, "VPCId") === vpcId);
    return Promise.all(
      balancers.map(async (balancer) => {
        const LoadBalancerName = textAt(balancer, "LoadBalancerName") ?? "";
        const [attributes, policies] = await Promise.all(
          ["DescribeLoadBalancerAttributes", "DescribeLoadBalancerPolicies"].map((action) =>
            this.describe("elasticloadbalancing", action, { LoadBalancerName }),
          ),
        );
        return balancerOf(balancer, attributes, stickyPolicies(policies));
      }),
    );
  }

  private async readPrefixLists(): Promise<ReadonlyMap<string, readonly string[]>> {
    if (this.prefixLists !== undefined) return this.prefixLists;
    const lists = items(await this.describe("ec2", "DescribePrefixLists"), "prefixListSet");
    this.prefixLists = new Map(
      lists
        .filter((list) => (textAt(list, "prefixListName") ?? "").endsWith(".s3"))
        .map((list) => [textAt(list, "prefixListId") ?? "", [`${S3_ADDRESS}/32`]]),
    );
    return this.prefixLists;
  }
}

/** The VPC of the latest instance: a stage has one VPC. */
function vpcOf(instances: readonly XmlElement[]): string | undefined {
  return instances.flatMap((one) => textAt(one, "vpcId") ?? []).at(-1);
}

function vpcOfBalancer(described: XmlElement): string | undefined {
  return textsOf(described, "VPCId").at(-1);
}

function instanceOf(instance: XmlElement): Instance {
  const text = (path: string) => textAt(instance, path) ?? "";
  const optional = (path: string) => (text(path) === "" ? undefined : text(path));
  const name = items(instance, "tagSet").find((tag) => textAt(tag, "key") === "Name");
  return {
    id: text("instanceId"),
    state: text("instanceState/name") as Instance["state"],
    name: textAt(name, "value") ?? "",
    imageId: text("imageId"),
    instanceType: text("instanceType"),
    privateAddress: text("privateIpAddress"),
    publicAddress: optional("ipAddress"),
    subnetId: text("subnetId"),
    securityGroupIds: items(instance, "groupSet").flatMap((group) => textAt(group, "groupId") ?? []),
    sourceDestCheck: text("sourceDestCheck") !== "false",
    keyName: optional("keyName"),
    instanceProfile: optional("iamInstanceProfile/arn"),
    launchedAt: text("launchTime"),
  };
}

/** Instances by network interface. */
function interfacesOf(instance: XmlElement): [string, string][] {
  const ids = textsOf(instance, "networkInterfaceId");
  return ids.map((id) => [id, textAt(instance, "instanceId") ?? ""]);
}

function subnetsOf(subnets: XmlElement, tables: XmlElement): Subnet[] {
  const associated = new Map<string, string>();
  for (const table of items(tables, "routeTableSet")) {
    for (const association of items(table, "associationSet")) {
      const key = textAt(association, "main") === "true" ? "main" : (textAt(association, "subnetId") ?? "");
      associated.set(key, textAt(table, "routeTableId") ?? "");
    }
  }
  return items(subnets, "subnetSet").map((subnet) => {
    const id = textAt(subnet, "subnetId") ?? "";
    return {
      id,
      cidr: textAt(subnet, "cidrBlock") ?? "",
      zone: textAt(subnet, "availabilityZone") ?? "",
      routeTableId: associated.get(id) ?? associated.get("main") ?? "",
    };
  });
}

function tableOf(
  table: XmlElement,
  interfaces: ReadonlyMap<string, string>,
  prefixLists: ReadonlyMap<string, readonly string[]>,
): RouteTable {
  const routes = items(table, "routeSet").flatMap((route): Route[] => {
    const target = targetOf(route, interfaces);
    if (target === undefined) return [];
    const list = textAt(route, "destinationPrefixListId");
    const destinations =
      list === undefined ? [textAt(route, "destinationCidrBlock") ?? ""] : (prefixLists.get(list) ?? []);
    return destinations.filter((one) => one !== "").map((destination) => ({ destination, target }));
  });
  return { id: textAt(table, "routeTableId") ?? "", routes };
}

function targetOf(route: XmlElement, interfaces: ReadonlyMap<string, string>): Route["target"] | undefined {
  const [gateway, nat] = [textAt(route, "gatewayId") ?? "", textAt(route, "natGatewayId") ?? ""];
  if (gateway.startsWith("igw-")) return { kind: "internet-gateway" };
  if (gateway.startsWith("vpce-")) return { kind: "vpc-endpoint" };
  if (nat !== "") return { kind: "nat-gateway", id: nat };
  const instance = interfaces.get(textAt(route, "networkInterfaceId") ?? "") ?? textAt(route, "instanceId") ?? "";
  return instance === "" ? undefined : { kind: "instance", id: instance };
}

function securityGroupsOf(
  groups: XmlElement,
  rules: XmlElement,
  prefixLists: ReadonlyMap<string, readonly string[]>,
): SecurityGroup[] {
  const all = items(rules, "securityGroupRuleSet");
  return items(groups, "securityGroupInfo").map((group) => {
    const id = textAt(group, "groupId") ?? "";
    const own = (isEgress: boolean) =>
      all
        .filter((rule) => textAt(rule, "groupId") === id && textAt(rule, "isEgress") === String(isEgress))
        .map((rule) => ruleOf(rule, prefixLists));
    return { id, name: textAt(group, "groupName") ?? "", ingress: own(false), egress: own(true) };
  });
}

function ruleOf(rule: XmlElement, prefixLists: ReadonlyMap<string, readonly string[]>): SecurityGroupRule {
  const list = textAt(rule, "prefixListId");
  const given = (path: string) => [textAt(rule, path) ?? ""].filter((text) => text !== "");
  return {
    protocol: textAt(rule, "ipProtocol") ?? "-1",
    from: Number(textAt(rule, "fromPort") ?? -1),
    to: Number(textAt(rule, "toPort") ?? -1),
    cidrs: list === undefined || list === "" ? given("cidrIpv4") : (prefixLists.get(list) ?? []),
    groupIds: given("referencedGroupInfo/groupId"),
  };
}

/** Seconds by the names of the policies of a load balancer's cookie. */
function stickyPolicies(described: XmlElement | undefined): ReadonlyMap<string, number> {
  const policies = membersOf(described, "PolicyDescriptions").filter(
    (policy) => textAt(policy, "PolicyTypeName") === "LBCookieStickinessPolicyType",
  );
  return new Map(
    policies.map((policy) => [
      textAt(policy, "PolicyName") ?? "",
      Number(findAll(policy, "AttributeValue")[0]?.text ?? 0),
    ]),
  );
}

function balancerOf(
  balancer: XmlElement,
  attributes: XmlElement | undefined,
  sticky: ReadonlyMap<string, number>,
): UnaddressedLoadBalancer {
  const text = (path: string) => textAt(balancer, path) ?? "";
  const [attribute] = attributes === undefined ? [] : findAll(attributes, "LoadBalancerAttributes");
  const isOn = (path: string) => textAt(attribute, `${path}/Enabled`) === "true";
  const seconds = (path: string) => Number(textAt(balancer, `HealthCheck/${path}`));
  return {
    name: text("LoadBalancerName"),
    dnsName: text("DNSName"),
    subnetIds: items(balancer, "Subnets").map((subnet) => subnet.text),
    securityGroupIds: items(balancer, "SecurityGroups").map((group) => group.text),
    listeners: items(balancer, "ListenerDescriptions").map((description) => {
      const listener = (name: string) => textAt(description, `Listener/${name}`) ?? "";
      const certificate = listener("SSLCertificateId");
      return {
        protocol: listener("Protocol") as LoadBalancer["listeners"][number]["protocol"],
        port: Number(listener("LoadBalancerPort")),
        instanceProtocol: listener("InstanceProtocol") as LoadBalancer["listeners"][number]["protocol"],
        instancePort: Number(listener("InstancePort")),
        certificateArn: certificate === "" ? undefined : certificate,
        stickySeconds: items(description, "PolicyNames").flatMap(({ text: name }) => sticky.get(name) ?? [])[0],
      };
    }),
    healthCheck: {
      target: text("HealthCheck/Target"),
      interval: seconds("Interval"),
      timeout: seconds("Timeout"),
      healthyThreshold: seconds("HealthyThreshold"),
      unhealthyThreshold: seconds("UnhealthyThreshold"),
    },
    instanceIds: items(balancer, "Instances").flatMap((instance) => textAt(instance, "InstanceId") ?? []),
    isCrossZone: isOn("CrossZoneLoadBalancing"),
    drainingTimeout: isOn("ConnectionDraining") ? Number(textAt(attribute, "ConnectionDraining/Timeout")) : undefined,
    idleTimeout: Number(textAt(attribute, "ConnectionSettings/IdleTimeout") ?? 60),
  };
}
