import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PrivateBucketSettings {
  readonly accessBlock: aws.s3.BucketPublicAccessBlock;
  readonly all: readonly pulumi.Resource[];
}

/** Keeps a bucket private and encrypts it with S3's own keys, the only ones with which Elastic Load Balancing writes. */
export function privateBucketSettings(
  name: string,
  bucket: aws.s3.Bucket,
  parent: pulumi.Resource,
): PrivateBucketSettings {
  const ownership = new aws.s3.BucketOwnershipControls(
    name,
    { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
    { parent },
  );
  const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
    name,
    { bucket: bucket.id, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    { parent },
  );
  const accessBlock = new aws.s3.BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { parent },
  );
  return { accessBlock, all: [ownership, encryption, accessBlock] };
}

/** A statement of a bucket policy. */
export function onlyOverTls(bucket: aws.s3.Bucket): pulumi.Input<Record<string, unknown>> {
  return {
    Sid: "OnlyOverTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
