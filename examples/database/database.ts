import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface DatabaseSubnet {
  /** Such as `ap-northeast-1a`. */
  readonly zone: string;
  /** A range of the VPC that no subnet has, /28 or larger. */
  readonly cidr: string;
}

export interface DatabaseArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Of the web servers, which connect to the database. */
  readonly webSecurityGroupId: pulumi.Input<string>;
  /** One in each of at least two zones, even for a database in one zone: RDS rejects fewer. */
  readonly subnets: readonly DatabaseSubnet[];
  /** Deletion protection of AWS and of Pulumi. */
  readonly protect: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

const PORT = 5432;

/** A PostgreSQL database on RDS that only the web servers of a stage reach. */
export function createDatabase(args: DatabaseArgs): aws.rds.Instance {
  const { protect } = args;
  const tags = { ...args.tags };
  return new aws.rds.Instance(
    "database",
    {
      engine: "postgres",
      engineVersion: "17",
      instanceClass: "db.t4g.micro",
      storageType: "gp3",
      // The minimum of gp3.
      allocatedStorage: 20,
      storageEncrypted: true,
      dbName: "app",
      username: "app",
      manageMasterUserPassword: true,
      port: PORT,
      dbSubnetGroupName: createSubnets(args).name,
      vpcSecurityGroupIds: [createSecurityGroup(args).id],
      publiclyAccessible: false,
      backupRetentionPeriod: 7,
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      deletionProtection: protect,
      // Two protections are off by then.
      skipFinalSnapshot: true,
      tags,
    },
    { protect },
  );
}

/** Their route table has no route but the VPC's own. */
function createSubnets({ vpcId, subnets, tags }: DatabaseArgs): aws.rds.SubnetGroup {
  const routeTable = new aws.ec2.RouteTable("database", { vpcId, routes: [], tags: { ...tags, Name: "database" } });
  const created = subnets.map(({ zone, cidr }) => {
    const subnet = new aws.ec2.Subnet(`database-${zone}`, {
      vpcId,
      cidrBlock: cidr,
      availabilityZone: zone,
      tags: { ...tags, Name: `database-${zone}` },
    });
    new aws.ec2.RouteTableAssociation(`database-${zone}`, { subnetId: subnet.id, routeTableId: routeTable.id });
    return subnet;
  });
  return new aws.rds.SubnetGroup("database", { subnetIds: created.map(({ id }) => id), tags: { ...tags } });
}

/** Rules are resources of their own, since the web servers' security group belongs to the stage. */
function createSecurityGroup({ vpcId, webSecurityGroupId, tags }: DatabaseArgs): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup("database", {
    vpcId,
    description: "The database of the web servers",
    tags: { ...tags, Name: "database" },
  });
  const traffic = { ipProtocol: "tcp", fromPort: PORT, toPort: PORT };
  new aws.vpc.SecurityGroupIngressRule("database-from-web", {
    ...traffic,
    securityGroupId: group.id,
    referencedSecurityGroupId: webSecurityGroupId,
    description: "PostgreSQL from web servers",
    tags: { ...tags },
  });
  new aws.vpc.SecurityGroupEgressRule("web-to-database", {
    ...traffic,
    securityGroupId: webSecurityGroupId,
    referencedSecurityGroupId: group.id,
    description: "PostgreSQL to the database",
    tags: { ...tags },
  });
  return group;
}
