import type { LoggedCall } from "../../../tools/local/request-log";
import { permissionFor } from "../../unit/iam/api-actions";
import { ACCOUNT, REGION, type Request } from "../../unit/iam/simulation";

/** Parameters that name a resource, with the prefix of its ARN. */
const NAMED: Readonly<Record<string, readonly (readonly [parameter: string, arn: string])[]>> = {
  autoscaling: [
    ["AutoScalingGroupName", `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:0:autoScalingGroupName/`],
  ],
  elasticloadbalancing: [["LoadBalancerName", `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/`]],
  iam: [
    ["InstanceProfileName", `arn:aws:iam::${ACCOUNT}:instance-profile/`],
    ["RoleName", `arn:aws:iam::${ACCOUNT}:role/`],
    ["ServerCertificateName", `arn:aws:iam::${ACCOUNT}:server-certificate/`],
  ],
  logs: [["logGroupName", `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:`]],
  sns: [
    ["Name", `arn:aws:sns:${REGION}:${ACCOUNT}:`],
    ["TopicArn", ""],
  ],
};

/** The request that AWS authorizes for a call that names its resource; for other calls, tags decide. */
export function requestOf(call: LoggedCall): Request | undefined {
  const action = permissionFor(call);
  if (call.service === "s3") {
    const [, bucket = "", key = ""] = /^\/([^/]+)\/?(.*)$/.exec(String(call.params.path)) ?? [];
    return bucket === "" ? undefined : { action, resource: `arn:aws:s3:::${bucket}${key === "" ? "" : `/${key}`}` };
  }
  // Calls that only read are allowed for all resources.
  if (/^(?:Describe|Get|List)/.test(call.action)) return undefined;
  for (const [parameter, arn] of NAMED[call.service] ?? []) {
    const name = call.params[parameter];
    if (typeof name !== "string") continue;
    // With the permissions boundary that docs/iam requires; the stages of the tests have none.
    const context = { "iam:PermissionsBoundary": `arn:aws:iam::${ACCOUNT}:policy/servicename-boundary` };
    return { action, resource: arn + name, ...(call.service === "iam" ? { context } : {}) };
  }
  return undefined;
}
