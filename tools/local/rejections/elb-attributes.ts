import type { Account } from "./account";
import { between } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("elasticloadbalancing");

/** Health checks and attributes of load balancers. */
export const elbAttributes: readonly Rejection[] = [
  // An interval, timeout or threshold out of range: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_HealthCheck.html
  reject(
    "ConfigureHealthCheck",
    "ValidationError",
    between("HealthCheck.Interval", 5, 300),
    between("HealthCheck.Timeout", 2, 60),
    between(/^HealthCheck\.(?:Unh|H)ealthyThreshold$/, 2, 10),
    (request) =>
      Number(request.text("HealthCheck.Timeout")) >= Number(request.text("HealthCheck.Interval"))
        ? "HealthCheck timeout must be less than interval"
        : undefined,
  ),
  // An invalid target: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_HealthCheck.html
  reject("ConfigureHealthCheck", "ValidationError", (request) => {
    const target = request.raw("HealthCheck.Target") ?? "";
    const [, protocol, port, path] = /^(HTTPS?|TCP|SSL):(\d+)(\/.*)?$/i.exec(target) ?? [];
    if (protocol === undefined) return "HealthCheck target must be of the form PROTOCOL:port or PROTOCOL:port/path";
    if (Number(port) < 1 || Number(port) > 65_535) return "HealthCheck target port must be between 1 and 65535";
    const isHttp = protocol.toUpperCase().startsWith("HTTP");
    if (isHttp && path === undefined)
      return "HealthCheck HTTP Target must specify a port followed by a path that begins with a slash";
    if (!isHttp && path !== undefined) return "HealthCheck Target must specify a port number";
    return (path ?? "").length > 1024 || /\s/.test(path ?? "")
      ? "HealthCheck path must be at most 1024 characters"
      : undefined;
  }),
  // An idle timeout or a draining timeout out of range: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_ConnectionSettings.html
  reject(
    "ModifyLoadBalancerAttributes",
    "InvalidConfigurationRequest",
    between("LoadBalancerAttributes.ConnectionSettings.IdleTimeout", 1, 4000),
    between("LoadBalancerAttributes.ConnectionDraining.Timeout", 1, 3600),
  ),
  // Access logs that cannot be written: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-access-logs.html
  reject("ModifyLoadBalancerAttributes", "InvalidConfigurationRequest", accessLogIssue),
  // An invalid additional attribute: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_AdditionalAttribute.html
  reject("ModifyLoadBalancerAttributes", "InvalidConfigurationRequest", (request) => {
    for (const { Key, Value } of request.structures("LoadBalancerAttributes.AdditionalAttributes.member")) {
      if (Key !== "elb.http.desyncmitigationmode") return `The attribute key '${Key ?? ""}' is not valid`;
      if (!["monitor", "defensive", "strictest"].includes(Value ?? ""))
        return `The value '${Value ?? ""}' is not valid`;
    }
    return undefined;
  }),
];

async function accessLogIssue(request: Request, account: Account): Promise<string | undefined> {
  const at = (name: string) => request.text(`LoadBalancerAttributes.AccessLog.${name}`);
  const interval = at("EmitInterval");
  if (interval !== undefined && interval !== "5" && interval !== "60") {
    return "Invalid EmitInterval. The only valid values are 5 and 60 minutes.";
  }
  if (at("Enabled") !== "true") return undefined;
  const bucket = at("S3BucketName");
  if (bucket === undefined) return "S3BucketName must be specified when access logs are enabled";
  const prefix = at("S3BucketPrefix") ?? "";
  if (prefix.includes("AWSLogs") || prefix.startsWith("/") || prefix.endsWith("/")) {
    return `The prefix ${prefix} is not valid: it must not contain AWSLogs, nor begin or end with a slash`;
  }
  // The bucket's policy must allow the load balancer to write.
  const { status, body } = await account.rest("s3", "GET", `/${bucket}?policy`);
  return status < 300 && body.includes("s3:PutObject")
    ? undefined
    : `Access Denied for bucket: ${bucket}. Please check S3bucket permission`;
}
