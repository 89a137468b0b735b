import * as pulumi from "@pulumi/pulumi";
import type { AwsClients } from "../lib/aws";
import type { PreflightCheck } from "./check";

const GUIDE = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html";

/**
 * Warns when the region's default key for EBS volumes is not AWS's own: Amazon EC2 Auto Scaling cannot launch web
 * servers until its service-linked role may use that key, which the key's policy or a grant allows.
 */
export function ebsDefaultKey(
  { region, partition, accountId }: { readonly region: string; readonly partition: string; readonly accountId: string },
  clients: Pick<AwsClients, "ec2">,
): PreflightCheck {
  return {
    what: "look up the default KMS key of EBS volumes",
    run: async () => {
      const { GetEbsDefaultKmsKeyIdCommand } = await import("@aws-sdk/client-ec2");
      const { KmsKeyId: key = "" } = await (await clients.ec2()).send(new GetEbsDefaultKmsKeyIdCommand({}));
      if (key === "" || key.endsWith("alias/aws/ebs")) return [];
      const role = `arn:${partition}:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
      await pulumi.log.warn(
        `EBS volumes in ${region} are encrypted with ${key} by default. If that is a customer managed key, web servers ` +
          "launch only if Auto Scaling may use it. Unless its key policy or a grant already allows that, run: " +
          `aws kms create-grant --region ${region} --key-id ${key} --grantee-principal ${role} --operations ` +
          "Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey " +
          `CreateGrant (${GUIDE})`,
      );
      return [];
    },
  };
}
