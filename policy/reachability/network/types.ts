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
} as const;

/** Types that change nothing about who reaches whom. */
const HARMLESS: readonly string[] = [
  "aws.autoscaling.Policy",
  "aws.ec2.AmiFromInstance",
  "aws.ec2.FlowLog",
  "aws.ec2.KeyPair",
  "aws.elb.ListenerPolicy",
  "aws.elb.LoadBalancerPolicy",
];

/** Whole services that are no part of a VPC. */
const HARMLESS_SERVICES = /^aws\.(?:cloudwatch|iam|s3|sns)\./;

/**
 * Whether a type is one that the analysis reads, or knows to be harmless. Any other type of AWS may open a way that
 * nobody looked at, so a new one must be taught or listed here.
 */
export function isUnderstood(type: string): boolean {
  const known: readonly string[] = Object.values(TYPE);
  return !type.startsWith("aws.") || known.includes(type) || HARMLESS.includes(type) || HARMLESS_SERVICES.test(type);
}
