/** Resource types that the analysis reads. */
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
} as const;

const WITHOUT_EFFECT: readonly string[] = [
  "aws.autoscaling.Policy",
  "aws.ec2.AmiFromInstance",
  "aws.ec2.FlowLog",
  "aws.ec2.KeyPair",
  "aws.elb.ListenerPolicy",
  "aws.elb.LoadBalancerPolicy",
];

const SERVICES_WITHOUT_EFFECT = /^aws\.(?:cloudwatch|iam|s3|sns)\./;

/**
 * Whether the analysis reads a type, or knows that it has no effect on reachability. Any other AWS type may open a path,
 * so a new type must be added here.
 */
export function isSupported(type: string): boolean {
  const known: readonly string[] = [...Object.values(TYPE), ...WITHOUT_EFFECT];
  return !type.startsWith("aws.") || known.includes(type) || SERVICES_WITHOUT_EFFECT.test(type);
}
