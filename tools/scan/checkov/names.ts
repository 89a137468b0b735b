/**
 * Pulumi's types by the names that Terraform has for them
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs). A type that is missing here is an error and not
 * a gap: nobody would see that a scanner skips it.
 */
export const TERRAFORM_TYPES: Readonly<Record<string, string>> = {
  "aws.autoscaling.Group": "aws_autoscaling_group",
  "aws.autoscaling.Policy": "aws_autoscaling_policy",
  "aws.cloudwatch.LogGroup": "aws_cloudwatch_log_group",
  "aws.cloudwatch.MetricAlarm": "aws_cloudwatch_metric_alarm",
  "aws.ec2.AmiFromInstance": "aws_ami_from_instance",
  "aws.ec2.DefaultSecurityGroup": "aws_default_security_group",
  "aws.ec2.Eip": "aws_eip",
  "aws.ec2.EipAssociation": "aws_eip_association",
  "aws.ec2.FlowLog": "aws_flow_log",
  "aws.ec2.Instance": "aws_instance",
  "aws.ec2.InternetGateway": "aws_internet_gateway",
  "aws.ec2.KeyPair": "aws_key_pair",
  "aws.ec2.LaunchTemplate": "aws_launch_template",
  "aws.ec2.NatGateway": "aws_nat_gateway",
  "aws.ec2.Route": "aws_route",
  "aws.ec2.RouteTable": "aws_route_table",
  "aws.ec2.RouteTableAssociation": "aws_route_table_association",
  "aws.ec2.SecurityGroup": "aws_security_group",
  "aws.ec2.Subnet": "aws_subnet",
  "aws.ec2.Vpc": "aws_vpc",
  "aws.ec2.VpcEndpoint": "aws_vpc_endpoint",
  "aws.elb.ListenerPolicy": "aws_load_balancer_listener_policy",
  "aws.elb.LoadBalancer": "aws_elb",
  "aws.elb.LoadBalancerPolicy": "aws_load_balancer_policy",
  "aws.iam.InstanceProfile": "aws_iam_instance_profile",
  "aws.iam.Role": "aws_iam_role",
  "aws.iam.RolePolicy": "aws_iam_role_policy",
  "aws.iam.RolePolicyAttachment": "aws_iam_role_policy_attachment",
  "aws.iam.ServerCertificate": "aws_iam_server_certificate",
  "aws.s3.Bucket": "aws_s3_bucket",
  "aws.s3.BucketLifecycleConfiguration": "aws_s3_bucket_lifecycle_configuration",
  "aws.s3.BucketOwnershipControls": "aws_s3_bucket_ownership_controls",
  "aws.s3.BucketPolicy": "aws_s3_bucket_policy",
  "aws.s3.BucketPublicAccessBlock": "aws_s3_bucket_public_access_block",
  "aws.s3.BucketServerSideEncryptionConfiguration": "aws_s3_bucket_server_side_encryption_configuration",
  "aws.sns.Topic": "aws_sns_topic",
  "aws.sns.TopicSubscription": "aws_sns_topic_subscription",
  "aws.vpc.SecurityGroupEgressRule": "aws_vpc_security_group_egress_rule",
  "aws.vpc.SecurityGroupIngressRule": "aws_vpc_security_group_ingress_rule",
};

/** Properties that are maps in Terraform, and not blocks. */
const MAPS = new Set(["tags", "dimensions", "triggers"]);

/** What is called otherwise than its letters say. */
const IRREGULAR: Readonly<Record<string, string>> = {
  ingress: "ingress",
  egress: "egress",
  metricQueries: "metric_query",
  vpcZoneIdentifiers: "vpc_zone_identifier",
};

/** Whether an object of this name is a map; otherwise it is a block. */
export function isMap(property: string): boolean {
  return MAPS.has(property);
}

/** Terraform's name of a property; a list of blocks has the singular. */
export function terraformName(property: string, isBlocks: boolean): string {
  const snake = property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return IRREGULAR[property] ?? (isBlocks ? snake.replace(/s$/, "") : snake);
}
