import { NOT_KNOWN, type Graph, type GraphResource, type Literal } from "../../../../policy/graph";

type References = Readonly<Record<string, GraphResource | readonly GraphResource[] | undefined>>;

export type PeerOf =
  | { readonly range: string }
  | { readonly ipv6: string }
  | { readonly group: GraphResource }
  | { readonly s3: GraphResource };

type Properties = Readonly<Record<string, Literal>>;

export interface Allowed {
  /** @default "tcp" */
  readonly protocol?: string;
  /** First and last; one number is both. */
  readonly ports?: number | readonly [number, number];
}

/** Builds a graph as a preview sees it: ids are unknown. */
export class GraphBuilder {
  private readonly resources: GraphResource[] = [];

  graph(): Graph {
    return [...this.resources];
  }

  /** Adds any resource; properties that refer to other resources are unknown. */
  add(type: string, name: string, properties: Properties = {}, references: References = {}): GraphResource {
    const given = Object.entries(references).flatMap(([property, target]) =>
      target === undefined ? [] : [[property, target] as const],
    );
    const resource: GraphResource = {
      urn: `urn:pulumi:test::test::${type}::${name}`,
      type,
      name,
      properties: {
        ...Object.fromEntries(
          given.map(([property, target]) => [property, "urn" in target ? NOT_KNOWN : target.map(() => NOT_KNOWN)]),
        ),
        ...properties,
      },
      secrets: [],
      protected: false,
      references: Object.fromEntries(
        given.map(([property, target]) => [property, [target].flat().map(({ urn }) => urn)]),
      ),
    };
    this.resources.push(resource);
    return resource;
  }

  vpc(name = "vpc", cidrBlock = "10.0.0.0/16"): GraphResource {
    return this.add("aws.ec2.Vpc", name, { cidrBlock });
  }

  internetGateway(vpc: GraphResource, name = "igw"): GraphResource {
    return this.add("aws.ec2.InternetGateway", name, {}, { vpcId: vpc });
  }

  routeTable(name: string, vpc: GraphResource): GraphResource {
    return this.add("aws.ec2.RouteTable", name, {}, { vpcId: vpc });
  }

  subnet(name: string, vpc: GraphResource, cidrBlock: string, table?: GraphResource): GraphResource {
    const subnet = this.add("aws.ec2.Subnet", name, { cidrBlock }, { vpcId: vpc });
    if (table !== undefined) this.associate(subnet, table);
    return subnet;
  }

  associate(subnet: GraphResource, table: GraphResource): GraphResource {
    return this.add("aws.ec2.RouteTableAssociation", subnet.name, {}, { subnetId: subnet, routeTableId: table });
  }

  route(table: GraphResource, destinationCidrBlock: string, target: GraphResource): GraphResource {
    const property = TARGETS[target.type] ?? "networkInterfaceId";
    return this.add(
      "aws.ec2.Route",
      `${table.name}-${destinationCidrBlock}-to-${target.name}`,
      { destinationCidrBlock },
      { routeTableId: table, [property]: target },
    );
  }

  s3Endpoint(vpc: GraphResource, tables: readonly GraphResource[]): GraphResource {
    const properties = { vpcEndpointType: "Gateway", serviceName: "com.amazonaws.ap-northeast-1.s3" };
    return this.add("aws.ec2.VpcEndpoint", "s3", properties, { vpcId: vpc, routeTableIds: tables });
  }

  securityGroup(name: string, vpc: GraphResource): GraphResource {
    return this.add("aws.ec2.SecurityGroup", name, {}, { vpcId: vpc });
  }

  openGroup(name: string, vpc: GraphResource): GraphResource {
    const group = this.securityGroup(name, vpc);
    this.ingress(group, INTERNET, ALL);
    this.egress(group, INTERNET, ALL);
    return group;
  }

  ingress(group: GraphResource, peer: PeerOf, what: Allowed): GraphResource {
    return this.rule("Ingress", group, peer, what);
  }

  egress(group: GraphResource, peer: PeerOf, what: Allowed): GraphResource {
    return this.rule("Egress", group, peer, what);
  }

  /** Without security groups, it has the VPC's default group. */
  instance(
    name: string,
    subnet: GraphResource,
    groups: readonly GraphResource[],
    properties: Properties = {},
  ): GraphResource {
    return this.add("aws.ec2.Instance", name, properties, {
      subnetId: subnet,
      vpcSecurityGroupIds: groups.length === 0 ? undefined : groups,
    });
  }

