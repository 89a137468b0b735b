import { acm } from "./acm";
import { autoScaling } from "./auto-scaling";
import { cloudWatch } from "./cloudwatch";
import { elasticIps } from "./elastic-ips";
import { elb } from "./elb";
import { elbAttributes } from "./elb-attributes";
import { elbPolicies } from "./elb-policies";
import { iam } from "./iam";
import { iamPolicies } from "./iam-policies";
import { images } from "./images";
import { instanceRoles } from "./instance-roles";
import { instances } from "./instances";
import { logs } from "./logs";
import { nat } from "./nat";
import { rds } from "./rds";
import type { Rejection } from "./rejection";
import { resourceIds } from "./resource-ids";
import { route53 } from "./route53";
import { routes } from "./routes";
import { s3 } from "./s3";
import { s3Access } from "./s3-access";
import { scaling } from "./scaling";
import { securityGroups } from "./security-groups";
import { sns } from "./sns";
import { ssm } from "./ssm";
import { taggedResources } from "./tagged-resources";
import { tags } from "./tags";
import { volumes } from "./volumes";
import { vpc } from "./vpc";
import { vpcEndpoints } from "./vpc-endpoints";

export type { Quotas } from "./account";
export { createRejecter } from "./engine";
export type { Rejection } from "./rejection";
export { translations } from "./translations";

/** All rejections. The first that applies to a call rejects it. */
export const allRejections: readonly Rejection[] = [
  ...instanceRoles,
  ...tags,
  ...resourceIds,
  ...taggedResources,
  ...vpc,
  ...routes,
  ...vpcEndpoints,
  ...elasticIps,
  ...nat,
  ...securityGroups,
  ...instances,
  ...volumes,
  ...images,
  ...autoScaling,
  ...scaling,
  ...elb,
  ...elbAttributes,
  ...elbPolicies,
  ...iam,
  ...iamPolicies,
  ...acm,
  ...route53,
  ...cloudWatch,
  ...sns,
  ...s3,
  ...s3Access,
  ...logs,
  ...ssm,
  ...rds,
];
