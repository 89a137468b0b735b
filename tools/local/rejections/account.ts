import type { ApiResponse, ApiCall, Ask, Next } from "../api";
import { find, findAll, items, parseXml, type XmlElement } from "../xml";

/** EC2 resources with an id: how to describe one, and the error code when there is none. */
export const kinds = {
  vpc: { action: "DescribeVpcs", by: "VpcId.1", set: "vpcSet", code: "InvalidVpcID.NotFound" },
  subnet: { action: "DescribeSubnets", by: "SubnetId.1", set: "subnetSet", code: "InvalidSubnetID.NotFound" },
  securityGroup: {
    ...{ action: "DescribeSecurityGroups", by: "GroupId.1", set: "securityGroupInfo" },
    code: "InvalidGroup.NotFound",
  },
  internetGateway: {
    ...{ action: "DescribeInternetGateways", by: "InternetGatewayId.1", set: "internetGatewaySet" },
    code: "InvalidInternetGatewayID.NotFound",
  },
  routeTable: {
    ...{ action: "DescribeRouteTables", by: "RouteTableId.1", set: "routeTableSet" },
    code: "InvalidRouteTableID.NotFound",
  },
  natGateway: {
    ...{ action: "DescribeNatGateways", by: "NatGatewayId.1", set: "natGatewaySet" },
    code: "NatGatewayNotFound",
  },
  address: {
    ...{ action: "DescribeAddresses", by: "AllocationId.1", set: "addressesSet" },
    code: "InvalidAllocationID.NotFound",
  },
  networkInterface: {
    ...{ action: "DescribeNetworkInterfaces", by: "NetworkInterfaceId.1", set: "networkInterfaceSet" },
    code: "InvalidNetworkInterfaceID.NotFound",
  },
  instance: {
    ...{ action: "DescribeInstances", by: "InstanceId.1", set: "instancesSet" },
    code: "InvalidInstanceID.NotFound",
  },
  image: { action: "DescribeImages", by: "ImageId.1", set: "imagesSet", code: "InvalidAMIID.NotFound" },
  snapshot: { action: "DescribeSnapshots", by: "SnapshotId.1", set: "snapshotSet", code: "InvalidSnapshot.NotFound" },
  keyPair: { action: "DescribeKeyPairs", by: "KeyName.1", set: "keySet", code: "InvalidKeyPair.NotFound" },
  launchTemplate: {
    ...{ action: "DescribeLaunchTemplates", by: "LaunchTemplateId.1", set: "launchTemplates" },
    code: "InvalidLaunchTemplateId.NotFound",
  },
} as const;

/** A kind of resource of EC2. */
export type Kind = keyof typeof kinds;

/** Quotas that a test can set. */
export interface Quotas {
  /** Elastic IPs per region. @default 5, as on AWS */
  readonly elasticIps?: number;
  /** vCPUs of running On-Demand Standard instances. @default 64; a new AWS account has 5 */
  readonly vcpus?: number;
}

/** The resources in the emulated account while one call is checked, read with calls that are not logged. */
export class Account {
  private static readonly types = new Map<string, XmlElement>();
  private readonly answers = new Map<string, Promise<XmlElement | undefined>>();

  constructor(
    private readonly like: Pick<ApiCall, "region">,
    private readonly ask: Ask,
    private readonly next: Next,
    readonly quotas: Quotas,
  ) {}

  get region(): string {
    return this.like.region;
  }

  /** The response to a call of the Query protocol; undefined for an error. Responses are cached. */
  query(
    service: string,
    action: string,
    params: Readonly<Record<string, string>> = {},
  ): Promise<XmlElement | undefined> {
    const key = JSON.stringify([service, action, params]);
    const known = this.answers.get(key) ?? this.send(service, action, params);
    this.answers.set(key, known);
    return known;
  }

  /** All resources of a kind that match all filters. */
  async all(kind: Kind, filters: Readonly<Record<string, string>> = {}): Promise<XmlElement[]> {
    const params: Record<string, string> = {};
    Object.entries(filters).forEach(([name, value], index) => {
      params[`Filter.${index + 1}.Name`] = name;
      value.split(",").forEach((one, at) => (params[`Filter.${index + 1}.Value.${at + 1}`] = one));
    });
    return this.itemsOf(kind, await this.query("ec2", kinds[kind].action, params));
  }

  /** The resource with an id. */
  async one(kind: Kind, id: string | undefined): Promise<XmlElement | undefined> {
    if (id === undefined) return undefined;
    return this.itemsOf(kind, await this.query("ec2", kinds[kind].action, { [kinds[kind].by]: id }))[0];
  }

  /** A Classic Load Balancer. */
  async loadBalancer(name: string | undefined): Promise<XmlElement | undefined> {
    if (name === undefined) return undefined;
    const named = { "LoadBalancerNames.member.1": name };
    const root = await this.query("elasticloadbalancing", "DescribeLoadBalancers", named);
    return root && findAll(root, "LoadBalancerDescriptions")[0]?.children[0];
  }

  async loadBalancers(): Promise<readonly XmlElement[]> {
    const root = await this.query("elasticloadbalancing", "DescribeLoadBalancers");
    return (root && findAll(root, "LoadBalancerDescriptions")[0]?.children) ?? [];
  }

  async group(name: string | undefined): Promise<XmlElement | undefined> {
    if (name === undefined) return undefined;
    const named = { "AutoScalingGroupNames.member.1": name };
    const root = await this.query("autoscaling", "DescribeAutoScalingGroups", named);
    return root && findAll(root, "AutoScalingGroups")[0]?.children[0];
  }

  /** The data of an instance type; unknown: `undefined`. */
  async instanceType(name: string): Promise<XmlElement | undefined> {
    const known = Account.types.get(name);
    if (known !== undefined) return known;
    const root = await this.query("ec2", "DescribeInstanceTypes", { "InstanceType.1": name });
    const type = items(root, "instanceTypeSet")[0];
    if (type !== undefined) Account.types.set(name, type);
    return type;
  }

  /** Sends a call that is not of the Query protocol. */
  rest(service: string, method: string, url: string): Promise<ApiResponse> {
    const headers = {
      host: `${service}.${this.region}.amazonaws.com`,
      authorization: `AWS4-HMAC-SHA256 Credential=proxy/20200101/${this.region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    };
    const base = { service, action: "", region: this.region, params: {}, method, url, headers };
    return this.next({ ...base, body: Buffer.alloc(0) });
  }

  private async send(
    service: string,
    action: string,
    params: Readonly<Record<string, string>>,
  ): Promise<XmlElement | undefined> {
    const { status, body } = await this.ask(service, action, params, this.like);
    return status < 300 ? parseXml(body.toString("utf8")) : undefined;
  }

  private itemsOf(kind: Kind, root: XmlElement | undefined): XmlElement[] {
    if (root === undefined) return [];
    if (kind === "instance") return findAll(root, "instancesSet").flatMap(({ children }) => children);
    return [...(find(root, kinds[kind].set)?.children ?? [])];
  }
}
