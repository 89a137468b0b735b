import { each, perStack, suppressed, type Rule } from "./rule";

interface MissingResource extends Pick<Rule, "id" | "title" | "severity" | "why" | "sources"> {
  readonly reason: string;
  readonly type: string;
}

const MISSING: readonly MissingResource[] = [
  {
    id: "network-acls-restrict",
    title: "Network ACLs block SSH and Remote Desktop from the internet",
    severity: "medium",
    why: "They are a second layer if a security group is wrong.",
    sources: ["FSBP EC2.21", "CIS 5.1", "prowler ec2_networkacl_allow_ingress_tcp_port_22", "CKV_AWS_229", "AWS-0105"],
    reason:
      "network ACLs are stateless, so a rule that blocks a port also drops return traffic; security groups are the control",
    type: "aws.ec2.NetworkAcl",
  },
  {
    id: "interface-endpoints",
    title: "AWS API calls from the VPC go through interface endpoints",
    severity: "medium",
    why: "They stay in AWS's network.",
    sources: ["FSBP EC2.10", "FSBP EC2.57", "prowler vpc_endpoint_for_ec2_enabled"],
    reason: "each endpoint costs per hour and zone; instances here call only S3, whose gateway endpoint is free",
    type: "aws.ec2.VpcEndpointPolicy",
  },
  {
    id: "block-public-access",
    title: "VPC Block Public Access is on",
    severity: "medium",
    why: "It blocks all internet traffic of a VPC at once.",
    sources: ["FSBP EC2.172"],
    reason: "this is a public website, and the setting applies to the whole region",
    type: "aws.vpc.BlockPublicAccessOptions",
  },
  {
    id: "account-switches",
    title: "The account encrypts all EBS volumes and shares no image or snapshot publicly",
    severity: "medium",
    why: "It also covers everything else in the account.",
    sources: ["FSBP EC2.7", "FSBP EC2.182", "prowler ec2_ebs_default_encryption"],
    reason: "account settings do not belong to one stage: destroying it would change them for all others",
    type: "aws.ebs.EncryptionByDefault",
  },
  {
    id: "backups",
    title: "EBS volumes are backed up",
    severity: "medium",
    why: "Without a backup, their data is lost with them.",
    sources: ["FSBP EC2.28", "prowler ec2_ebs_volume_snapshots_exists"],
    reason: "instances hold no data: this program recreates all of them",
    type: "aws.backup.Plan",
  },
  {
    id: "alarms-on-changes",
    title: "Changes of security groups, route tables and VPCs raise an alarm",
    severity: "low",
    why: "An attacker changes those first.",
    sources: ["CIS 4.10", "CIS 4.11", "CIS 4.14"],
    reason: "CloudTrail and its alarms belong to the account; the nightly drift check finds changes of this stack",
    type: "aws.cloudtrail.Trail",
  },
  {
    id: "other-regions",
    title: "The site runs in more than one region",
    severity: "medium",
    why: "A whole region can fail.",
    sources: ["prowler vpc_different_regions"],
    reason: "an environment has one region; a second region is a second stage",
    type: "aws.route53.HealthCheck",
  },
];

/** Recommendations that concern the account, or that no stage follows. */
export const ACCOUNT: readonly Rule[] = MISSING.map(({ reason, type, ...rule }) => ({
  ...rule,
  scope: suppressed(reason),
  check: perStack((stack) => (stack.all(type).length > 0 ? [] : each(stack.all("aws.ec2.Vpc"), "there is none"))),
}));
