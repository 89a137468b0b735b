import { shortType } from "./recording";

/** What the plan, the fakes, the estimate, the policies and the scanners need to know about a resource type. */
export interface ResourceType {
  /** The plan's name for it. */
  readonly label: string;
  /** The names of some of its resources, by the value of a property. */
  readonly labels?: { readonly property: string; readonly names: Readonly<Record<string, string>> };
  /** The property that names the resource below which the plan shows it. @default its parent */
  readonly below?: string;
  /** The plan shows no name: the details identify the resource. */
  readonly nameless?: true;
  /** The property that names the subnets in which it has a network interface. */
  readonly subnets?: string;
  /** Terraform's name for it. Types without one exist only in the state, so scanners have no checks for them. */
  readonly terraform?: `aws_${string}`;
  /** Prefix of a fake id. @default the id is the physical name, or `fakes.ts` builds it */
  readonly idPrefix?: string;
  /** Whether AWS charges for it, or for traffic that is counted at it. */
  readonly cost: "charged" | "free";
  /** Whether the reachability analysis reads it. `irrelevant`: it cannot allow or block traffic. */
  readonly reachability: "read" | "irrelevant";
}

const READ = { reachability: "read" } as const;
const IRRELEVANT = { reachability: "irrelevant" } as const;
const CHARGED = { cost: "charged" } as const;
const FREE = { cost: "free" } as const;

/**
 * Every resource type that the program registers, in the order in which the plan shows them within a component. A new
 * type is one entry here. The behaviour of a type is where it is used, keyed by the same name: fake outputs in `fakes.ts`,
 * charges in `tools/costs/charges`, details in `tools/plan/render/details.ts`.
 */
