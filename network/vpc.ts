import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkSettings, Zone } from "../config";
import { beforeChange } from "../lib/hooks";
import { tagsOf, zoneSuffix } from "../lib/naming";
import { isKnown } from "../lib/outputs";
import type { StageContext } from "../lib/stage-context";
import { deleteTimeout, serversDeleteTimeout } from "./delete-timeout";

export interface VpcArgs {
  readonly context: StageContext;
  readonly settings: Pick<NetworkSettings, "vpcCidr" | "zones">;
  /** Throws when the VPC must not be created. @default it may */
  readonly checkVpcCreation?: () => Promise<void>;
}

export interface VpcZone {
  /** Such as `ap-northeast-1a`. */
  readonly name: string;
  /** `1a` of `ap-northeast-1a`. */
  readonly suffix: string;
  readonly publicSubnet: aws.ec2.Subnet;
  readonly publicAssociation: aws.ec2.RouteTableAssociation;
  readonly privateSubnet: aws.ec2.Subnet;
  /** Its default route belongs to the NAT. */
  readonly privateRouteTable: aws.ec2.RouteTable;
  readonly privateAssociation: aws.ec2.RouteTableAssociation;
}

/**
 * A VPC with a public and a private subnet per Availability Zone. Public subnets reach the internet through the
 * internet gateway. Private subnets have a route table each, and reach S3, which hosts Amazon Linux's packages.
 */
