import type { Patch } from "../api";
import { withParams } from "../api-request";
import { canonical } from "../cidr";

const actions = new Set([
  ...["CreateVpc", "CreateSubnet", "CreateRoute", "ReplaceRoute", "DeleteRoute", "ModifySecurityGroupRules"],
  ...["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress"],
  "RevokeSecurityGroupEgress",
]);

/**
 * EC2 stores 10.7.0.9/16 as 10.7.0.0/16; the emulator keeps the host bits.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html
 */
export function canonicalCidrs(): Patch {
  return {
    description: "CIDR blocks are stored without host bits",
    applies: (call) => call.service === "ec2" && actions.has(call.action),
    handle: (call, next) => {
      const changes: Record<string, string> = {};
      for (const [name, value] of Object.entries(call.params)) {
        if (!/(?:CidrBlock|CidrIp|CidrIpv4)$/.test(name) || typeof value !== "string") continue;
        if (canonical(value) !== value) changes[name] = canonical(value);
      }
      return next(Object.keys(changes).length === 0 ? call : withParams(call, changes));
    },
  };
}
