import type { DocumentName } from "./documents";
import { ACCOUNT, isAllowed, REGION, type Request } from "./simulation";

export const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
export const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;
export const role = (name: string) => iam(`role/${name}`);
export const policy = (name: string) => iam(`policy/${name}`);
export const ec2 = (kind: string) => arn("ec2", `${kind}/${kind}-0123`);
export const group = (name: string) => arn("autoscaling", `autoScalingGroup:0123:autoScalingGroupName/${name}`);
export const sns = (name: string) => arn("sns", name);

export const BOUNDARY = { "iam:PermissionsBoundary": policy("shop-boundary") };
/** True if the version of a launch template is a number, and neither `$Latest` nor `$Default`. */
export const NUMBERED = "autoscaling:LaunchTemplateVersionSpecified";
export const CONFIGURATION = { "autoscaling:LaunchConfigurationName": "privileged" };
export const OURS = { "aws:ResourceTag/Service": "shop" };
export const THEIRS = { "aws:ResourceTag/Service": "blog" };
export const TAGGED = { "aws:RequestTag/Service": "shop" };
export const SESSION = role("shop-stg-session-1");
export const FLOW_LOGS = role("shop-stg-flowlogs-1");
export const BUILD = role("shop-stg-files-1");
export const WEB = role("shop-stg-web-1");
export const FILES = "arn:aws:s3:::shop-stg-files-1";

export type Row = readonly [action: string, resource?: string, context?: Request["context"]];

export function decides(
  expected: boolean,
  title: string,
  rows: readonly Row[],
  documents?: readonly DocumentName[],
): void {
  for (const [action, resource = "*", context = {}] of rows) {
    it(`${expected ? "can" : "cannot"} ${title}: ${action} ${resource}`, async () => {
      expect(await isAllowed({ action, resource, context }, documents)).to.equal(expected);
    });
  }
}

export const allowed = decides.bind(undefined, true);
export const denied = decides.bind(undefined, false);
