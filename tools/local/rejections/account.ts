import type { ApiResponse, ApiCall, Ask, Next } from "../api";
import { items, membersOf, parseXml, type XmlElement } from "../xml";

/** How to describe an EC2 resource by ID, and the error code if it does not exist. */
type Description = readonly [action: string, parameter: string, set: string, code: string];

export const kinds = {
  vpc: ["DescribeVpcs", "VpcId", "vpcSet", "InvalidVpcID.NotFound"],
  subnet: ["DescribeSubnets", "SubnetId", "subnetSet", "InvalidSubnetID.NotFound"],
  securityGroup: ["DescribeSecurityGroups", "GroupId", "securityGroupInfo", "InvalidGroup.NotFound"],
  internetGateway: [
    "DescribeInternetGateways",
    "InternetGatewayId",
    "internetGatewaySet",
    "InvalidInternetGatewayID.NotFound",
  ],
  routeTable: ["DescribeRouteTables", "RouteTableId", "routeTableSet", "InvalidRouteTableID.NotFound"],
  natGateway: ["DescribeNatGateways", "NatGatewayId", "natGatewaySet", "NatGatewayNotFound"],
  address: ["DescribeAddresses", "AllocationId", "addressesSet", "InvalidAllocationID.NotFound"],
  networkInterface: [
    "DescribeNetworkInterfaces",
    "NetworkInterfaceId",
    "networkInterfaceSet",
    "InvalidNetworkInterfaceID.NotFound",
  ],
  instance: ["DescribeInstances", "InstanceId", "instancesSet", "InvalidInstanceID.NotFound"],
  image: ["DescribeImages", "ImageId", "imagesSet", "InvalidAMIID.NotFound"],
  snapshot: ["DescribeSnapshots", "SnapshotId", "snapshotSet", "InvalidSnapshot.NotFound"],
  keyPair: ["DescribeKeyPairs", "KeyName", "keySet", "InvalidKeyPair.NotFound"],
  launchTemplate: [
    "DescribeLaunchTemplates",
    "LaunchTemplateId",
    "launchTemplates",
    "InvalidLaunchTemplateId.NotFound",
  ],
} as const satisfies Readonly<Record<string, Description>>;

export type Kind = keyof typeof kinds;

/** Quotas that a test can set. */
export interface Quotas {
  /** Elastic IPs per region. @default 5, as on AWS */
  readonly elasticIps?: number;
  /** vCPUs of running On-Demand Standard instances. @default 64; a new AWS account has 5 */
  readonly vcpus?: number;
}

/** Reads the resources in the emulated account while one call is checked. These calls are not logged. */
export class Account {
  private static readonly types = new Map<string, XmlElement>();
  private readonly responses = new Map<string, Promise<XmlElement | undefined>>();

  constructor(
    private readonly call: Pick<ApiCall, "region">,
    private readonly ask: Ask,
    private readonly next: Next,
    readonly quotas: Quotas,
  ) {}

  get region(): string {
    return this.call.region;
  }

  /** Sends a Query call and returns the response, or `undefined` for an error. Responses are cached. */
  query(
    service: string,
    action: string,
    params: Readonly<Record<string, string>> = {},
  ): Promise<XmlElement | undefined> {
    const key = JSON.stringify([service, action, params]);
    const known = this.responses.get(key) ?? this.send(service, action, params);
    this.responses.set(key, known);
    return known;
  }

  /** All resources of a kind that match all filters. */
  async all(kind: Kind, filters: Readonly<Record<string, string>> = {}): Promise<XmlElement[]> {
    const params: Record<string, string> = {};
    Object.entries(filters).forEach(([name, value], index) => {
      params[`Filter.${index + 1}.Name`] = name;
      value.split(",").forEach((one, at) => (params[`Filter.${index + 1}.Value.${at + 1}`] = one));
    });
    return this.describe(kind, params);
  }

  /** The resource with an ID, or `undefined`. */
  async one(kind: Kind, id: string | undefined): Promise<XmlElement | undefined> {
    return id === undefined ? undefined : (await this.describe(kind, { [`${kinds[kind][1]}.1`]: id }))[0];
  }

  async loadBalancer(name: string | undefined): Promise<XmlElement | undefined> {
    return name === undefined ? undefined : (await this.loadBalancers({ "LoadBalancerNames.member.1": name }))[0];
  }

  async loadBalancers(named: Readonly<Record<string, string>> = {}): Promise<readonly XmlElement[]> {
    return membersOf(
      await this.query("elasticloadbalancing", "DescribeLoadBalancers", named),
      "LoadBalancerDescriptions",
    );
  }

  async group(name: string | undefined): Promise<XmlElement | undefined> {
    if (name === undefined) return undefined;
    const named = { "AutoScalingGroupNames.member.1": name };
    return membersOf(await this.query("autoscaling", "DescribeAutoScalingGroups", named), "AutoScalingGroups")[0];
  }

  async hasInternetGateway(vpcId: string): Promise<boolean> {
    return (await this.all("internetGateway", { "attachment.vpc-id": vpcId })).length > 0;
  }

  /** An instance type as `DescribeInstanceTypes` returns it, or `undefined` if it does not exist. */
  async instanceType(name: string): Promise<XmlElement | undefined> {
    const known = Account.types.get(name);
    if (known !== undefined) return known;
    const root = await this.query("ec2", "DescribeInstanceTypes", { "InstanceType.1": name });
    const type = items(root, "instanceTypeSet")[0];
    if (type !== undefined) Account.types.set(name, type);
    return type;
  }

  /** Sends a call to a REST API, such as that of S3. */
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
    const { status, body } = await this.ask(service, action, params, this.call);
    return status < 300 ? parseXml(body.toString("utf8")) : undefined;
  }

  private async describe(kind: Kind, params: Readonly<Record<string, string>>): Promise<XmlElement[]> {
    const [action, , set] = kinds[kind];
    const root = await this.query("ec2", action, params);
    return kind === "instance" ? membersOf(root, set) : [...items(root, set)];
  }
}
