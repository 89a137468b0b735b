import type { ItemType } from "../item";
import * as compute from "./compute";
import type { Deletion } from "./deletion";
import * as logs from "./logs";
import * as network from "./network";
import * as web from "./web";

export type { Deletion } from "./deletion";
export { dependants, revokeRules } from "./network";

/** How each type is deleted. What AWS deletes with another resource, or has no resource in AWS, is not here. */
export const DELETIONS: Readonly<Partial<Record<ItemType, Deletion>>> = {
  "aws.acm.Certificate": web.acmCertificate,
  "aws.autoscaling.Group": compute.group,
  "aws.autoscaling.Policy": compute.scalingPolicy,
  "aws.cloudwatch.LogGroup": logs.logGroup,
  "aws.cloudwatch.MetricAlarm": logs.alarm,
  "aws.ebs.Snapshot": compute.snapshot,
  "aws.ebs.Volume": compute.volume,
  "aws.ec2.AmiFromInstance": compute.image,
  "aws.ec2.Eip": network.address,
  "aws.ec2.FlowLog": compute.flowLog,
  "aws.ec2.Instance": compute.instance,
  "aws.ec2.InternetGateway": network.internetGateway,
  "aws.ec2.KeyPair": compute.keyPair,
  "aws.ec2.LaunchTemplate": compute.launchTemplate,
  "aws.ec2.NatGateway": network.natGateway,
  "aws.ec2.NetworkInterface": network.networkInterface,
  "aws.ec2.Route": network.route,
  "aws.ec2.RouteTable": network.routeTable,
  "aws.ec2.RouteTableAssociation": network.association,
  "aws.ec2.SecurityGroup": network.securityGroup,
  "aws.ec2.Subnet": network.subnet,
  "aws.ec2.Vpc": network.vpc,
  "aws.ec2.VpcEndpoint": network.endpoint,
  "aws.elb.LoadBalancer": web.loadBalancer,
  "aws.elb.LoadBalancerPolicy": web.loadBalancerPolicy,
  "aws.iam.InstanceProfile": web.instanceProfile,
  "aws.iam.Role": web.role,
  "aws.iam.RolePolicy": web.rolePolicy,
  "aws.iam.ServerCertificate": web.certificate,
  "aws.route53.Record": web.record,
  "aws.s3.Bucket": logs.bucket,
  "aws.sns.Topic": logs.topic,
  "aws.vpc.SecurityGroupEgressRule": network.securityGroupRule("egress"),
  "aws.vpc.SecurityGroupIngressRule": network.securityGroupRule("ingress"),
};
