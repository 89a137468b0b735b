import * as asg from "@aws-sdk/client-auto-scaling";
import * as ec2 from "@aws-sdk/client-ec2";
import * as elb from "@aws-sdk/client-elastic-load-balancing";
import * as iam from "@aws-sdk/client-iam";

import { selfSigned } from "../../../support/certificates";
import { retryUntilCertificateIsKnown } from "../aws";
import type { Wave } from "./case";
import { nameIn, only, type Hand } from "./hand";

/** What is changed in `stg`, with a bastion, and seen by a preview with a refresh. */
export const CHANGED: Wave = [
  {
    what: "a default route that points elsewhere, here to the internet gateway",
    deletes: [],
    steps: ["update nat-private-default-1a"],
    act: async (hand) => {
      const { aws, stageName } = hand;
      const { InternetGateways = [] } = await aws.ec2.send(new ec2.DescribeInternetGatewaysCommand({}));
      const gateway = only(InternetGateways.filter(({ Tags }) => nameIn(Tags) === `igw-${stageName}`));
      const { RouteTableId } = await hand.table("private-1a");
      await aws.ec2.send(
        new ec2.ReplaceRouteCommand({
          ...{ RouteTableId, DestinationCidrBlock: "0.0.0.0/0" },
          GatewayId: gateway.InternetGatewayId,
        }),
      );
    },
  },
  {
    what: "a changed tag, here of the VPC",
    deletes: [],
    steps: ["update vpc"],
    act: async (hand) => {
      const { VpcId = "" } = await hand.securityGroup("web");
      const Tags = [{ Key: "Name", Value: "mine" }];
      await hand.aws.ec2.send(new ec2.CreateTagsCommand({ Resources: [VpcId], Tags }));
    },
  },
  {
    what: "a security group rule that allows more ports",
    deletes: [],
    steps: ["update access-web-to-anyone-tcp443"],
    act: async (hand) => {
      const { GroupId, SecurityGroupRuleId } = await hand.rule("web-to-anyone-tcp443");
      const SecurityGroupRule = { IpProtocol: "tcp", FromPort: 1, ToPort: 65535, CidrIpv4: "0.0.0.0/0" };
      await hand.aws.ec2.send(
        new ec2.ModifySecurityGroupRulesCommand({
          GroupId,
          SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }],
        }),
      );
    },
  },
  {
    what: "another minimum or maximum number of web servers",
    deletes: [],
    steps: ["update web-group"],
    act: ({ aws, group }) => aws.autoScaling.send(new asg.UpdateAutoScalingGroupCommand({ ...group, MaxSize: 2 })),
  },
  {
    what: "a NAT instance that is stopped, or that fails its status checks",
    deletes: [],
    steps: ["replace nat-instance-1a"],
    act: async (hand) => hand.aws.ec2.send(new ec2.StopInstancesCommand({ InstanceIds: [await hand.instance("nat")] })),
  },
];

export const PRINTED = "the command that the check prints";
export const BY_AWS = "none: the Auto Scaling group replaces it";

/** A change that a preview does not see, but a check of `npm run verify` does. */
export interface UnseenCase {
  /** In the words of the documentation. */
  readonly what: string;
  readonly check: "additions" | "listeners" | "servers";
  readonly fix: typeof PRINTED | typeof BY_AWS;
  readonly act: (hand: Hand) => Promise<unknown>;
}

/** Seen by every preview, which stops before it changes anything. */
export const REJECTED = {
  what: "another listener of the load balancer, or a changed one",
  fix: "the command that the preview prints",
  act: ({ aws, balancer }: Hand) =>
    aws.elb.send(
      new elb.CreateLoadBalancerListenersCommand({
        ...balancer,
        Listeners: [{ Protocol: "TCP", LoadBalancerPort: 8080, InstanceProtocol: "TCP", InstancePort: 22 }],
      }),
    ),
} as const;

/** What is changed in `stg`. */
export const UNSEEN: readonly UnseenCase[] = [
  {
    what: "another rule of a security group",
    ...{ check: "additions", fix: PRINTED },
    act: async (hand) => {
      const { GroupId } = await hand.securityGroup("web");
      await hand.aws.ec2.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, ...ssh("0.0.0.0/0") }));
      await hand.aws.ec2.send(new ec2.AuthorizeSecurityGroupEgressCommand({ GroupId, ...ssh("10.0.0.0/16") }));
    },
  },
  {
    what: "a rule of the default security group, which has none",
    ...{ check: "additions", fix: PRINTED },
    act: async (hand) => {
      const { GroupId } = await hand.securityGroup("default");
      await hand.aws.ec2.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, ...ssh("0.0.0.0/0") }));
    },
  },
  {
    what: "another route of a route table",
    ...{ check: "additions", fix: PRINTED },
    act: async (hand) => {
      const table = await hand.table("public");
      const { RouteTableId, Routes = [] } = table;
      const GatewayId = Routes.find(({ GatewayId: id }) => id?.startsWith("igw-") === true)?.GatewayId;
      const DestinationCidrBlock = "198.51.100.0/24";
      await hand.aws.ec2.send(new ec2.CreateRouteCommand({ RouteTableId, DestinationCidrBlock, GatewayId }));
    },
  },
  {
    what: "another certificate on 443",
    ...{ check: "listeners", fix: PRINTED },
    act: async ({ aws, balancer }) => {
      const { cert, key } = selfSigned("another.example");
      const { ServerCertificateMetadata } = await aws.iam.send(
        new iam.UploadServerCertificateCommand({
          ...{ ServerCertificateName: "another", CertificateBody: cert, PrivateKey: key },
        }),
      );
      const SSLCertificateId = ServerCertificateMetadata?.Arn;
      await retryUntilCertificateIsKnown(() =>
        aws.elb.send(
          new elb.SetLoadBalancerListenerSSLCertificateCommand({
            ...balancer,
            LoadBalancerPort: 443,
            SSLCertificateId,
          }),
        ),
      );
    },
  },
  {
    what: "a web server that is stopped",
    ...{ check: "servers", fix: BY_AWS },
    act: async (hand) => hand.aws.ec2.send(new ec2.StopInstancesCommand({ InstanceIds: [await hand.server()] })),
  },
];

function ssh(CidrIp: string): { readonly IpPermissions: ec2.IpPermission[] } {
  return { IpPermissions: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp }] }] };
}
