import { acm } from "./acm";
import { autoScaling } from "./auto-scaling";
import { cloudWatch } from "./cloudwatch";
import { elasticIps } from "./elastic-ips";
import { elb } from "./elb";
import { elbAttributes } from "./elb-attributes";
import { elbPolicies } from "./elb-policies";
import { iam } from "./iam";
import { images } from "./images";
import { instanceRoles } from "./instance-roles";
import { instances } from "./instances";
import { logs } from "./logs";
import { nat } from "./nat";
import type { Rejection } from "./rejection";
import { resourceIds } from "./resource-ids";
import { route53 } from "./route53";
import { s3 } from "./s3";
import { securityGroups } from "./security-groups";
import { sns } from "./sns";
import { tags } from "./tags";
import { vpc } from "./vpc";

export type { Quotas } from "./account";
export { createRejecter } from "./engine";
export type { Rejection } from "./rejection";
export { translations } from "./translations";

/** All rejections. The first that applies to a call rejects it. */
export const allRejections: readonly Rejection[] = [
  ...instanceRoles,
  ...tags,
  ...resourceIds,
  ...vpc,
  ...elasticIps,
  ...nat,
  ...securityGroups,
  ...instances,
  ...images,
  ...autoScaling,
  ...elb,
  ...elbAttributes,
  ...elbPolicies,
  ...iam,
  ...acm,
  ...route53,
  ...cloudWatch,
  ...sns,
  ...s3,
  ...logs,
];
