import { createDatabase } from "../../../examples/database/database";
import { deployProgram, type Deployment } from "../../support";

const SUBNETS = [
  { zone: "ap-northeast-1a", cidr: "10.0.100.0/28" },
  { zone: "ap-northeast-1c", cidr: "10.0.100.16/28" },
];

const database = (protect: boolean): Promise<Deployment> =>
  deployProgram(() => {
    const stage = { vpcId: "vpc-1", webSecurityGroupId: "sg-web" };
    createDatabase({ ...stage, subnets: SUBNETS, protect, tags: { Database: "stg" } });
  });

describe("The example of a database", () => {
  let deployed: Deployment;

  before(async () => {
    deployed = await database(true);
  });

  it("is encrypted PostgreSQL, closed to the internet, backed up and protected", () => {
    const { inputs, options } = deployed.only("aws.rds.Instance");
    expect(inputs).to.include({
      engine: "postgres",
      instanceClass: "db.t4g.micro",
      storageEncrypted: true,
      publiclyAccessible: false,
      backupRetentionPeriod: 7,
      deletionProtection: true,
    });
    expect(options.protect).to.equal(true);
    expect(inputs.vpcSecurityGroupIds).to.deep.equal([deployed.only("aws.ec2.SecurityGroup").id]);
  });

  it("has a password that RDS creates and changes, which the program never knows", () => {
    const { inputs } = deployed.only("aws.rds.Instance");
    expect(inputs.manageMasterUserPassword).to.equal(true);
    expect(inputs).to.not.have.any.keys("password", "passwordWo");
  });

  it("has subnets of its own in two zones, without a route out of the VPC", () => {
    const subnets = deployed.all("aws.ec2.Subnet");
    expect(subnets.map(({ inputs }) => [inputs.availabilityZone, inputs.cidrBlock])).to.deep.equal(
      SUBNETS.map(({ zone, cidr }) => [zone, cidr]),
    );
    expect(deployed.only("aws.ec2.RouteTable").inputs.routes).to.deep.equal([]);
    expect(deployed.all("aws.ec2.RouteTableAssociation")).to.have.length(2);
    expect(deployed.all("aws.ec2.Route")).to.deep.equal([]);
  });

  it("is reached by web servers on tcp 5432 and by nothing else", () => {
    const group = deployed.only("aws.ec2.SecurityGroup").id;
    const rule = (type: string) => {
      const { ipProtocol, fromPort, toPort, securityGroupId, referencedSecurityGroupId } = deployed.only(type).inputs;
      return { ipProtocol, fromPort, toPort, securityGroupId, referencedSecurityGroupId };
    };
    const tcp = { ipProtocol: "tcp", fromPort: 5432, toPort: 5432 };
    expect(rule("aws.vpc.SecurityGroupIngressRule")).to.deep.equal({
      ...{ ...tcp, securityGroupId: group, referencedSecurityGroupId: "sg-web" },
    });
    expect(rule("aws.vpc.SecurityGroupEgressRule")).to.deep.equal({
      ...{ ...tcp, securityGroupId: "sg-web", referencedSecurityGroupId: group },
    });
  });

  it("can be deleted at once without its protection", async () => {
    const { inputs, options } = (await database(false)).only("aws.rds.Instance");
    expect(inputs.deletionProtection).to.equal(false);
    expect(options.protect ?? false).to.equal(false);
  });
});