export class Vpc extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** IPv4 range, such as `10.0.0.0/16`. */
  readonly cidr: string;
  readonly privateCidrs: readonly string[];
  readonly zones: readonly [VpcZone, ...VpcZone[]];
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly privateRouteTableIds: pulumi.Output<string>[];
  /** The zone whose name comes first, so that a new order in `zones` moves nothing. */
  readonly firstZone: VpcZone;
  /** An instance in a public subnet reaches the internet only after these; they are deleted after it. */
  readonly publicRouting: readonly pulumi.Resource[];
  /** The gateway endpoint of S3: free, and private instances install packages through it even without a NAT. */
  readonly s3Endpoint: aws.ec2.VpcEndpoint;
  private readonly vpc: aws.ec2.Vpc;

  constructor(
    private readonly name: string,
    private readonly args: VpcArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:network:Vpc", name, {}, opts);
    this.cidr = args.settings.vpcCidr;
    this.vpc = this.createVpc();
    this.vpcId = this.vpc.id;
    this.emptyDefaultSecurityGroup();
    const publicRoutes = this.createPublicRoutes();
    const [first, ...rest] = args.settings.zones;
    this.privateCidrs = args.settings.zones.map(({ privateCidr }) => privateCidr);
    const zone = (each: Zone): VpcZone => this.createZone(each, publicRoutes.table);
    this.zones = [zone(first), ...rest.map(zone)];
    this.firstZone = this.zones.reduce((one, other) => (other.name < one.name ? other : one));
    this.s3Endpoint = this.createS3Endpoint([
      publicRoutes.table,
      ...this.zones.map(({ privateRouteTable }) => privateRouteTable),
    ]);
    this.publicRouting = [
      publicRoutes.route,
      ...this.zones.map(({ publicAssociation }) => publicAssociation),
      this.s3Endpoint,
    ];
    this.publicSubnetIds = this.zones.map(({ publicSubnet }) => publicSubnet.id);
    this.privateSubnetIds = this.zones.map(({ privateSubnet }) => privateSubnet.id);
    this.privateRouteTableIds = this.zones.map(({ privateRouteTable }) => privateRouteTable.id);
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
      privateRouteTableIds: this.privateRouteTableIds,
    });
  }

  /**
   * Resolves when the VPC exists, in a preview when it is known whether it will be created. What is registered
   * afterwards is created only if the VPC may be.
   */
  async registered(): Promise<void> {
    const { vpc } = this;
    await new Promise((resolve) => vpc.urn.apply(resolve));
    // Hooks do not run in previews.
    if (pulumi.runtime.isDryRun() && !(await isKnown(vpc.id))) await this.args.checkVpcCreation?.();
  }

  private createVpc(): aws.ec2.Vpc {
    const { checkVpcCreation } = this.args;
    const { beforeCreate = [] } =
      checkVpcCreation === undefined ? {} : beforeChange(`${this.name}-is-the-only-one`, checkVpcCreation);
    return new aws.ec2.Vpc(
      this.name,
      {
        cidrBlock: this.cidr,
        instanceTenancy: "default",
        enableDnsSupport: true,
        enableDnsHostnames: true,
        tags: this.tags("vpc"),
      },
      { parent: this, protect: this.args.context.protect, hooks: { beforeCreate } },
    );
  }

  /** An instance launched without a security group gets the default one, so it must allow nothing. */
  private emptyDefaultSecurityGroup(): void {
    new aws.ec2.DefaultSecurityGroup(
      `${this.name}-default`,
      { vpcId: this.vpcId, ingress: [], egress: [], tags: this.tags("securitygroup", "default") },
      { parent: this },
    );
  }

  private createPublicRoutes(): { table: aws.ec2.RouteTable; route: aws.ec2.Route } {
    const gateway = new aws.ec2.InternetGateway(
      `${this.name}-internet`,
      { vpcId: this.vpcId, tags: this.tags("igw") },
      { parent: this, ...deleteTimeout },
    );
    const table = new aws.ec2.RouteTable(
      `${this.name}-public`,
      { vpcId: this.vpcId, tags: this.tags("rtb", "public") },
      { parent: this },
    );
    const route = new aws.ec2.Route(
      `${this.name}-public-default`,
      { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
      { parent: this },
    );
    return { table, route };
  }

  private createZone(zone: Zone, publicRouteTable: aws.ec2.RouteTable): VpcZone {
    const suffix = zoneSuffix(zone.name);
    const publicSubnet = this.createSubnet(zone.name, `public-${suffix}`, zone.publicCidr, deleteTimeout);
    const privateSubnet = this.createSubnet(zone.name, `private-${suffix}`, zone.privateCidr, serversDeleteTimeout);
    const privateRouteTable = new aws.ec2.RouteTable(
      `${this.name}-private-${suffix}`,
      { vpcId: this.vpcId, tags: this.tags("rtb", `private-${suffix}`) },
      { parent: this },
    );
    const publicAssociation = this.associate(`public-${suffix}`, publicSubnet, publicRouteTable);
    const privateAssociation = this.associate(`private-${suffix}`, privateSubnet, privateRouteTable);
    return {
      name: zone.name,
      suffix,
      publicSubnet,
      publicAssociation,
      privateSubnet,
      privateRouteTable,
      privateAssociation,
    };
  }

  private createSubnet(
    availabilityZone: string,
    role: string,
    cidrBlock: string,
    timeout: Pick<pulumi.CustomResourceOptions, "customTimeouts">,
  ): aws.ec2.Subnet {
    return new aws.ec2.Subnet(
      `${this.name}-${role}`,
      {
        vpcId: this.vpcId,
        availabilityZone,
        cidrBlock,
        // Public addresses are Elastic IPs of single instances.
        mapPublicIpOnLaunch: false,
        tags: this.tags("subnet", role),
      },
      { parent: this, protect: this.args.context.protect, ...timeout },
    );
  }

  private associate(role: string, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable): aws.ec2.RouteTableAssociation {
    return new aws.ec2.RouteTableAssociation(
      `${this.name}-${role}`,
      { subnetId: subnet.id, routeTableId: table.id },
      { parent: this },
    );
  }

  private createS3Endpoint(tables: readonly aws.ec2.RouteTable[]): aws.ec2.VpcEndpoint {
    return new aws.ec2.VpcEndpoint(
      `${this.name}-s3`,
      {
        vpcId: this.vpcId,
        vpcEndpointType: "Gateway",
        serviceName: `com.amazonaws.${this.args.context.region}.s3`,
        routeTableIds: tables.map(({ id }) => id),
        tags: this.tags("vpce", "s3"),
      },
      { parent: this },
    );
  }

  private tags(prefix: string, suffix?: string): Record<string, string> {
    return tagsOf(this.args.context.stageName, { prefix, suffix });
  }
}
