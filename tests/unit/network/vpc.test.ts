import type { NetworkSettings } from "../../../config";
import { Vpc, type VpcArgs } from "../../../network";
import { deploy, type Deployment } from "../../support";
import { contextOf } from "../../support/context";
import { urnsOf, without } from "../../support/names";
import { variant } from "../../support/variants";

const ZONE_A = { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" };
const ZONE_C = { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" };

interface Options extends Partial<Pick<VpcArgs, "checkVpcCreation"> & Pick<NetworkSettings, "zones">> {
  readonly protect?: boolean;
}

function vpc({ zones = [ZONE_A], protect = false, ...args }: Options = {}, preview = false): Promise<Deployment<Vpc>> {
  return deploy(
    () =>
      new Vpc("vpc", { context: contextOf("stg", { protect }), settings: { vpcCidr: "10.0.0.0/16", zones }, ...args }),
    { preview },
  );
}

describe("A VPC", () => {
  let one: Deployment<Vpc>;
  let two: Deployment<Vpc>;

  before(async () => {
    one = await vpc();
    two = await vpc({ zones: [ZONE_A, ZONE_C], protect: true });
  });

  it("ends the deletion of what others use after ten minutes", () => {
    for (const resource of [one.byName("vpc-public-1a", "aws.ec2.Subnet"), one.only("aws.ec2.InternetGateway")]) {
      expect(resource.options.customTimeouts).to.deep.equal({ delete: "10m" });
    }
  });

  it("leaves Auto Scaling more time than its warm-up takes to move servers out of the private subnet of a removed zone", async () => {
    const [, minutes] =
      /^(\d+)m$/.exec(String(one.byName("vpc-private-1a", "aws.ec2.Subnet").options.customTimeouts?.delete)) ?? [];
    const { defaultInstanceWarmup } = (await variant("stg")).only("aws.autoscaling.Group").inputs;
    const draining = (await variant("stg")).only("aws.elb.LoadBalancer").inputs.connectionDrainingTimeout;
    // A launch and a termination take some minutes each.
    expect(Number(minutes) * 60).to.be.at.least(Number(defaultInstanceWarmup) + Number(draining) + 2 * 300);
  });

  it("has the given range, default tenancy, DNS host names, and no IPv6", () => {
    const { tags, ...inputs } = one.only("aws.ec2.Vpc").inputs;
    expect(tags).to.be.an("object");
    expect(inputs).to.deep.equal({
      cidrBlock: "10.0.0.0/16",
      instanceTenancy: "default",
      enableDnsSupport: true,
      enableDnsHostnames: true,
    });
    for (const subnet of one.all("aws.ec2.Subnet")) {
      expect(Object.keys(subnet.inputs).filter((key) => /ipv6/i.test(key))).to.deep.equal([]);
    }
  });

  it("has a default security group that allows nothing", () => {
    const { inputs } = one.only("aws.ec2.DefaultSecurityGroup");
    expect([inputs.vpcId, inputs.ingress, inputs.egress]).to.deep.equal([one.idOf("vpc"), [], []]);
  });

  it("has a public and a private subnet with the given ranges in each zone, without automatic public addresses", () => {
    const facts = two
      .all("aws.ec2.Subnet")
      .map(({ name, inputs }) => [name, inputs.availabilityZone, inputs.cidrBlock, inputs.mapPublicIpOnLaunch]);
    expect(facts).to.deep.equal([
      ["vpc-private-1a", "ap-northeast-1a", "10.0.1.0/24", false],
      ["vpc-private-1c", "ap-northeast-1c", "10.0.3.0/24", false],
      ["vpc-public-1a", "ap-northeast-1a", "10.0.0.0/24", false],
      ["vpc-public-1c", "ap-northeast-1c", "10.0.2.0/24", false],
    ]);
    for (const subnet of two.all("aws.ec2.Subnet")) expect(subnet.inputs.vpcId).to.equal(two.idOf("vpc"));
  });

  it("routes all public subnets through one table to the internet gateway, and private ones nowhere", () => {
    const { routeTableId, destinationCidrBlock, gatewayId, ...rest } = two.only("aws.ec2.Route").inputs;
    expect([routeTableId, destinationCidrBlock, gatewayId, rest]).to.deep.equal([
      "rtb-vpc-public",
      "0.0.0.0/0",
      two.idOf("vpc-internet"),
      {},
    ]);
    for (const table of two.all("aws.ec2.RouteTable")) expect(table.inputs).to.have.all.keys("vpcId", "tags");
  });

  it("associates each private subnet with a table of its own and public ones with the public table", () => {
    const facts = two
      .all("aws.ec2.RouteTableAssociation")
      .map(({ name, inputs }) => [name, inputs.subnetId, inputs.routeTableId]);
    expect(facts).to.deep.equal([
      ["vpc-private-1a", "subnet-vpc-private-1a", "rtb-vpc-private-1a"],
      ["vpc-private-1c", "subnet-vpc-private-1c", "rtb-vpc-private-1c"],
      ["vpc-public-1a", "subnet-vpc-public-1a", "rtb-vpc-public"],
      ["vpc-public-1c", "subnet-vpc-public-1c", "rtb-vpc-public"],
    ]);
  });

  it("has a gateway endpoint of the region's S3 in every route table", () => {
    const { vpcEndpointType, serviceName, routeTableIds } = two.only("aws.ec2.VpcEndpoint").inputs;
    expect([vpcEndpointType, serviceName]).to.deep.equal(["Gateway", "com.amazonaws.ap-northeast-1.s3"]);
    expect(routeTableIds).to.have.members(["rtb-vpc-public", "rtb-vpc-private-1a", "rtb-vpc-private-1c"]);
  });

  it("changes no other zone when one is added or removed, even the first one", async () => {
    const all = urnsOf(two);
    const withoutFirst = urnsOf(await vpc({ zones: [ZONE_C] }));
    for (const [fewer, gone] of [
      [withoutFirst, "1a"],
      [urnsOf(one), "1c"],
    ] as const) {
      expect(without(fewer, all)).to.deep.equal([]);
      expect(without(all, fewer).map((urn) => urn.replace(/.*:(\w+)::/, "$1 "))).to.deep.equal([
        `RouteTable vpc-private-${gone}`,
        `RouteTableAssociation vpc-private-${gone}`,
        `RouteTableAssociation vpc-public-${gone}`,
        `Subnet vpc-private-${gone}`,
        `Subnet vpc-public-${gone}`,
      ]);
    }
  });

  it("is checked before its creation, in a preview as well", async () => {
    let asked = 0;
    const checkVpcCreation = () => {
      asked++;
      return Promise.resolve();
    };
    const made = await vpc({ checkVpcCreation });
    expect(made.resources.filter(({ hooks }) => Object.values(hooks).flat().length > 0)).to.have.length(1);
    // Deployments check in the hook, which this runtime does not run; previews check where the id is unknown.
    for (const [preview, times] of [
      [false, 0],
      [true, 1],
    ] as const) {
      asked = 0;
      await deploy(
        async () => {
          const settings = { vpcCidr: "10.0.0.0/16", zones: [ZONE_A] } as const;
          await new Vpc("vpc", { context: contextOf("stg"), settings, checkVpcCreation }).registered();
        },
        { preview },
      );
      expect(asked, `preview: ${preview}`).to.equal(times);
    }
  });
});
