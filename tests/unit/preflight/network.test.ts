import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import type { Zone } from "../../../config";
import { networkChange } from "../../../preflight/network";
import type { WantedNetwork } from "../../../preflight/network-change";
import { deploy } from "../../support";
import { stageNameOf } from "../../support/names";
import { fakeApi, type ApiCall } from "../../support/waits";

const A: Zone = { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" };
const C: Zone = { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" };

const subnet = (SubnetId: string, zone: string, CidrBlock: string, role: string, stage = "prod") => ({
  SubnetId,
  AvailabilityZone: `ap-northeast-1${zone}`,
  CidrBlock,
  Tags: [
    { Key: "Name", Value: `subnet-servicename-${stage}-${role}-1${zone}` },
    { Key: "ManagedBy", Value: "pulumi" },
  ],
});
const SUBNETS = [
  subnet("subnet-1", "a", "10.0.0.0/24", "public"),
  subnet("subnet-2", "a", "10.0.1.0/24", "private"),
  subnet("subnet-3", "c", "10.0.2.0/24", "public"),
  subnet("subnet-4", "c", "10.0.3.0/24", "private"),
];
const GATEWAYS = [
  { NatGatewayId: "nat-1", SubnetId: "subnet-1", NatGatewayAddresses: [{ AllocationId: "eipalloc-1" }] },
];
const NO_LOAD_BALANCER = Object.assign(new Error("there is none"), { name: "LoadBalancerNotFound" });

async function check(
  wanted: Partial<WantedNetwork>,
  { Subnets = SUBNETS, Vpcs = [{ VpcId: "vpc-1", CidrBlock: "10.0.0.0/16" }] as object[], elb = {} } = {},
  vpcId?: string,
): Promise<{ issues: readonly string[]; warnings: readonly string[]; calls: readonly ApiCall[] }> {
  const { client, calls } = fakeApi<EC2Client>({
    DescribeVpcs: [{ Vpcs }],
    DescribeSubnets: [{ Subnets }],
    DescribeNatGateways: [{ NatGateways: GATEWAYS }],
    DescribeAddresses: [{ Addresses: [{ AllocationId: "eipalloc-9", InstanceId: "i-9" }] }],
    DescribeAvailabilityZones: [
      {
        AvailabilityZones: ["a", "c", "d"].map((each) => ({
          ZoneName: `ap-northeast-1${each}`,
          State: "available",
          ZoneType: "availability-zone",
        })),
      },
    ],
  });
  const balancers = fakeApi<ElasticLoadBalancingClient>({ DescribeLoadBalancers: [elb] });
  const network = {
    ...({ vpcCidr: "10.0.0.0/16", zones: [A, C], kind: "instance", perZone: false, protect: false } as const),
    ownAddresses: new Map<string, string>(),
    ...wanted,
  };
  const clients = { ec2: () => Promise.resolve(client), elb: () => Promise.resolve(balancers.client) };
  const { made, logs } = await deploy(() =>
    networkChange({ stageName: stageNameOf("prod"), vpcId }, network, clients).run(),
  );
  return { issues: made, warnings: logs.map(({ message }) => message), calls: [...calls, ...balancers.calls] };
}

const BOTH = { LoadBalancerDescriptions: [{ Subnets: ["subnet-1", "subnet-3"] }] };

describe("The comparison of the network with the existing one", () => {
  it("queries by the stage's tags, and ends if there is no VPC", async () => {
    const { issues, calls } = await check({}, { Vpcs: [] });
    expect(issues).to.deep.equal([]);
    const tags = { "tag:Service": "servicename", "tag:Stage": "prod", "tag:ManagedBy": "pulumi" };
    const Filters = Object.entries(tags).map(([Name, value]) => ({ Name, Values: [value] }));
    expect(calls).to.deep.equal([["DescribeVpcs", { Filters }]]);
  });

  it("queries the VPC of the last deployment, since tags keep the old stage's name after a rename", async () => {
    const Subnets = SUBNETS.map((each) => ({
      ...each,
      Tags: each.Tags.map(({ Key, Value }) => ({ Key, Value: Value.replace("prod", "stg") })),
    }));
    const { issues, calls } = await check({}, { Subnets, elb: NO_LOAD_BALANCER }, "vpc-9");
    expect(issues).to.deep.equal([]);
    expect(calls[0]).to.deep.equal(["DescribeVpcs", { Filters: [{ Name: "vpc-id", Values: ["vpc-9"] }] }]);
  });

  it("reports nothing for a possible change, and queries no zones then", async () => {
    const { issues, calls } = await check({ zones: [{ ...A, publicCidr: "10.0.10.0/24" }, C] }, { elb: BOTH });
    expect(issues).to.deep.equal([]);
    expect(calls.map(([name]) => name).sort()).to.deep.equal([
      "DescribeLoadBalancers",
      "DescribeNatGateways",
      "DescribeSubnets",
      "DescribeVpcs",
    ]);
  });

  it("reports why a change is impossible, and which deployments lead there", async () => {
    const zones = [{ ...A, publicCidr: "10.0.10.0/24" }, C];
    const { issues } = await check({ kind: "gateway", perZone: true, zones, protect: true }, { elb: BOTH }, "vpc-1");
    expect(issues).to.deep.equal([
      "this network change is not possible in one deployment: the Elastic IP of the NAT in ap-northeast-1a is in use by " +
        "NAT gateway nat-1 (Resource.AlreadyAssociated); protect keeps the public subnet 10.0.0.0/24 of " +
        'ap-northeast-1a from being deleted. Deploy in these steps, each with "pulumi up":\n' +
        "    1. the deployed settings, with protect: false\n" +
        "    2. zones: [{name: ap-northeast-1c, publicCidr: 10.0.2.0/24, privateCidr: 10.0.3.0/24}], without protect: true\n" +
        "    3. the new settings, with protect: false\n" +
        "    4. protect: true again",
    ]);
  });

  it("finds instances that hold an Elastic IP meant for a NAT gateway", async () => {
    const ownAddresses = new Map([[A.name, "eipalloc-9"]]);
    const { issues, calls } = await check({ kind: "gateway", ownAddresses }, { elb: BOTH });
    expect(issues.join()).to.contain(
      "the NAT in ap-northeast-1a is in use by instance i-9 (Resource.AlreadyAssociated)",
    );
    expect(issues.join()).to.match(/1\. zones: .*, without natEipAllocationIds\n +2\. the new settings$/);
    const Filters = [{ Name: "allocation-id", Values: ["eipalloc-9"] }];
    expect(calls).to.deep.include(["DescribeAddresses", { Filters }]);
  });

  it("says that a VPC's range is fixed, and that the stage has to be destroyed", async () => {
    const { issues } = await check({ vpcCidr: "10.0.0.0/17" }, { elb: BOTH });
    expect(issues.join()).to.match(
      /vpcCidr changes from 10.0.0.0\/16 to 10.0.0.0\/17.*1\. pulumi destroy.*2\. the new settings/s,
    );
  });

  it("says what to do if the VPC belongs to another state, which only the last deployment's outputs tell", async () => {
    const { issues } = await check({ vpcCidr: "10.0.0.0/17" }, { elb: BOTH });
    expect(issues.join()).to.match(
      /If the VPC with the tags Service=servicename and Stage=prod was deployed from another state, use that one \(.*\), or another stack name or serviceName. Otherwise: deploy in these steps/,
    );
    const own = await check({ vpcCidr: "10.0.0.0/17" }, { elb: BOTH }, "vpc-1");
    expect(own.issues.join()).to.not.contain("another state");
  });

  it("warns about subnets left over from a failed deployment, without rejecting anything", async () => {
    const Subnets = [...SUBNETS, subnet("subnet-5", "a", "10.0.10.0/24", "public")];
    const { issues, warnings } = await check({}, { Subnets, elb: BOTH });
    expect(issues).to.deep.equal([]);
    expect(warnings.join()).to.match(/ap-northeast-1a has subnets left over .* zones: \[\{name: ap-northeast-1c/s);
  });

  it("fails if AWS does not answer", async () => {
    const failed = await check({}, { elb: new Error("timeout") }).catch((error: unknown) => error);
    expect(String(failed)).to.contain("timeout");
  });
});
