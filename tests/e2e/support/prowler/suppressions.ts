import type { Suppression } from "../../../../tools/scan/evaluate";
import { REASONS } from "../../../../tools/scan/reasons";

const PUBLIC_SITE = "it is the only part that is meant to be: this is a public website";
const NETWORK_ACL =
  "network ACLs keep AWS's defaults, since they are stateless; security groups control traffic, and policies check them";
const LOG_BUCKET = "it holds logs that are written once and expire";
const IN_ONE_ZONE = "a test stage may fail with its zone; protected stages have two zones";

/** Findings of prowler that are intended, or false positives. */
export const SUPPRESSIONS: readonly Suppression[] = [
  { check: "autoscaling_group_multiple_az", resource: /autoScalingGroup\/as-servicename-stg-web/, reason: IN_ONE_ZONE },
  {
    check: "autoscaling_group_multiple_instance_types",
    resource: /autoScalingGroup\/as-.+-web/,
    reason: "the image is tested on one type; changing the type is one setting",
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
    reason: "instances hold no data: this program recreates all of them",
  },
  {
    check: "ec2_ebs_volume_snapshots_exists",
    resource: /volume\/.+/,
    reason: "instances hold no data: this program recreates all of them",
  },
  {
    check: "ec2_instance_detailed_monitoring_enabled",
    resource: /instance\/as-.+-web/,
    reason:
      "stg: it costs per instance; `alarms` turns it on. prod: false positive, the emulator ignores the launch template's setting; policy `detailed-monitoring` checks it",
  },
  {
    check: "ec2_instance_detailed_monitoring_enabled",
    resource: /instance\/servicename-stg-nat/,
    reason: "it costs per instance; `alarms` turns it on",
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
    reason: "a NAT instance needs one; nothing outside the VPC can open a connection to it (policy `nat-closed`)",
  },
  { check: "ec2_networkacl_allow_ingress_any_port", resource: /network-acl/, reason: NETWORK_ACL },
  { check: "ec2_networkacl_allow_ingress_tcp_port_22", resource: /network-acl/, reason: NETWORK_ACL },
  { check: "ec2_networkacl_allow_ingress_tcp_port_3389", resource: /network-acl/, reason: NETWORK_ACL },
  {
    check: "elb_insecure_ssl_ciphers",
    resource: /loadbalancer\/.+/,
    reason:
      "the check compares the policy's name, and AWS rejects custom names that begin with `ELBSecurityPolicy-`; the policy refers to that predefined policy, as policy `tls-1-2` and `npm run verify` check",
  },
  { check: "elb_internet_facing", resource: /loadbalancer\/.+/, reason: PUBLIC_SITE },
  {
    check: "elb_is_in_multiple_az",
    resource: /loadbalancer\/.+/,
    reason: `stg: ${IN_ONE_ZONE}. prod: false positive, the emulator returns no zones; policy \`two-zones\` counts the subnets`,
  },
  {
    check: "elb_logging_enabled",
    resource: /loadbalancer\/elb-servicename-stg/,
    reason: "logs cost per gigabyte; `accessLogs` turns them on",
  },
  { check: "elb_ssl_listeners", resource: /loadbalancer\/.+/, reason: REASONS.answersOnPort80 },
  {
    check: "elb_ssl_listeners_use_acm_certificate",
    resource: /loadbalancer\/.+/,
    reason: "trusted certificates need a domain; with one, `certificate.arn` takes an ACM certificate",
  },
  {
    check: "s3_bucket_cross_account_access",
    resource: /bucket\/accesslogs-.+/,
    reason: "Elastic Load Balancing writes its logs from an AWS account, which the policy names",
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
      "Amazon Linux packages, and whatever `web.script` downloads, are in buckets of other accounts; restricting the endpoint would stop nothing, since instances can reach all of the internet over HTTPS",
  },
  { check: "vpc_endpoint_for_ec2_enabled", resource: /vpc\/.+/, reason: "no instance calls the EC2 API" },
  {
    check: "vpc_flow_logs_enabled",
    resource: /vpc\/vpc-servicename-stg/,
    reason: "logs cost per gigabyte; `flowLogs` turns them on",
  },
  { check: "vpc_subnet_different_az", resource: /vpc\/vpc-servicename-stg/, reason: IN_ONE_ZONE },
];
