import { generateKeyPairSync } from "node:crypto";

import * as ec2 from "@aws-sdk/client-ec2";
import * as elb from "@aws-sdk/client-elastic-load-balancing";
import * as iam from "@aws-sdk/client-iam";

import { selfSigned } from "../../../support/certificates";
import { Aws, retryUntilCertificateIsKnown } from "../aws";

/** A call, and the results that AWS documents for it: error codes, or a value. */
export interface Row {
  readonly call: string;
  readonly aws: readonly string[];
  /** Makes the call. A string that it returns is the result. */
  readonly run: (context: Context) => Promise<unknown>;
}

export function row(call: string, aws: string | readonly string[], run: Row["run"]): Row {
  return { call, aws: typeof aws === "string" ? [aws] : aws, run };
}

/** The resources that the calls refer to. */
export interface Context {
  readonly aws: Aws;
  readonly ec2: ec2.EC2Client;
  readonly vpc: string;
  readonly gateway: string;
  /** Two subnets in 1a, and one in 1c. */
  readonly subnet: string;
  readonly twin: string;
  readonly subnetC: string;
  readonly routeTable: string;
  readonly group: string;
  readonly defaultGroup: string;
  /** Another VPC, without an internet gateway. */
  readonly other: { readonly vpc: string; readonly subnet: string; readonly group: string; readonly table: string };
  readonly images: { readonly arm64: string; readonly x86: string };
  readonly template: string;
  readonly loadBalancer: string;
  readonly certificate: string;
  readonly pem: Pem;
  /** A private key without a certificate. */
  readonly otherKey: string;
  /** The Elastic IP of a NAT gateway. */
  readonly natAddress: string;
  readonly publicKey: string;
  /** A name that no other call uses. */
  readonly name: () => string;
}

interface Pem {
  readonly certificate: string;
  readonly key: string;
}

export async function createContext(endpoint: string): Promise<Context> {
  const aws = new Aws(endpoint);
  let count = 0;
  const name = () => `thing-${++count}`;
  const vpc = await createVpc(aws.ec2, "10.0.0.0/16");
  const otherVpc = await createVpc(aws.ec2, "10.9.0.0/16");
  const { InternetGateway } = await aws.ec2.send(new ec2.CreateInternetGatewayCommand({}));
  const gateway = InternetGateway!.InternetGatewayId!;
  await aws.ec2.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId: gateway, VpcId: vpc }));
  const subnet = await createSubnet(aws.ec2, vpc, "10.0.0.0/24", "a");
  const group = await createGroup(aws.ec2, vpc, name());
  const { cert, key } = selfSigned("web.example");
  const pem = { certificate: cert, key };
  const images = { arm64: await imageOf(aws.ec2, "arm64"), x86: await imageOf(aws.ec2, "x86_64") };
  const template = await aws.ec2.send(
    new ec2.CreateLaunchTemplateCommand({
      LaunchTemplateName: name(),
      LaunchTemplateData: { ImageId: images.arm64, InstanceType: "t4g.nano", SecurityGroupIds: [group] },
    }),
  );
  const { ServerCertificateMetadata } = await aws.iam.send(
    new iam.UploadServerCertificateCommand({
      ...{ ServerCertificateName: "context", CertificateBody: pem.certificate, PrivateKey: pem.key },
    }),
  );
  const certificate = ServerCertificateMetadata!.Arn!;
  const loadBalancer = "context";
  await retryUntilCertificateIsKnown(() =>
    aws.elb.send(
      new elb.CreateLoadBalancerCommand({
        LoadBalancerName: loadBalancer,
        Subnets: [subnet],
        SecurityGroups: [group],
        Listeners: [
          { Protocol: "HTTP", LoadBalancerPort: 80, InstancePort: 80 },
          {
            Protocol: "HTTPS",
            LoadBalancerPort: 443,
            InstancePort: 80,
            InstanceProtocol: "HTTP",
            SSLCertificateId: certificate,
          },
        ],
      }),
    ),
  );
  const natAddress = await createAddress(aws.ec2);
  await aws.ec2.send(new ec2.CreateNatGatewayCommand({ SubnetId: subnet, AllocationId: natAddress }));
  const { publicKey } = generateKeyPairSync("ed25519");
  return {
    ...{ aws, ec2: aws.ec2, vpc, gateway, subnet, group, images, certificate, loadBalancer, pem, name },
    twin: await createSubnet(aws.ec2, vpc, "10.0.1.0/24", "a"),
    subnetC: await createSubnet(aws.ec2, vpc, "10.0.2.0/24", "c"),
    routeTable: await createRouteTable(aws.ec2, vpc),
    defaultGroup: await defaultGroupOf(aws.ec2, vpc),
    other: {
      vpc: otherVpc,
      subnet: await createSubnet(aws.ec2, otherVpc, "10.9.0.0/24", "a"),
      group: await createGroup(aws.ec2, otherVpc, name()),
      table: await createRouteTable(aws.ec2, otherVpc),
    },
    template: template.LaunchTemplate!.LaunchTemplateId!,
    otherKey: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
      format: "pem",
      type: "pkcs8",
    }) as string,
    natAddress,
    publicKey: sshKey(publicKey.export({ format: "der", type: "spki" })),
  };
}

