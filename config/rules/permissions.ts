import type { SettingsParser } from "../parser";
import { partitionOf } from "../../lib/regions";
import type { Settings } from "../settings";

/** A customer managed policy, or one of AWS's own: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const POLICY_ARN = /^arn:(aws[a-z-]*):iam::(?:\d{12}|aws):policy\/(?:[!-~]+\/)?[\w+=,.@-]{1,128}$/;

/** Reads the permissions boundary of roles. */
export function readPermissions(parser: SettingsParser, region: string): Pick<Settings, "permissionsBoundary"> {
  const arn = parser.usable("permissionsBoundary");
  if (arn === undefined) return {};
  const partition = POLICY_ARN.exec(arn)?.[1];
  if (partition === undefined) {
    parser.issue("permissionsBoundary", arn, "is not the ARN of an IAM policy");
  } else if (parser.isValid("aws:region") && partition !== partitionOf(region)) {
    parser.issue("permissionsBoundary", arn, `is of another partition than ${region}`);
  }
  return { permissionsBoundary: arn };
}