export const RESOURCE_TYPES = {
  "aws.ec2.Vpc": { label: "VPC", terraform: "aws_vpc", idPrefix: "vpc", ...FREE, ...READ },
  "aws.ec2.Subnet": { label: "subnet", terraform: "aws_subnet", idPrefix: "subnet", ...FREE, ...READ },
  "aws.ec2.InternetGateway": {
    ...{ label: "internet gateway", terraform: "aws_internet_gateway", idPrefix: "igw" },
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.RouteTable": { label: "route table", terraform: "aws_route_table", idPrefix: "rtb", ...FREE, ...READ },
  "aws.ec2.RouteTableAssociation": {
    ...{ label: "association", nameless: true, terraform: "aws_route_table_association", idPrefix: "rtbassoc" },
    ...FREE,
    ...READ,
  },
  "aws.ec2.SecurityGroup": {
    label: "security group",
    terraform: "aws_security_group",
    idPrefix: "sg",
    ...FREE,
    ...READ,
  },
  "aws.vpc.SecurityGroupIngressRule": {
    ...{ label: "in", below: "securityGroupId", nameless: true },
    ...{ terraform: "aws_vpc_security_group_ingress_rule", idPrefix: "sgr" },
    ...FREE,
    ...READ,
  },
  "aws.vpc.SecurityGroupEgressRule": {
    ...{ label: "out", below: "securityGroupId", nameless: true },
    ...{ terraform: "aws_vpc_security_group_egress_rule", idPrefix: "sgr" },
    ...FREE,
    ...READ,
  },
  "aws.ec2.DefaultSecurityGroup": {
    ...{ label: "default security group", terraform: "aws_default_security_group", idPrefix: "sg" },
    ...FREE,
    ...READ,
  },
  "aws.ec2.Instance": {
    ...{ label: "instance", subnets: "subnetId", terraform: "aws_instance", idPrefix: "i" },
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.NatGateway": {
    ...{ label: "NAT gateway", subnets: "subnetId", terraform: "aws_nat_gateway", idPrefix: "nat" },
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.Eip": { label: "Elastic IP", terraform: "aws_eip", idPrefix: "eipalloc", ...CHARGED, ...READ },
  "aws.ec2.EipAssociation": {
    ...{ label: "association", nameless: true, terraform: "aws_eip_association", idPrefix: "eipassoc" },
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.Route": { label: "route", nameless: true, terraform: "aws_route", idPrefix: "r", ...CHARGED, ...READ },
  "aws.ec2.VpcEndpoint": {
    label: "VPC endpoint",
    terraform: "aws_vpc_endpoint",
    idPrefix: "vpce",
    ...CHARGED,
    ...READ,
  },
  "pulumi.Stash": { label: "stashed value", idPrefix: "stash", ...FREE, ...IRRELEVANT },
  "tls.PrivateKey": { label: "private key", ...FREE, ...IRRELEVANT },
  "aws.ec2.KeyPair": { label: "key pair", terraform: "aws_key_pair", ...FREE, ...IRRELEVANT },
  "tls.SelfSignedCert": { label: "self-signed", ...FREE, ...IRRELEVANT },
  "aws.iam.ServerCertificate": {
    ...{ label: "certificate", terraform: "aws_iam_server_certificate", idPrefix: "ASCA" },
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.acm.Certificate": { label: "certificate", terraform: "aws_acm_certificate", ...FREE, ...IRRELEVANT },
  "aws.acm.CertificateValidation": {
    ...{ label: "validation", nameless: true, terraform: "aws_acm_certificate_validation" },
    ...FREE,
    ...IRRELEVANT,
  },
  // Queries of alias records for a load balancer are free. The hosted zone is the user's.
  "aws.route53.Record": { label: "DNS record", terraform: "aws_route53_record", ...FREE, ...IRRELEVANT },
  "aws.ec2.AmiFromInstance": {
    ...{ label: "AMI", terraform: "aws_ami_from_instance", idPrefix: "ami" },
    ...CHARGED,
    ...IRRELEVANT,
  },
  "aws.elb.LoadBalancer": { label: "load balancer", subnets: "subnets", terraform: "aws_elb", ...CHARGED, ...READ },
  "aws.elb.LoadBalancerPolicy": {
    ...{ label: "TLS policy", terraform: "aws_load_balancer_policy" },
    labels: { property: "policyTypeName", names: { LBCookieStickinessPolicyType: "stickiness policy" } },
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.elb.ListenerPolicy": {
    ...{ label: "listener policy", terraform: "aws_load_balancer_listener_policy" },
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.autoscaling.Group": {
    ...{ label: "Auto Scaling group", subnets: "vpcZoneIdentifiers", terraform: "aws_autoscaling_group" },
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.LaunchTemplate": {
    ...{ label: "launch template", terraform: "aws_launch_template", idPrefix: "lt" },
    ...FREE,
    ...READ,
  },
  "aws.autoscaling.Policy": {
    ...{ label: "scaling policy", terraform: "aws_autoscaling_policy" },
    ...CHARGED,
    ...IRRELEVANT,
  },
  "aws.s3.Bucket": { label: "bucket", terraform: "aws_s3_bucket", ...CHARGED, ...IRRELEVANT },
  "aws.s3.BucketObjectv2": { label: "object", terraform: "aws_s3_object", ...CHARGED, ...IRRELEVANT },
  "aws.s3.BucketPublicAccessBlock": {
    ...{ label: "public access", terraform: "aws_s3_bucket_public_access_block", idPrefix: "bucketpublicaccessblock" },
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.s3.BucketServerSideEncryptionConfiguration": {
    ...{ label: "encryption", terraform: "aws_s3_bucket_server_side_encryption_configuration" },
    ...{ idPrefix: "bucketserversideencryptionconfiguration" },
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.s3.BucketLifecycleConfiguration": {
    ...{
      label: "expiry",
      terraform: "aws_s3_bucket_lifecycle_configuration",
      idPrefix: "bucketlifecycleconfiguration",
    },
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.s3.BucketOwnershipControls": {
    ...{ label: "ownership", terraform: "aws_s3_bucket_ownership_controls", idPrefix: "bucketownershipcontrols" },
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.s3.BucketPolicy": {
    ...{ label: "bucket policy", terraform: "aws_s3_bucket_policy", idPrefix: "bucketpolicy" },
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.cloudwatch.LogGroup": { label: "log group", terraform: "aws_cloudwatch_log_group", ...CHARGED, ...IRRELEVANT },
  "aws.ec2.FlowLog": { label: "flow log", terraform: "aws_flow_log", idPrefix: "fl", ...CHARGED, ...IRRELEVANT },
  "aws.iam.Role": { label: "role", terraform: "aws_iam_role", ...FREE, ...IRRELEVANT },
  "aws.iam.RolePolicy": { label: "role policy", terraform: "aws_iam_role_policy", ...FREE, ...IRRELEVANT },
  "aws.iam.InstanceProfile": {
    ...{ label: "instance profile", terraform: "aws_iam_instance_profile" },
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.sns.Topic": { label: "topic", terraform: "aws_sns_topic", ...FREE, ...IRRELEVANT },
  "aws.sns.TopicSubscription": {
    ...{ label: "subscription", terraform: "aws_sns_topic_subscription", idPrefix: "topicsubscription" },
    ...CHARGED,
    ...IRRELEVANT,
  },
  "aws.cloudwatch.MetricAlarm": { label: "alarm", terraform: "aws_cloudwatch_metric_alarm", ...CHARGED, ...IRRELEVANT },
} as const satisfies Readonly<Record<string, ResourceType>>;

/** The name of a type that the program registers: `aws.ec2.Vpc`. */
export type ResourceTypeName = keyof typeof RESOURCE_TYPES;

type NamesWith<Part> = {
  [Name in ResourceTypeName]: (typeof RESOURCE_TYPES)[Name] extends Part ? Name : never;
}[ResourceTypeName];

export type ChargedType = NamesWith<typeof CHARGED>;
export type ReadType = NamesWith<typeof READ>;

/** The entry of a type, by its token (`aws:ec2/vpc:Vpc`) or its name (`aws.ec2.Vpc`). */
export function resourceType(type: string): ResourceType | undefined {
  const types: Readonly<Record<string, ResourceType>> = RESOURCE_TYPES;
  const name = shortType(type);
  return Object.hasOwn(types, name) ? types[name] : undefined;
}

/**
 * The plan's name for a resource.
 * @param textOf a property of the resource as text
 */
export function resourceLabel(type: string, textOf: (property: string) => string | undefined): string {
  const { label = type, labels } = resourceType(type) ?? {};
  return labels?.names[textOf(labels.property) ?? ""] ?? label;
}
