import { suppressions } from "../evaluate";
import { REASONS } from "../reasons";

/** Findings of checkov that are intended, or false positives. */
export const SUPPRESSIONS = suppressions([
  [
    "CKV_AWS_260",
    /aws_vpc_security_group_ingress_rule\.access-loadbalancer-from-anyone-tcp80/,
    REASONS.answersOnPort80,
  ],
  [
    "CKV_AWS_260",
    /aws_vpc_security_group_ingress_rule\.access-web-from-loadbalancer-tcp80/,
    "false positive: it is open only to the load balancer's security group, which checkov does not resolve here",
  ],
  [
    "CKV_AWS_127",
    /aws_elb\.load-balancer/,
    "trusted certificates need a domain; `domain` gets one from ACM, `certificate.arn` takes an existing one",
  ],
  [
    "CKV_AWS_376",
    /aws_elb\.load-balancer/,
    "in protected stages, port 80 only redirects to HTTPS (policy `leads-to-https`); behind the load balancer, plain HTTP stays inside the VPC, on web servers that nothing else can reach",
  ],
  [
    "CKV_AWS_92",
    /aws_elb\.load-balancer/,
    "logs cost per gigabyte: on in protected stages, elsewhere with `accessLogs`",
  ],
  [
    "CKV_AWS_126",
    /aws_instance\.nat-instance-1a/,
    "detailed monitoring costs per instance: on in protected stages, elsewhere with `alarms`",
  ],
  ["CKV_AWS_126", /aws_instance\.web/, REASONS.buildInstanceIsOff],
  ["CKV2_AWS_11", /aws_vpc\.vpc/, "logs cost per gigabyte: on in protected stages, elsewhere with `flowLogs`"],
  [
    "CKV2_AWS_19",
    /aws_eip\.nat-instance-1a/,
    "false positive: it is associated with the NAT instance's network interface, so that it can move to a new instance",
  ],
  ["CKV2_AWS_41", /aws_instance\.(?:web|nat-instance-1a)/, REASONS.noRole],
  [
    "CKV_AWS_300",
    /aws_s3_bucket_lifecycle_configuration\.access-logs/,
    "false positive: uploads are aborted after 7 days, under the only prefix that is written to",
  ],
  ["CKV_AWS_18", /aws_s3_bucket\.access-logs/, REASONS.logsOfLogs],
  ["CKV_AWS_21", /aws_s3_bucket\.access-logs/, "logs are written once and expire; nothing overwrites them"],
  ["CKV_AWS_144", /aws_s3_bucket\.access-logs/, REASONS.secondRegion],
  ["CKV_AWS_145", /aws_s3_bucket\.access-logs/, REASONS.keysOfS3],
  ["CKV2_AWS_62", /aws_s3_bucket\.access-logs/, REASONS.noReader],
  [
    "CKV_AWS_300",
    /aws_s3_bucket_lifecycle_configuration\.web-files/,
    "false positive: uploads are aborted after 7 days, of the only object that is written",
  ],
  ["CKV_AWS_18", /aws_s3_bucket\.web-files/, "one object, which only the build instance reads, a few times a month"],
  ["CKV_AWS_21", /aws_s3_bucket\.web-files/, REASONS.archiveIsACopy],
  ["CKV_AWS_144", /aws_s3_bucket\.web-files/, REASONS.archiveIsACopy],
  [
    "CKV_AWS_145",
    /aws_s3_bucket\.web-files/,
    "the site is public; a customer managed key costs 1 USD a month, and the build instance would need it",
  ],
  [
    "CKV2_AWS_62",
    /aws_s3_bucket\.web-files/,
    "the build instance reads the archive when it starts; nothing else waits for it",
  ],
  ["CKV_AWS_26", /aws_sns_topic\.alarms/, REASONS.keyOfTopic],
  ["CKV_AWS_158", /aws_cloudwatch_log_group\.flow-logs/, REASONS.keyOfLogs],
  ["CKV_AWS_338", /aws_cloudwatch_log_group\.flow-logs/, REASONS.daysOfLogs],
]);