  elasticIp(instance: GraphResource): GraphResource {
    const allocationId = this.add("aws.ec2.Eip", `${instance.name}-address`);
    return this.add("aws.ec2.EipAssociation", instance.name, {}, { allocationId, networkInterfaceId: instance });
  }

  natGateway(name: string, subnet: GraphResource, properties: Properties = {}): GraphResource {
    return this.add("aws.ec2.NatGateway", name, properties, { subnetId: subnet });
  }

  autoScalingGroup(
    name: string,
    subnets: readonly GraphResource[],
    {
      groups,
      loadBalancers = [],
      properties = {},
    }: {
      readonly groups: readonly GraphResource[];
      readonly loadBalancers?: readonly GraphResource[];
      readonly properties?: Properties;
    },
  ): GraphResource {
    const interfaces = { networkInterfaces: [properties] };
    const launchTemplate = this.add("aws.ec2.LaunchTemplate", name, interfaces, { networkInterfaces: groups });
    const references = { launchTemplate, vpcZoneIdentifiers: subnets, loadBalancers: loadBalancers };
    return this.add("aws.autoscaling.Group", name, {}, references);
  }

  /** @param ports of the listeners, each with its instance port */
  loadBalancer(
    name: string,
    subnets: readonly GraphResource[],
    {
      groups,
      ports,
      properties = {},
    }: {
      readonly groups: readonly GraphResource[];
      readonly ports: readonly (readonly [number, number])[];
      readonly properties?: Properties;
    },
  ): GraphResource {
    const protocols = { lbProtocol: "http", instanceProtocol: "http" };
    const listeners = ports.map(([lbPort, instancePort]) => ({ lbPort, instancePort, ...protocols }));
    const references = { subnets, securityGroups: groups.length === 0 ? undefined : groups };
    return this.add("aws.elb.LoadBalancer", name, { listeners, ...properties }, references);
  }

  private rule(
    direction: "Ingress" | "Egress",
    group: GraphResource,
    peer: PeerOf,
    { protocol = "tcp", ports }: Allowed,
  ): GraphResource {
    const [property, value] = peerEntry(peer);
    const [from, to] = typeof ports === "number" ? [ports, ports] : (ports ?? []);
    const named = [...(ports === undefined ? [] : [ports].flat()), protocol].join("-");
    return this.add(
      `aws.vpc.SecurityGroup${direction}Rule`,
      `${group.name}-${direction === "Ingress" ? "from" : "to"}-${typeof value === "string" ? value : value.name}-${named}`,
      {
        ipProtocol: protocol,
        ...(from === undefined || to === undefined ? {} : { fromPort: from, toPort: to }),
        ...(typeof value === "string" ? { [property]: value } : {}),
      },
      { securityGroupId: group, ...(typeof value === "string" ? {} : { [property]: value }) },
    );
  }
}

const TARGETS: Readonly<Record<string, string>> = {
  "aws.ec2.InternetGateway": "gatewayId",
  "aws.ec2.NatGateway": "natGatewayId",
};

function peerEntry(peer: PeerOf): readonly [property: string, value: string | GraphResource] {
  if ("range" in peer) return ["cidrIpv4", peer.range];
  if ("ipv6" in peer) return ["cidrIpv6", peer.ipv6];
  return "group" in peer ? ["referencedSecurityGroupId", peer.group] : ["prefixListId", peer.s3];
}

export interface TwoSubnets {
  readonly builder: GraphBuilder;
  readonly vpc: GraphResource;
  readonly igw: GraphResource;
  /** Has a default route to the internet gateway. */
  readonly publicTable: GraphResource;
  readonly publicSubnet: GraphResource;
  /** Has no routes. */
  readonly privateTable: GraphResource;
  readonly privateSubnet: GraphResource;
}

/** A VPC with a public subnet 10.0.0.0/24 and a private one 10.0.1.0/24. */
export function twoSubnets(): TwoSubnets {
  const builder = new GraphBuilder();
  const vpc = builder.vpc();
  const igw = builder.internetGateway(vpc);
  const [publicTable, privateTable] = [builder.routeTable("public", vpc), builder.routeTable("private", vpc)];
  builder.route(publicTable, "0.0.0.0/0", igw);
  return {
    builder,
    vpc,
    igw,
    publicTable,
    publicSubnet: builder.subnet("public", vpc, "10.0.0.0/24", publicTable),
    privateTable,
    privateSubnet: builder.subnet("private", vpc, "10.0.1.0/24", privateTable),
  };
}

export const INTERNET = { range: "0.0.0.0/0" };

export const ALL = { protocol: "-1" };