async function createVpc(client: ec2.EC2Client, CidrBlock: string): Promise<string> {
  return (await client.send(new ec2.CreateVpcCommand({ CidrBlock }))).Vpc!.VpcId!;
}

export async function createSubnet(
  client: ec2.EC2Client,
  VpcId: string,
  CidrBlock: string,
  zone: string,
): Promise<string> {
  const command = new ec2.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone: `ap-northeast-1${zone}` });
  return (await client.send(command)).Subnet!.SubnetId!;
}

export async function createGroup(client: ec2.EC2Client, VpcId: string, GroupName: string): Promise<string> {
  const command = new ec2.CreateSecurityGroupCommand({ VpcId, GroupName, Description: "for a call" });
  return (await client.send(command)).GroupId!;
}

export async function createRouteTable(client: ec2.EC2Client, VpcId: string): Promise<string> {
  return (await client.send(new ec2.CreateRouteTableCommand({ VpcId }))).RouteTable!.RouteTableId!;
}

export async function createAddress(client: ec2.EC2Client): Promise<string> {
  return (await client.send(new ec2.AllocateAddressCommand({ Domain: "vpc" }))).AllocationId!;
}

/** A running instance. */
export async function createInstance(
  context: Context,
  more: Partial<ec2.RunInstancesCommandInput> = {},
): Promise<string> {
  const { Instances } = await run(context, more);
  return Instances![0]!.InstanceId!;
}

/** Launches an instance that is valid except for the given parameters. */
export function run(
  { ec2: client, images, subnet, group }: Context,
  more: Partial<ec2.RunInstancesCommandInput> = {},
): Promise<ec2.RunInstancesCommandOutput> {
  return client.send(
    new ec2.RunInstancesCommand({
      ...{ ImageId: images.arm64, InstanceType: "t4g.nano", MinCount: 1, MaxCount: 1 },
      ...(more.NetworkInterfaces === undefined && { SubnetId: subnet, SecurityGroupIds: [group] }),
      ...more,
    }),
  );
}

/** Gives an instance to a call, and terminates it afterwards. */
export async function withInstance(
  context: Context,
  use: (InstanceId: string) => Promise<unknown>,
  more: Partial<ec2.RunInstancesCommandInput> = {},
): Promise<unknown> {
  const id = await createInstance(context, more);
  try {
    return await use(id);
  } finally {
    await context.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [id] }));
  }
}

/** Gives an Elastic IP to a call, and releases it afterwards. */
export async function withAddress(context: Context, use: (AllocationId: string) => Promise<unknown>): Promise<unknown> {
  const AllocationId = await createAddress(context.ec2);
  try {
    return await use(AllocationId);
  } finally {
    const { Addresses } = await context.ec2.send(new ec2.DescribeAddressesCommand({ AllocationIds: [AllocationId] }));
    const { AssociationId, InstanceId } = Addresses![0]!;
    if (AssociationId !== undefined) await context.ec2.send(new ec2.DisassociateAddressCommand({ AssociationId }));
    if (InstanceId) await context.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    await context.ec2.send(new ec2.ReleaseAddressCommand({ AllocationId }));
  }
}

async function defaultGroupOf(client: ec2.EC2Client, vpc: string): Promise<string> {
  const Filters = [
    { Name: "vpc-id", Values: [vpc] },
    { Name: "group-name", Values: ["default"] },
  ];
  return (await client.send(new ec2.DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups![0]!.GroupId!;
}

async function imageOf(client: ec2.EC2Client, architecture: string): Promise<string> {
  const Filters = [
    { Name: "architecture", Values: [architecture] },
    { Name: "name", Values: ["al2023-ami-2023.*"] },
  ];
  return (await client.send(new ec2.DescribeImagesCommand({ Filters, Owners: ["amazon"] }))).Images![0]!.ImageId!;
}

/** An ED25519 key as OpenSSH writes it. */
function sshKey(der: Buffer): string {
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const body = Buffer.concat([field(Buffer.from("ssh-ed25519")), field(der.subarray(-32))]);
  return `ssh-ed25519 ${body.toString("base64")}`;
}
