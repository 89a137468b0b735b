import type { Suppression } from "../../../../tools/scan/evaluate";
import { REASONS } from "../../../../tools/scan/reasons";

const PUBLIC_SITE = "it is the one thing that is meant to: this is a public web site";
const NETWORK_ACL =
  "network ACLs stay as AWS makes them: they know no connections; security groups do the work, and rules of ours hold them";
const LOG_BUCKET = "it holds logs that are written once and expire";
const IN_ONE_ZONE = "a stage to try things in may be down with its zone; protected stages have two";

/** What prowler finds and is so on purpose, or is not so. */
export const SUPPRESSIONS: readonly Suppression[] = [
  { check: "autoscaling_group_multiple_az", resource: /autoScalingGroup\/as-servicename-stg-web/, reason: IN_ONE_ZONE },
  {
    check: "autoscaling_group_multiple_instance_types",
    resource: /autoScalingGroup\/as-.+-web/,
    reason: "the image is tested on one type; another is a change of one setting",
  },
  { check: "cloudwatch_log_group_kms_encryption_enabled", resource: /log-group/, reason: REASONS.keyOfLogs },
  {
    check: "cloudwatch_log_group_retention_policy_specific_days_enabled",
    resource: /log-group/,
    reason: REASONS.daysOfLogs,
  },
  {
    check: "ec2_ebs_volume_protected_by_backup_plan",
    resource: /volume\/.+/,
    reason: "machines are made of code and image; nothing on their disks needs to be kept",
  },
  {
    check: "ec2_ebs_volume_snapshots_exists",
    resource: /volume\/.+/,
    reason: "machines are made of code and image; nothing on their disks needs to be kept",
  },
  {
    check: "ec2_instance_detailed_monitoring_enabled",
    resource: /instance\/as-.+-web/,
    reason:
      "stg: it costs by the machine, `alarms` switches it on. prod: not so, the emulator forgets what the launch template says; rule `detailed-monitoring` reads that",
  },
  {
    check: "ec2_instance_detailed_monitoring_enabled",
    resource: /instance\/servicename-stg-nat/,
    reason: "it costs by the machine; `alarms` switches it on",
  },
  {
    check: "ec2_instance_detailed_monitoring_enabled",
    resource: /instance\/servicename-.+-web/,
    reason: REASONS.buildInstanceIsOff,
  },
  { check: "ec2_instance_managed_by_ssm", resource: /instance\/.+-(?:web|nat)/, reason: REASONS.noRole },
  { check: "ec2_instance_profile_attached", resource: /instance\/.+-(?:web|nat)/, reason: REASONS.noRole },
  {
    check: "ec2_instance_public_ip",
    resource: /instance\/servicename-stg-nat/,
    reason: "a NAT instance needs one; nothing outside the VPC may open a connection to it (rule `nat-closed`)",
  },
  { check: "ec2_networkacl_allow_ingress_any_port", resource: /network-acl/, reason: NETWORK_ACL },
  { check: "ec2_networkacl_allow_ingress_tcp_port_22", resource: /network-acl/, reason: NETWORK_ACL },
  { check: "ec2_networkacl_allow_ingress_tcp_port_3389", resource: /network-acl/, reason: NETWORK_ACL },
  {
    check: "elb_insecure_ssl_ciphers",
    resource: /loadbalancer\/.+/,
    reason:
      "the check compares the policy's name, and AWS rejects names of one's own that begin with `ELBSecurityPolicy-`; the policy refers to that one, which rule `tls-1-2` and `npm run verify` read",
  },
  { check: "elb_internet_facing", resource: /loadbalancer\/.+/, reason: PUBLIC_SITE },
  {
    check: "elb_is_in_multiple_az",
    resource: /loadbalancer\/.+/,
    reason: `stg: ${IN_ONE_ZONE}. prod: not so, the emulator names no zones; rule \`two-zones\` counts the subnets`,
  },
  {
    check: "elb_logging_enabled",
    resource: /loadbalancer\/elb-servicename-stg/,
    reason: "logs cost by the gigabyte; `accessLogs` switches them on",
  },
  { check: "elb_ssl_listeners", resource: /loadbalancer\/.+/, reason: REASONS.answersOnPort80 },
  {
    check: "elb_ssl_listeners_use_acm_certificate",
    resource: /loadbalancer\/.+/,
    reason: "without a domain nobody signs one; with a domain, `certificate.arn` takes one of ACM",
  },
  {
    check: "s3_bucket_cross_account_access",
    resource: /bucket\/accesslogs-.+/,
    reason: "Elastic Load Balancing writes its logs from an account of AWS's own, which is named in the policy",
  },
  { check: "s3_bucket_cross_region_replication", resource: /bucket\/accesslogs-.+/, reason: REASONS.secondRegion },
  { check: "s3_bucket_event_notifications_enabled", resource: /bucket\/accesslogs-.+/, reason: REASONS.noReader },
  { check: "s3_bucket_kms_encryption", resource: /bucket\/accesslogs-.+/, reason: REASONS.keysOfS3 },
  { check: "s3_bucket_no_mfa_delete", resource: /bucket\/accesslogs-.+/, reason: LOG_BUCKET },
  { check: "s3_bucket_object_lock", resource: /bucket\/accesslogs-.+/, reason: LOG_BUCKET },
  { check: "s3_bucket_object_versioning", resource: /bucket\/accesslogs-.+/, reason: LOG_BUCKET },
  { check: "s3_bucket_server_access_logging_enabled", resource: /bucket\/accesslogs-.+/, reason: REASONS.logsOfLogs },
  { check: "sns_topics_kms_encryption_at_rest_enabled", resource: /topic\/alarms-.+/, reason: REASONS.keyOfTopic },
  {
    check: "vpc_endpoint_connections_trust_boundaries",
    resource: /vpc-endpoint\/.+-s3/,
    reason:
      "Amazon Linux's packages, and what `web.script` may fetch, are in buckets of other accounts; a list of them would keep nothing in, since HTTPS gets out to anyone",
  },
  { check: "vpc_endpoint_for_ec2_enabled", resource: /vpc\/.+/, reason: "no machine calls EC2's API" },
  {
    check: "vpc_flow_logs_enabled",
    resource: /vpc\/vpc-servicename-stg/,
    reason: "logs cost by the gigabyte; `flowLogs` switches them on",
  },
  { check: "vpc_subnet_different_az", resource: /vpc\/vpc-servicename-stg/, reason: IN_ONE_ZONE },
];
