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
  /** Of the properties that the program sets, those whose change makes the provider (7.48) replace the resource. */
  readonly replacedBy: readonly string[];
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
 * type is one entry here. The behavior of a type is where it is used, keyed by the same name: fake outputs in `fakes.ts`,
 * charges in `tools/costs/charges`, details in `tools/plan/render/details.ts`, recovery in `tools/recover/types.ts`.
 */
export const RESOURCE_TYPES = {
  "aws.ec2.Vpc": {
    label: "VPC",
    terraform: "aws_vpc",
    idPrefix: "vpc",
    replacedBy: ["cidrBlock", "instanceTenancy"],
    ...FREE,
    ...READ,
  },
  "aws.ec2.Subnet": {
    label: "subnet",
    terraform: "aws_subnet",
    idPrefix: "subnet",
    replacedBy: ["availabilityZone", "cidrBlock", "vpcId"],
    ...FREE,
    ...READ,
  },
  "aws.ec2.InternetGateway": {
    label: "internet gateway",
    terraform: "aws_internet_gateway",
    idPrefix: "igw",
    replacedBy: [],
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.RouteTable": {
    label: "route table",
    terraform: "aws_route_table",
    idPrefix: "rtb",
    replacedBy: ["vpcId"],
    ...FREE,
    ...READ,
  },
  "aws.ec2.RouteTableAssociation": {
    label: "association",
    nameless: true,
    terraform: "aws_route_table_association",
    idPrefix: "rtbassoc",
    replacedBy: ["subnetId"],
    ...FREE,
    ...READ,
  },
  "aws.ec2.SecurityGroup": {
    label: "security group",
    terraform: "aws_security_group",
    idPrefix: "sg",
    replacedBy: ["description", "vpcId"],
    ...FREE,
    ...READ,
  },
  "aws.vpc.SecurityGroupIngressRule": {
    label: "in",
    below: "securityGroupId",
    nameless: true,
    terraform: "aws_vpc_security_group_ingress_rule",
    idPrefix: "sgr",
    replacedBy: ["securityGroupId"],
    ...FREE,
    ...READ,
  },
  "aws.vpc.SecurityGroupEgressRule": {
    label: "out",
    below: "securityGroupId",
    nameless: true,
    terraform: "aws_vpc_security_group_egress_rule",
    idPrefix: "sgr",
    replacedBy: ["securityGroupId"],
    ...FREE,
    ...READ,
  },
  "aws.ec2.DefaultSecurityGroup": {
    label: "default security group",
    terraform: "aws_default_security_group",
    idPrefix: "sg",
    replacedBy: ["vpcId"],
    ...FREE,
    ...READ,
  },
  // `instanceType` and `userData`: the program's own options.
  "aws.ec2.Instance": {
    label: "instance",
    subnets: "subnetId",
    terraform: "aws_instance",
    idPrefix: "i",
    replacedBy: ["ami", "ebsOptimized", "instanceType", "keyName", "rootBlockDevice.encrypted", "subnetId", "userData"],
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.NatGateway": {
    label: "NAT gateway",
    subnets: "subnetId",
    terraform: "aws_nat_gateway",
    idPrefix: "nat",
    replacedBy: ["allocationId", "subnetId"],
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.Eip": {
    label: "Elastic IP",
    terraform: "aws_eip",
    idPrefix: "eipalloc",
    replacedBy: ["domain"],
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.EipAssociation": {
    label: "association",
    nameless: true,
    terraform: "aws_eip_association",
    idPrefix: "eipassoc",
    replacedBy: ["allocationId", "allowReassociation", "networkInterfaceId"],
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.Route": {
    label: "route",
    nameless: true,
    terraform: "aws_route",
    idPrefix: "r",
    replacedBy: ["destinationCidrBlock", "routeTableId"],
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.VpcEndpoint": {
    label: "VPC endpoint",
    terraform: "aws_vpc_endpoint",
    idPrefix: "vpce",
    replacedBy: ["serviceName", "vpcEndpointType", "vpcId"],
    ...CHARGED,
    ...READ,
  },
  "pulumi.Stash": { label: "stashed value", idPrefix: "stash", replacedBy: [], ...FREE, ...IRRELEVANT },
  "tls.PrivateKey": { label: "private key", replacedBy: ["algorithm", "rsaBits"], ...FREE, ...IRRELEVANT },
  "aws.ec2.KeyPair": {
    label: "key pair",
    terraform: "aws_key_pair",
    replacedBy: ["publicKey"],
    ...FREE,
    ...IRRELEVANT,
  },
  "tls.SelfSignedCert": {
    label: "self-signed",
    replacedBy: ["allowedUses", "dnsNames", "privateKeyPem", "subject", "validityPeriodHours"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.iam.ServerCertificate": {
    label: "certificate",
    terraform: "aws_iam_server_certificate",
    idPrefix: "ASCA",
    replacedBy: ["certificateBody", "privateKey"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.acm.Certificate": {
    label: "certificate",
    terraform: "aws_acm_certificate",
    replacedBy: ["domainName", "subjectAlternativeNames", "validationMethod"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.acm.CertificateValidation": {
    label: "validation",
    nameless: true,
    terraform: "aws_acm_certificate_validation",
    replacedBy: ["certificateArn", "validationRecordFqdns"],
    ...FREE,
    ...IRRELEVANT,
  },
  // Queries of alias records for a load balancer are free. The hosted zone is the user's.
  "aws.route53.Record": {
    label: "DNS record",
    terraform: "aws_route53_record",
    replacedBy: ["name", "zoneId"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.ec2.AmiFromInstance": {
    label: "AMI",
    terraform: "aws_ami_from_instance",
    idPrefix: "ami",
    replacedBy: ["snapshotWithoutReboot"],
    ...CHARGED,
    ...IRRELEVANT,
  },
  "aws.elb.LoadBalancer": {
    label: "load balancer",
    subnets: "subnets",
    terraform: "aws_elb",
    replacedBy: ["internal", "name"],
    ...CHARGED,
    ...READ,
  },
  "aws.elb.LoadBalancerPolicy": {
    label: "TLS policy",
    terraform: "aws_load_balancer_policy",
    labels: { property: "policyTypeName", names: { LBCookieStickinessPolicyType: "stickiness policy" } },
    replacedBy: ["loadBalancerName", "policyName", "policyTypeName"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.elb.ListenerPolicy": {
    label: "listener policy",
    terraform: "aws_load_balancer_listener_policy",
    replacedBy: ["loadBalancerName"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.autoscaling.Group": {
    label: "Auto Scaling group",
    subnets: "vpcZoneIdentifiers",
    terraform: "aws_autoscaling_group",
    replacedBy: ["name"],
    ...CHARGED,
    ...READ,
  },
  "aws.ec2.LaunchTemplate": {
    label: "launch template",
    terraform: "aws_launch_template",
    idPrefix: "lt",
    replacedBy: ["name"],
    ...FREE,
    ...READ,
  },
  "aws.autoscaling.Policy": {
    label: "scaling policy",
    terraform: "aws_autoscaling_policy",
    replacedBy: ["autoscalingGroupName"],
    ...CHARGED,
    ...IRRELEVANT,
  },
  "aws.s3.Bucket": { label: "bucket", terraform: "aws_s3_bucket", replacedBy: [], ...CHARGED, ...IRRELEVANT },
  "aws.s3.BucketObjectv2": {
    label: "object",
    terraform: "aws_s3_object",
    replacedBy: ["bucket", "key"],
    ...CHARGED,
    ...IRRELEVANT,
  },
  "aws.s3.BucketPublicAccessBlock": {
    label: "public access",
    terraform: "aws_s3_bucket_public_access_block",
    idPrefix: "bucketpublicaccessblock",
    replacedBy: ["bucket"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.s3.BucketServerSideEncryptionConfiguration": {
    label: "encryption",
    terraform: "aws_s3_bucket_server_side_encryption_configuration",
    idPrefix: "bucketserversideencryptionconfiguration",
    replacedBy: ["bucket"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.s3.BucketLifecycleConfiguration": {
    label: "expiry",
    terraform: "aws_s3_bucket_lifecycle_configuration",
    idPrefix: "bucketlifecycleconfiguration",
    replacedBy: ["bucket"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.s3.BucketOwnershipControls": {
    label: "ownership",
    terraform: "aws_s3_bucket_ownership_controls",
    idPrefix: "bucketownershipcontrols",
    replacedBy: ["bucket"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.s3.BucketPolicy": {
    label: "bucket policy",
    terraform: "aws_s3_bucket_policy",
    idPrefix: "bucketpolicy",
    replacedBy: ["bucket"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.cloudwatch.LogGroup": {
    label: "log group",
    terraform: "aws_cloudwatch_log_group",
    replacedBy: [],
    ...CHARGED,
    ...IRRELEVANT,
  },
  "aws.ec2.FlowLog": {
    label: "flow log",
    terraform: "aws_flow_log",
    idPrefix: "fl",
    replacedBy: [
      "iamRoleArn",
      "logDestination",
      "logDestinationType",
      "maxAggregationInterval",
      "trafficType",
      "vpcId",
    ],
    ...CHARGED,
    ...IRRELEVANT,
  },
  "aws.iam.Role": { label: "role", terraform: "aws_iam_role", replacedBy: [], ...FREE, ...IRRELEVANT },
  "aws.iam.RolePolicy": {
    label: "role policy",
    terraform: "aws_iam_role_policy",
    replacedBy: ["role"],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.iam.InstanceProfile": {
    label: "instance profile",
    terraform: "aws_iam_instance_profile",
    replacedBy: [],
    ...FREE,
    ...IRRELEVANT,
  },
  "aws.sns.Topic": { label: "topic", terraform: "aws_sns_topic", replacedBy: [], ...FREE, ...IRRELEVANT },
  "aws.sns.TopicSubscription": {
    label: "subscription",
    terraform: "aws_sns_topic_subscription",
    idPrefix: "topicsubscription",
    replacedBy: ["endpoint", "protocol", "topic"],
    ...CHARGED,
    ...IRRELEVANT,
  },
  "aws.cloudwatch.MetricAlarm": {
    label: "alarm",
    terraform: "aws_cloudwatch_metric_alarm",
    replacedBy: ["name"],
    ...CHARGED,
    ...IRRELEVANT,
  },
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
