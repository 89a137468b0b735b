import * as ec2 from "@aws-sdk/client-ec2";
import * as elb from "@aws-sdk/client-elastic-load-balancing";
import * as iam from "@aws-sdk/client-iam";

import type { DriftCase, Wave } from "./case";
import { nameIn, only, type Hand } from "./hand";

const HTTPS = { LoadBalancerPort: 443 } as const;

const PARTS: Wave = [
  {
    what: "the default route of a private subnet",
    deletes: ["aws.ec2.Route"],
    steps: ["create nat-private-default-1a"],
    act: async (hand) => hand.aws.ec2.send(new ec2.DeleteRouteCommand(defaultRoute(await hand.table("private-1a")))),
  },
  {
    what: "the route table association of a subnet",
    deletes: ["aws.ec2.RouteTableAssociation"],
    steps: ["create vpc-public-1a"],
    act: async (hand) => disassociate(await hand.table("public"), hand.aws),
  },
  {
    what: "an ingress rule and an egress rule of a security group",
    deletes: ["aws.vpc.SecurityGroupIngressRule", "aws.vpc.SecurityGroupEgressRule"],
    steps: ["create access-web-from-loadbalancer-tcp80", "create access-web-to-anyone-tcp443"],
    act: async (hand) => {
      await hand.revoke(await hand.rule("web-from-loadbalancer-tcp80"));
      await hand.revoke(await hand.rule("web-to-anyone-tcp443"));
    },
  },
  {
    what: "the TLS policy of the load balancer and of its listener",
    deletes: ["aws.elb.LoadBalancerPolicy", "aws.elb.ListenerPolicy"],
    steps: ["create load-balancer-tls", "update load-balancer-https"],
    act: async ({ aws, balancer }) => {
      await aws.elb.send(new elb.SetLoadBalancerPoliciesOfListenerCommand({ ...balancer, ...HTTPS, PolicyNames: [] }));
      await aws.elb.send(new elb.DeleteLoadBalancerPolicyCommand({ ...balancer, PolicyName: "tls-1-2-2017-01" }));
    },
  },
  {
    what: "the Elastic IP of a NAT instance",
    deletes: ["aws.ec2.Eip", "aws.ec2.EipAssociation"],
    steps: ["create nat-instance-1a"],
    act: (hand) => hand.releaseAddresses(`${hand.stageName}-nat-instance-1a`),
  },
  {
    what: "the gateway endpoint for S3",
    deletes: ["aws.ec2.VpcEndpoint"],
    steps: ["create vpc-s3"],
    act: async ({ aws }) => {
      const { VpcEndpoints = [] } = await aws.ec2.send(new ec2.DescribeVpcEndpointsCommand({}));
      await aws.ec2.send(
        new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: [only(VpcEndpoints).VpcEndpointId ?? ""] }),
      );
    },
  },
];

const INSTANCES: Wave = [
  {
    what: "the NAT instance",
    deletes: ["aws.ec2.Instance"],
    steps: ["replace nat-instance-1a", "update nat-private-default-1a"],
    act: (hand) => hand.terminate("nat"),
  },
  {
    what: "the bastion",
    deletes: ["aws.ec2.Instance"],
    steps: ["create bastion"],
    act: (hand) => hand.terminate("bastion"),
  },
  {
    what: "the build instance of the web image",
    deletes: ["aws.ec2.Instance"],
    steps: ["create web"],
    act: (hand) => hand.terminate("web"),
  },
  {
    what: "the AMI of the web servers",
    deletes: ["aws.ec2.AmiFromInstance"],
    steps: ["create web-IMAGE", "update web-group-version"],
    act: async ({ aws }) => {
      const { Images = [] } = await aws.ec2.send(new ec2.DescribeImagesCommand({ Owners: ["self"] }));
      const { ImageId, BlockDeviceMappings: [device] = [] } = only(Images);
      await aws.ec2.send(new ec2.DeregisterImageCommand({ ImageId }));
      await aws.ec2.send(new ec2.DeleteSnapshotCommand({ SnapshotId: device?.Ebs?.SnapshotId }));
    },
  },
];

const LAUNCHES: Wave = [
  {
    what: "the launch template",
    deletes: ["aws.ec2.LaunchTemplate"],
    steps: ["create web-group", "update web-group-version"],
    act: async ({ aws }) => {
      const { LaunchTemplates = [] } = await aws.ec2.send(new ec2.DescribeLaunchTemplatesCommand({}));
      await aws.ec2.send(
        new ec2.DeleteLaunchTemplateCommand({ LaunchTemplateId: only(LaunchTemplates).LaunchTemplateId }),
      );
    },
  },
  {
    what: "the load balancer",
    deletes: ["aws.elb.LoadBalancer"],
    steps: ["create load-balancer", "create load-balancer-tls", "create load-balancer-https"],
    act: ({ aws, balancer }) => aws.elb.send(new elb.DeleteLoadBalancerCommand(balancer)),
  },
];

