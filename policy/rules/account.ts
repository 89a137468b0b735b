import { accepted, whole, type Rule, type Severity } from "./rule";
import type { Stack } from "./stack";

/** A rule that asks for something that stands nowhere in the stack, and why it does not. */
interface Missing extends Pick<Rule, "id" | "title" | "why" | "sources"> {
  readonly severity: Severity;
  readonly reason: string;
  /** Types of which one would do. */
  readonly types: readonly string[];
}

const MISSING: readonly Missing[] = [
  {
    id: "network-acls-restrict",
    title: "Network ACLs refuse SSH and Remote Desktop from the internet",
    severity: "medium",
    why: "A second wall stands when a security group is wrong.",
    sources: ["FSBP EC2.21", "CIS 5.1", "prowler ec2_networkacl_allow_ingress_tcp_port_22", "CKV_AWS_229", "AWS-0105"],
    reason:
      "they know no connections, so a rule that refuses a port also drops answers; security groups are the control",
    types: ["aws.ec2.NetworkAcl"],
  },
  {
    id: "interface-endpoints",
    title: "Calls of AWS from inside go through interface endpoints",
    severity: "medium",
    why: "They do not leave AWS's network.",
    sources: ["FSBP EC2.10", "FSBP EC2.57", "prowler vpc_endpoint_for_ec2_enabled"],
    reason: "each costs by the hour and zone; machines here call nothing but S3, whose endpoint is free",
    types: ["aws.ec2.VpcEndpointPolicy"],
  },
  {
    id: "block-public-access",
    title: "VPC Block Public Access is on",
    severity: "medium",
    why: "It stops every way to the internet at once.",
    sources: ["FSBP EC2.172"],
    reason: "this is a public web site, and the switch is one for the whole region",
    types: ["aws.vpc.BlockPublicAccessOptions"],
  },
  {
    id: "account-switches",
    title: "The account encrypts all volumes and shares no image or snapshot with the public",
    severity: "medium",
    why: "It holds for what other people make in the account too.",
    sources: ["FSBP EC2.7", "FSBP EC2.182", "prowler ec2_ebs_default_encryption"],
    reason: "switches of the account belong to whoever runs it: removing one stage would flip them for all",
    types: ["aws.ebs.EncryptionByDefault"],
  },
  {
    id: "backups",
    title: "Volumes are backed up",
    severity: "medium",
    why: "What is on them would be lost with them.",
    sources: ["FSBP EC2.28", "prowler ec2_ebs_volume_snapshots_exists"],
    reason: "nothing is kept on machines: all of them are made anew from this program",
    types: ["aws.backup.Plan"],
  },
  {
    id: "alarms-on-changes",
    title: "Changes of groups, routes and VPCs raise an alarm",
    severity: "low",
    why: "Somebody who has got in changes those first.",
    sources: ["CIS 4.10", "CIS 4.11", "CIS 4.14"],
    reason: "CloudTrail and its alarms are one for the account; the nightly drift check finds changes of this stack",
    types: ["aws.cloudtrail.Trail"],
  },
  {
    id: "other-regions",
    title: "The site runs in more than one region",
    severity: "medium",
    why: "A region can fail as a whole.",
    sources: ["prowler vpc_different_regions"],
    reason: "this environment is made for one region; a second is a second stage",
    types: ["aws.route53.HealthCheck"],
  },
];

/** What is asked for beside the stack, or of the account around it. */
export const ACCOUNT: readonly Rule[] = MISSING.map(({ reason, types, ...rule }) => ({
  ...rule,
  verdict: accepted(reason),
  check: whole((stack: Stack) =>
    stack.all(...types).length > 0
      ? []
      : stack.all("aws.ec2.Vpc").map((resource) => ({ resource, text: "there is none" })),
  ),
}));
