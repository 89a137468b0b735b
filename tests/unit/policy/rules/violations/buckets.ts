import { set, without } from "../../support/inject";
import { type Injection } from "./violation";

const PLAIN = { Condition: { Bool: { "aws:SecureTransport": "false" } } };

/** A policy document of some statements. */
function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Mistakes in what keeps logs. */
export const LOGS: readonly Injection[] = [
  {
    what: "access logs may be made public",
    rule: "bucket-private",
    change: set("aws.s3.BucketPublicAccessBlock", "", { blockPublicPolicy: false }),
    in: "prod",
  },
  {
    what: "access logs are kept for ever",
    rule: "bucket-expires",
    change: without("aws.s3.BucketLifecycleConfiguration"),
    in: "prod",
  },
  {
    what: "access control lists are on",
    rule: "bucket-without-acls",
    change: set("aws.s3.BucketOwnershipControls", "", { rule: { objectOwnership: "BucketOwnerPreferred" } }),
    in: "prod",
  },
  {
    what: "a bucket says nothing of encryption",
    rule: "bucket-encrypted",
    change: without("aws.s3.BucketServerSideEncryptionConfiguration"),
    in: "prod",
  },
  {
    what: "a bucket answers over plain HTTP",
    rule: "bucket-over-tls",
    change: set("aws.s3.BucketPolicy", "", { policy: '{"Statement":[]}' }),
    in: "prod",
  },
  {
    what: "a bucket refuses plain HTTP to some only",
    rule: "bucket-over-tls",
    change: set("aws.s3.BucketPolicy", "", {
      policy: policy({
        Effect: "Deny",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "s3:*",
        ...PLAIN,
      }),
    }),
    in: "prod",
  },
];
