import { resourceType, type ReadType } from "../../../offline/resource-types";

/** Resource types by the name under which programs know them. */
export const TYPE = {
  vpc: "aws.ec2.Vpc",
  subnet: "aws.ec2.Subnet",
  internetGateway: "aws.ec2.InternetGateway",
  routeTable: "aws.ec2.RouteTable",
  association: "aws.ec2.RouteTableAssociation",
  route: "aws.ec2.Route",
  endpoint: "aws.ec2.VpcEndpoint",
  group: "aws.ec2.SecurityGroup",
  defaultGroup: "aws.ec2.DefaultSecurityGroup",
  ingressRule: "aws.vpc.SecurityGroupIngressRule",
  egressRule: "aws.vpc.SecurityGroupEgressRule",
  instance: "aws.ec2.Instance",
  address: "aws.ec2.Eip",
  addressAssociation: "aws.ec2.EipAssociation",
  natGateway: "aws.ec2.NatGateway",
  loadBalancer: "aws.elb.LoadBalancer",
  template: "aws.ec2.LaunchTemplate",
  scalingGroup: "aws.autoscaling.Group",
} as const satisfies Readonly<Record<string, ReadType>>;

/** Whole services that are no part of a VPC. */
const HARMLESS_SERVICES = /^aws\.(?:cloudwatch|iam|s3|sns)\./;

/**
 * Whether the analysis knows a type: it reads the type, or `offline/resource-types.ts` calls it irrelevant. Any other
 * type of AWS might allow traffic that the analysis does not see.
 */
export function isUnderstood(type: string): boolean {
  return !type.startsWith("aws.") || resourceType(type) !== undefined || HARMLESS_SERVICES.test(type);
}
