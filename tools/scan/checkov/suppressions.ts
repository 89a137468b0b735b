import { suppressions } from "../evaluate";
import { REASONS } from "../reasons";

/** What checkov finds and is so on purpose, or is not so. */
export const SUPPRESSIONS = suppressions([
  [
    "CKV_AWS_260",
    /aws_vpc_security_group_ingress_rule\.access-loadbalancer-from-anyone-tcp80/,
    REASONS.answersOnPort80,
  ],
  [
    "CKV_AWS_260",
    /aws_vpc_security_group_ingress_rule\.access-web-from-loadbalancer-tcp80/,
    "not so: it is open to the load balancer's group alone, which checkov does not read here",
  ],
  [
    "CKV_AWS_127",
    /aws_elb\.load-balancer/,
    "without a domain nobody signs a certificate; with one, `certificate.arn` takes one of ACM",
  ],
  [
    "CKV_AWS_376",
    /aws_elb\.load-balancer/,
    "on port 80 visitors are sent on to HTTPS (rule `leads-to-https`); from the load balancer to web servers, which nothing else reaches, it is plain HTTP inside the VPC",
  ],
  [
    "CKV_AWS_92",
    /aws_elb\.load-balancer/,
    "logs cost by the gigabyte: on in protected stages, elsewhere by `accessLogs`",
  ],
  [
    "CKV_AWS_126",
    /aws_instance\.nat-instance-1a/,
    "metrics by the minute cost by the machine: on in protected stages, elsewhere by `alarms`",
  ],
  ["CKV_AWS_126", /aws_instance\.web/, REASONS.buildInstanceIsOff],
  ["CKV2_AWS_11", /aws_vpc\.vpc/, "logs cost by the gigabyte: on in protected stages, elsewhere by `flowLogs`"],
  [
    "CKV2_AWS_19",
    /aws_eip\.nat-instance-1a/,
    "not so: it is tied to the NAT instance's network interface, so that it can move to the next one",
  ],
  ["CKV2_AWS_41", /aws_instance\.(?:web|nat-instance-1a)/, REASONS.noRole],
  [
    "CKV_AWS_300",
    /aws_s3_bucket_lifecycle_configuration\.access-logs/,
    "not so: uploads are given up after 7 days, below the prefix that alone is written to",
  ],
  ["CKV_AWS_18", /aws_s3_bucket\.access-logs/, REASONS.logsOfLogs],
  ["CKV_AWS_21", /aws_s3_bucket\.access-logs/, "logs are written once and expire; nothing overwrites them"],
  ["CKV_AWS_144", /aws_s3_bucket\.access-logs/, REASONS.secondRegion],
  ["CKV_AWS_145", /aws_s3_bucket\.access-logs/, REASONS.keysOfS3],
  ["CKV2_AWS_62", /aws_s3_bucket\.access-logs/, REASONS.noReader],
  ["CKV_AWS_26", /aws_sns_topic\.alarms/, REASONS.keyOfTopic],
  ["CKV_AWS_158", /aws_cloudwatch_log_group\.flow-logs/, REASONS.keyOfLogs],
  ["CKV_AWS_338", /aws_cloudwatch_log_group\.flow-logs/, REASONS.daysOfLogs],
]);