const NAMES: Wave = [
  {
    what: "the key pair",
    deletes: ["aws.ec2.KeyPair"],
    steps: ["create login-key", "replace nat-instance-1a", "replace bastion", "replace web"],
    act: async ({ aws }) => {
      const { KeyPairs = [] } = await aws.ec2.send(new ec2.DescribeKeyPairsCommand({}));
      await aws.ec2.send(new ec2.DeleteKeyPairCommand({ KeyName: only(KeyPairs).KeyName }));
    },
  },
  {
    what: "the Auto Scaling group",
    deletes: ["aws.autoscaling.Group"],
    steps: ["create web-group"],
    act: (hand) => hand.deleteGroup(),
  },
];

/** AWS refuses to delete these while something uses them, so their users go first. */
const IN_USE: Wave = [
  {
    what: "the certificate, with its listener",
    deletes: ["aws.iam.ServerCertificate"],
    steps: ["create certificate", "update load-balancer", "update load-balancer-https"],
    act: async ({ aws, balancer }) => {
      await aws.elb.send(new elb.DeleteLoadBalancerListenersCommand({ ...balancer, LoadBalancerPorts: [443] }));
      const { ServerCertificateMetadataList = [] } = await aws.iam.send(new iam.ListServerCertificatesCommand({}));
      const { ServerCertificateName } = only(ServerCertificateMetadataList);
      await aws.iam.send(new iam.DeleteServerCertificateCommand({ ServerCertificateName }));
    },
  },
  {
    what: "the security group of the bastion, with the bastion",
    deletes: ["aws.ec2.SecurityGroup"],
    steps: ["create access-bastion", "create bastion", "create access-web-from-bastion-tcp22"],
    act: async (hand) => {
      await hand.terminate("bastion");
      const { GroupId } = await hand.securityGroup("bastion");
      for (const suffix of ["web-from-bastion-tcp22", "nat-from-bastion-tcp22"])
        await hand.revoke(await hand.rule(suffix));
      await hand.aws.ec2.send(new ec2.DeleteSecurityGroupCommand({ GroupId }));
    },
  },
  {
    what: "the public route table, with its route and its associations",
    deletes: ["aws.ec2.RouteTable"],
    steps: ["create vpc-public", "create vpc-public-default", "create vpc-public-1a"],
    act: async (hand) => {
      const found = await hand.table("public");
      await disassociate(found, hand.aws);
      await hand.aws.ec2.send(new ec2.DeleteRouteTableCommand({ RouteTableId: found.RouteTableId }));
    },
  },
];

const SUBNET: Wave = [
  {
    what: "a private subnet, with the Auto Scaling group and the build instance",
    deletes: ["aws.ec2.Subnet"],
    steps: ["create vpc-private-1a", "create web-group", "create web"],
    act: async (hand) => {
      const { SubnetId } = await hand.subnet("private-1a");
      await hand.deleteGroup();
      await hand.terminate("web");
      await hand.aws.ec2.send(new ec2.DeleteSubnetCommand({ SubnetId }));
    },
  },
];

const GATEWAY: Wave = [
  {
    what: "the internet gateway, with everything that has a public address",
    deletes: ["aws.ec2.InternetGateway"],
    steps: ["create vpc-internet", "create load-balancer", "create nat-instance-1a", "create bastion"],
    act: async (hand) => {
      const { aws, stageName } = hand;
      await aws.elb.send(new elb.DeleteLoadBalancerCommand(hand.balancer));
      for (const role of ["nat", "bastion"]) await hand.terminate(role);
      await hand.releaseAddresses();
      const { InternetGateways = [] } = await aws.ec2.send(new ec2.DescribeInternetGatewaysCommand({}));
      const gateway = only(InternetGateways.filter(({ Tags }) => nameIn(Tags) === `igw-${stageName}`));
      const { InternetGatewayId, Attachments: [attachment] = [] } = gateway;
      await aws.ec2.send(new ec2.DetachInternetGatewayCommand({ InternetGatewayId, VpcId: attachment?.VpcId }));
      await aws.ec2.send(new ec2.DeleteInternetGatewayCommand({ InternetGatewayId }));
    },
  },
];

/** AWS deletes a VPC only when it is empty. `npm run recover -- STAGE --destroy` stands for the person who empties it. */
export const VPC: Omit<DriftCase, "act"> = {
  what: "the VPC, with everything in it",
  deletes: ["aws.ec2.Vpc", "aws.ec2.DefaultSecurityGroup"],
  steps: ["create vpc", "create vpc-internet", "create load-balancer", "create web-group"],
};

/** What is deleted in `stg`, with a bastion. */
export const DELETED_IN_STG: readonly Wave[] = [PARTS, INSTANCES, LAUNCHES, NAMES, IN_USE, SUBNET, GATEWAY];

function defaultRoute({ RouteTableId }: ec2.RouteTable): ec2.DeleteRouteCommandInput {
  return { RouteTableId, DestinationCidrBlock: "0.0.0.0/0" };
}

async function disassociate({ Associations = [] }: ec2.RouteTable, aws: Hand["aws"]): Promise<void> {
  for (const { RouteTableAssociationId: AssociationId } of Associations) {
    await aws.ec2.send(new ec2.DisassociateRouteTableCommand({ AssociationId }));
  }
}
