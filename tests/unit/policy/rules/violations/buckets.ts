import { breaks, policy, set, without, type Injection } from "./violation";

export const BUCKETS: readonly Injection[] = [
  breaks(
    "bucket-private",
    "access logs can be made public",
    set("aws.s3.BucketPublicAccessBlock", "", { blockPublicPolicy: false }),
    "prod",
  ),
  breaks("bucket-expires", "access logs never expire", without("aws.s3.BucketLifecycleConfiguration"), "prod"),
  breaks(
    "bucket-without-acls",
    "access control lists are on",
    set("aws.s3.BucketOwnershipControls", "", { rule: { objectOwnership: "BucketOwnerPreferred" } }),
    "prod",
  ),
  breaks(
    "bucket-encrypted",
    "a bucket does not declare its encryption",
    without("aws.s3.BucketServerSideEncryptionConfiguration"),
    "prod",
  ),
  breaks(
    "bucket-over-tls",
    "a bucket accepts plain HTTP",
    set("aws.s3.BucketPolicy", "", { policy: '{"Statement":[]}' }),
    "prod",
  ),
  breaks(
    "bucket-over-tls",
    "a bucket denies plain HTTP to some principals only",
    set("aws.s3.BucketPolicy", "", {
      policy: policy({
        Effect: "Deny",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "s3:*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    }),
    "prod",
  ),
];
