import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeFlowLogsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  type Instance,
  type SecurityGroup,
  type SecurityGroupRule,
  type Tag,
} from "@aws-sdk/client-ec2";
import {
  DescribeInstanceHealthCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
} from "@aws-sdk/client-elastic-load-balancing";
import { GetServerCertificateCommand } from "@aws-sdk/client-iam";
import { X509Certificate } from "node:crypto";
import { expect } from "chai";

import type { Aws } from "./aws";
import type { EmulatedStage } from "./emulated-stage";
import type { Expectations } from "./expectations";

interface Deployed {
  readonly stage: EmulatedStage;
  readonly aws: () => Aws;
}

const named = (name: string) => ({ Filters: [{ Name: "tag:Name", Values: [name] }] });
const nameOf = (tags: readonly Tag[] = []): string | undefined => tags.find(({ Key }) => Key === "Name")?.Value;

/** The properties of a deployed stage, read with the AWS API. */
export function describeFacts(expected: Expectations, { stage, aws }: Deployed): void {
  const s = `servicename-${expected.stage}`;
  const suffix = (zone: string): string => zone.replace("ap-northeast-", "");

  it("has the VPC, without IPv6", async () => {
    const { Vpcs = [] } = await aws().ec2.send(new DescribeVpcsCommand(named(`vpc-${s}`)));
    expect(Vpcs.map(({ CidrBlock, InstanceTenancy }) => [CidrBlock, InstanceTenancy])).to.deep.equal([
      ["10.0.0.0/16", "default"],
    ]);
    expect(Vpcs[0]?.Ipv6CidrBlockAssociationSet ?? []).to.be.empty;
  });

  it("has a public and a private subnet per zone, neither of which assigns public addresses", async () => {
    const { Subnets = [] } = await aws().ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "tag:Stage", Values: [expected.stage] }] }),
    );
    const seen = Subnets.map(({ Tags, CidrBlock, AvailabilityZone, MapPublicIpOnLaunch }) =>
      [nameOf(Tags), CidrBlock, AvailabilityZone, MapPublicIpOnLaunch].join(" "),
    );
    expect(seen).to.have.members(
      expected.zones.flatMap(({ name, publicCidr, privateCidr }) => [
        `subnet-${s}-public-${suffix(name)} ${publicCidr} ${name} false`,
        `subnet-${s}-private-${suffix(name)} ${privateCidr} ${name} false`,
      ]),
    );
  });

  it("routes public subnets to the internet gateway and each private one to its NAT", async () => {
    const { InternetGateways = [] } = await aws().ec2.send(new DescribeInternetGatewaysCommand(named(`igw-${s}`)));
    expect(InternetGateways).to.have.length(1);
    const table = async (name: string) => {
      const { RouteTables = [] } = await aws().ec2.send(new DescribeRouteTablesCommand(named(name)));
      expect(RouteTables, name).to.have.length(1);
      return {
        subnets: (RouteTables[0]?.Associations ?? []).map(({ SubnetId }) => SubnetId),
        defaults: (RouteTables[0]?.Routes ?? []).filter(
          ({ DestinationCidrBlock }) => DestinationCidrBlock === "0.0.0.0/0",
        ),
      };
    };
    const publicTable = await table(`rtb-${s}-public`);
    expect(publicTable.subnets).to.have.members((await stage.output("publicSubnetIds")) as string[]);
    expect(publicTable.defaults.map(({ GatewayId }) => GatewayId)).to.deep.equal([
      InternetGateways[0]?.InternetGatewayId,
    ]);
    const targets = new Set<string | undefined>();
    for (const { name } of expected.zones) {
      const { subnets, defaults } = await table(`rtb-${s}-private-${suffix(name)}`);
      expect(subnets).to.have.length(1);
      expect(defaults).to.have.length(1);
      targets.add(expected.nat === "gateway" ? defaults[0]?.NatGatewayId : defaults[0]?.NetworkInterfaceId);
    }
    expect(targets).to.not.include(undefined);
    expect(targets.size).to.equal(expected.natTargets);
  });

  it("allows exactly the traffic rules, each with a description", async () => {
    const { SecurityGroups = [] } = await aws().ec2.send(
      new DescribeSecurityGroupsCommand({
        Filters: [{ Name: "vpc-id", Values: [String(await stage.output("vpcId"))] }],
      }),
    );
    const { SecurityGroupRules = [] } = await aws().ec2.send(new DescribeSecurityGroupRulesCommand({}));
    const ours = SecurityGroupRules.filter(({ GroupId }) => SecurityGroups.some((group) => group.GroupId === GroupId));
    expect(ours.map((rule) => ruleText(rule, SecurityGroups, s))).to.have.members([...expected.rules]);
    for (const { Description } of ours) expect(Description).to.match(/^[ -~]{5,255}$/);
  });

  it("has an empty default security group", async () => {
    const { SecurityGroups = [] } = await aws().ec2.send(
      new DescribeSecurityGroupsCommand({
        Filters: [
          { Name: "vpc-id", Values: [String(await stage.output("vpcId"))] },
          { Name: "group-name", Values: ["default"] },
        ],
      }),
    );
    const [group] = SecurityGroups;
    expect([group?.IpPermissions, group?.IpPermissionsEgress]).to.deep.equal([[], []]);
  });

  if (expected.nat === "instance") {
    it("has a NAT instance that forwards, with the address that the outputs show", async () => {
      const [nat] = await instances(aws(), `${s}-nat`);
      expect(nat?.SourceDestCheck).to.equal(false);
      expect(nat?.InstanceType).to.equal("t4g.nano");
      expect([nat?.PublicIpAddress]).to.deep.equal(await stage.output("natPublicIps"));
    });
  }

  it("has no bastion", async () => {
    expect(await instances(aws(), `${s}-bastion`)).to.be.empty;
  });

  it("created its image from an instance that had powered itself off", async () => {
    const [instance] = await instances(aws(), `${s}-web`);
    expect(instance?.State?.Name).to.equal("stopped");
    expect(instance?.PublicIpAddress).to.equal(undefined);
    const { Images = [] } = await aws().ec2.send(new DescribeImagesCommand({ Owners: ["self"] }));
    expect(Images.map(({ ImageId }) => ImageId)).to.deep.equal([await stage.output("webImageId")]);
    const calls = stage.calls();
    const launched = calls.find(({ action, params }) => action === "RunInstances" && isLaunchOf(params, `${s}-web`));
    const imaged = calls.find(({ action }) => action === "CreateImage");
    expect(imaged?.seq).to.be.greaterThan(launched?.seq ?? Infinity);
    expect(Date.parse(imaged?.at ?? "") - Date.parse(launched?.at ?? "")).to.be.at.least(13_000);
  });

  it("listens on 80 and 443 only, on a load balancer with TLS 1.2 and this stage's certificate", async () => {
    const { LoadBalancerDescriptions = [] } = await aws().elb.send(
      new DescribeLoadBalancersCommand({ LoadBalancerNames: [`elb-${s}`] }),
    );
    const [balancer] = LoadBalancerDescriptions;
    expect(balancer?.Scheme).to.equal("internet-facing");
    expect(balancer?.Subnets).to.have.members((await stage.output("publicSubnetIds")) as string[]);
    const listeners = (balancer?.ListenerDescriptions ?? []).map(({ Listener, PolicyNames }) =>
      [
        Listener?.Protocol,
        Listener?.LoadBalancerPort,
        Listener?.InstanceProtocol,
        Listener?.InstancePort,
        PolicyNames,
      ].join(" "),
    );
    expect(listeners).to.have.members(["HTTPS 443 HTTP 80 tls-1-2-2017-01", "HTTP 80 HTTP 80 "]);
    expect(balancer?.HealthCheck?.Target).to.equal("HTTP:80/index.html");
    expect(balancer?.HealthCheck?.HealthyThreshold).to.equal(2);
    const https = balancer?.ListenerDescriptions?.find(({ Listener }) => Listener?.LoadBalancerPort === 443);
    expect(https?.Listener?.SSLCertificateId).to.equal(await stage.output("certificateArn"));
    const { LoadBalancerAttributes: attributes } = await aws().elb.send(
      new DescribeLoadBalancerAttributesCommand({ LoadBalancerName: `elb-${s}` }),
    );
    expect(attributes?.ConnectionDraining?.Enabled).to.equal(true);
    expect(attributes?.CrossZoneLoadBalancing?.Enabled).to.equal(true);
    expect(attributes?.AccessLog?.Enabled ?? false).to.equal(expected.production);
  });

  it("has an RSA 2048 certificate for 3650 days in IAM", async () => {
    const arn = (await stage.output("certificateArn")) as string;
    const { ServerCertificate } = await aws().iam.send(
      new GetServerCertificateCommand({ ServerCertificateName: arn.split("/").pop() ?? "" }),
    );
    const certificate = new X509Certificate(ServerCertificate?.CertificateBody ?? "");
    expect(certificate.publicKey.asymmetricKeyType).to.equal("rsa");
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).to.equal(2048);
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
    expect(days).to.equal(3650);
    expect(Date.parse((await stage.output("certificateExpiresAt")) as string)).to.be.closeTo(
      Date.parse(certificate.validTo),
      1000,
    );
  });

  it("runs its web servers in the private subnets, behind the load balancer, from the image", async () => {
    const { AutoScalingGroups = [] } = await aws().autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [`asg-${s}`] }),
    );
    const [group] = AutoScalingGroups;
    expect([group?.MinSize, group?.MaxSize, group?.DesiredCapacity]).to.deep.equal([
      expected.min,
      expected.max,
      expected.min,
    ]);
    expect(group?.VPCZoneIdentifier?.split(",")).to.have.members((await stage.output("privateSubnetIds")) as string[]);
    expect(group?.LoadBalancerNames).to.deep.equal([`elb-${s}`]);
    expect(group?.HealthCheckType).to.equal("ELB");
    const { LaunchTemplateVersions = [] } = await aws().ec2.send(
      new DescribeLaunchTemplateVersionsCommand({
        LaunchTemplateId: group?.LaunchTemplate?.LaunchTemplateId,
        Versions: [group?.LaunchTemplate?.Version ?? ""],
      }),
    );
    const template = LaunchTemplateVersions[0]?.LaunchTemplateData;
    expect(template?.ImageId).to.equal(await stage.output("webImageId"));
    expect(template?.MetadataOptions).to.include({ HttpTokens: "required", HttpEndpoint: "enabled" });
    expect(template?.NetworkInterfaces?.map((each) => each.AssociatePublicIpAddress)).to.deep.equal([false]);
    const servers = await instances(aws(), `as-${s}-web`);
    expect(servers).to.have.length(expected.min);
    for (const server of servers) expect(server.PublicIpAddress).to.equal(undefined);
    const { InstanceStates = [] } = await aws().elb.send(
      new DescribeInstanceHealthCommand({ LoadBalancerName: `elb-${s}` }),
    );
    expect(InstanceStates.map(({ State }) => State)).to.deep.equal(servers.map(() => "InService"));
  });

  it("requires IMDSv2 and encrypts the volume of every instance", async () => {
    const all = [...(await instances(aws(), `${s}-nat`)), ...(await instances(aws(), `${s}-web`))];
    expect(all).to.not.be.empty;
    for (const { MetadataOptions, BlockDeviceMappings = [] } of all) {
      expect(MetadataOptions).to.include({ HttpTokens: "required", HttpEndpoint: "enabled" });
      const { Volumes = [] } = await aws().ec2.send(
        new DescribeVolumesCommand({ VolumeIds: BlockDeviceMappings.map(({ Ebs }) => Ebs?.VolumeId ?? "") }),
      );
      expect(Volumes.map(({ Encrypted, VolumeType, Size }) => [Encrypted, VolumeType, Size])).to.deep.equal([
        [true, "gp3", 8],
      ]);
    }
  });

  it(expected.production ? "logs traffic that the VPC rejects" : "has no flow logs", async () => {
    const { FlowLogs = [] } = await aws().ec2.send(new DescribeFlowLogsCommand({}));
    expect(FlowLogs.map(({ TrafficType }) => TrafficType)).to.deep.equal(expected.production ? ["REJECT"] : []);
  });

  it("holds no private key in the plain state or the plain outputs", async () => {
    const { output: state } = await stage.pulumi("stack", "export");
    const { output: outputs } = await stage.pulumi("stack", "output", "--json");
    expect(state + outputs).to.not.contain("PRIVATE KEY");
    const revealed = await stage.pulumi("stack", "output", "sshPrivateKey", "--show-secrets");
    expect(revealed.output).to.contain("BEGIN OPENSSH PRIVATE KEY");
  });
}

async function instances(aws: Aws, name: string): Promise<Instance[]> {
  const { Reservations = [] } = await aws.ec2.send(new DescribeInstancesCommand(named(name)));
  return Reservations.flatMap(({ Instances = [] }) => Instances).filter(({ State }) => State?.Name !== "terminated");
}

function ruleText(rule: SecurityGroupRule, groups: readonly SecurityGroup[], s: string): string {
  const role = (id: string | undefined): string | undefined =>
    nameOf(groups.find(({ GroupId }) => GroupId === id)?.Tags)?.replace(`securitygroup-${s}-`, "");
  const peer = rule.CidrIpv4 ?? role(rule.ReferencedGroupInfo?.GroupId) ?? rule.PrefixListId;
  return [rule.IsEgress === true ? "out" : "in", role(rule.GroupId), rule.IpProtocol, rule.FromPort, peer].join(" ");
}

function isLaunchOf(params: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.values(params).includes(name);
}
