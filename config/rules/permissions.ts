import type { Reader } from "../reader";
import { partitionOf } from "../../lib/regions";
import type { SettingValues } from "../settings";

/** A customer managed policy, or one of AWS's own: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const POLICY_ARN = /^arn:(aws[a-z-]*):iam::(?:\d{12}|aws):policy\/(?:[!-~]+\/)?[\w+=,.@-]{1,128}$/;

/** Reads the permissions boundary of roles. */
export function readPermissions(reader: Reader, region: string): Pick<SettingValues, "permissionsBoundary"> {
  const arn = reader.usable("permissionsBoundary");
  if (arn === undefined) return {};
  const partition = POLICY_ARN.exec(arn)?.[1];
  if (partition === undefined) {
    reader.fault("permissionsBoundary", arn, "is not the ARN of an IAM policy");
  } else if (reader.sound("aws:region") && partition !== partitionOf(region)) {
    reader.fault("permissionsBoundary", arn, `is of another partition than ${region}`);
  }
  return { permissionsBoundary: arn };
}
