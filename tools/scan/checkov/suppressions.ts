import type { Suppression } from "../evaluate";
import { REASONS } from "../reasons";

/** What checkov finds and is so on purpose, or is not so. */
export const SUPPRESSIONS: readonly Suppression[] = [
  {
    check: "CKV_AWS_260",
    resource: /aws_vpc_security_group_ingress_rule\.access-loadbalancer-from-anyone-tcp80/,
    reason: REASONS.answersOnPort80,
  },
  {
    check: "CKV_AWS_260",
    resource: /aws_vpc_security_group_ingress_rule\.access-web-from-loadbalancer-tcp80/,
    reason: "not so: it is open to the load balancer's group alone, which checkov does not read here",
  },
  {
    check: "CKV_AWS_127",
    resource: /aws_elb\.load-balancer/,
    reason: "without a domain nobody signs a certificate; with one, `certificate.arn` takes one of ACM",
  },
  {
    check: "CKV_AWS_376",
    resource: /aws_elb\.load-balancer/,
    reason:
      "on port 80 visitors are sent on to HTTPS (rule `leads-to-https`); from the load balancer to web servers, which nothing else reaches, it is plain HTTP inside the VPC",
  },
  {
    check: "CKV_AWS_92",
    resource: /aws_elb\.load-balancer/,
    reason: "logs cost by the gigabyte: on in protected stages, elsewhere by `accessLogs`",
  },
  {
    check: "CKV_AWS_126",
    resource: /aws_instance\.nat-instance-1a/,
    reason: "metrics by the minute cost by the machine: on in protected stages, elsewhere by `alarms`",
  },
  {
    check: "CKV_AWS_126",
    resource: /aws_instance\.web/,
    reason: REASONS.buildInstanceIsOff,
  },
  {
    check: "CKV2_AWS_11",
    resource: /aws_vpc\.vpc/,
    reason: "logs cost by the gigabyte: on in protected stages, elsewhere by `flowLogs`",
  },
  {
    check: "CKV2_AWS_19",
    resource: /aws_eip\.nat-instance-1a/,
    reason: "not so: it is tied to the NAT instance's network interface, so that it can move to the next one",
  },
  {
    check: "CKV2_AWS_41",
    resource: /aws_instance\.(?:web|nat-instance-1a)/,
    reason: REASONS.noRole,
  },
  {
    check: "CKV_AWS_300",
    resource: /aws_s3_bucket_lifecycle_configuration\.access-logs/,
    reason: "not so: uploads are given up after 7 days, below the prefix that alone is written to",
  },
  {
    check: "CKV_AWS_18",
    resource: /aws_s3_bucket\.access-logs/,
    reason: REASONS.logsOfLogs,
  },
  {
    check: "CKV_AWS_21",
    resource: /aws_s3_bucket\.access-logs/,
    reason: "logs are written once and expire; nothing overwrites them",
  },
  {
    check: "CKV_AWS_144",
    resource: /aws_s3_bucket\.access-logs/,
    reason: REASONS.secondRegion,
  },
  {
    check: "CKV_AWS_145",
    resource: /aws_s3_bucket\.access-logs/,
    reason: REASONS.keysOfS3,
  },
  {
    check: "CKV2_AWS_62",
    resource: /aws_s3_bucket\.access-logs/,
    reason: REASONS.noReader,
  },
  {
    check: "CKV_AWS_26",
    resource: /aws_sns_topic\.alarms/,
    reason: REASONS.keyOfTopic,
  },
  {
    check: "CKV_AWS_158",
    resource: /aws_cloudwatch_log_group\.flow-logs/,
    reason: REASONS.keyOfLogs,
  },
  {
    check: "CKV_AWS_338",
    resource: /aws_cloudwatch_log_group\.flow-logs/,
    reason: REASONS.daysOfLogs,
  },
];
