import { resourceType, type ReadType } from "../../../offline/resource-types";

export const TYPE = {
  vpc: "aws.ec2.Vpc",
  subnet: "aws.ec2.Subnet",
  internetGateway: "aws.ec2.InternetGateway",
  routeTable: "aws.ec2.RouteTable",
  association: "aws.ec2.RouteTableAssociation",
  route: "aws.ec2.Route",
  vpcEndpoint: "aws.ec2.VpcEndpoint",
  securityGroup: "aws.ec2.SecurityGroup",
  defaultSecurityGroup: "aws.ec2.DefaultSecurityGroup",
  ingressRule: "aws.vpc.SecurityGroupIngressRule",
  egressRule: "aws.vpc.SecurityGroupEgressRule",
  instance: "aws.ec2.Instance",
  elasticIp: "aws.ec2.Eip",
  elasticIpAssociation: "aws.ec2.EipAssociation",
  natGateway: "aws.ec2.NatGateway",
  loadBalancer: "aws.elb.LoadBalancer",
  launchTemplate: "aws.ec2.LaunchTemplate",
  autoScalingGroup: "aws.autoscaling.Group",
} as const satisfies Readonly<Record<string, ReadType>>;

const SERVICES_WITHOUT_EFFECT = /^aws\.(?:cloudwatch|iam|s3|sns)\./;

/**
 * Whether the analysis reads a type, or `offline/resource-types.ts` says that it has no effect on reachability. Any other
 * AWS type may open a path.
 */
export function isSupported(type: string): boolean {
  return !type.startsWith("aws.") || resourceType(type) !== undefined || SERVICES_WITHOUT_EFFECT.test(type);
}
