import { NOT_KNOWN, type GraphResource } from "../graph";
import { isForEveryone, statementsOf, type Statement } from "./policy-document";
import { each, perStack, type Check, type Rule } from "./rule";
import { isFalse, isTrue, items, part, type Stack } from "./stack";

export const BUCKETS: readonly Rule[] = [
  {
    id: "bucket-private",
    title: "All four S3 Block Public Access settings of buckets are on",
    severity: "high",
    why: "Access logs show who visited the site.",
    sources: ["FSBP S3.8", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"],
    check: perBucket("aws.s3.BucketPublicAccessBlock", "public access is not blocked", ({ properties }) =>
      ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every((setting) =>
        isTrue(properties[setting]),
      ),
    ),
  },
  {
    id: "bucket-without-acls",
    title: "Buckets have no access control lists",
    severity: "medium",
    why: "The bucket policy is the only place that grants access.",
    sources: ["FSBP S3.12", "CKV2_AWS_65"],
    check: perBucket(
      "aws.s3.BucketOwnershipControls",
      "access control lists are on",
      ({ properties: { rule } }) => part(rule, "objectOwnership") === "BucketOwnerEnforced",
    ),
  },
  {
    id: "bucket-encrypted",
    title: "Buckets declare their encryption",
    severity: "medium",
    why: "It is free, and better declared than assumed.",
    sources: ["FSBP S3.4", "CKV_AWS_19"],
    check: perBucket(
      "aws.s3.BucketServerSideEncryptionConfiguration",
      "its encryption is not declared",
      ({ properties: { rules } }) =>
        items(rules).some((rule) => part(rule, "applyServerSideEncryptionByDefault", "sseAlgorithm") !== undefined),
    ),
  },
  {
    id: "bucket-expires",
    title: "Objects in buckets expire, apart from those that the stage consists of",
    severity: "low",
    why: "Data about visitors is not kept forever, and costs stop growing.",
    sources: ["FSBP S3.13", "CKV2_AWS_61"],
    check: perBucket(
      "aws.s3.BucketLifecycleConfiguration",
      "its objects do not expire",
      ({ properties: { rules } }) =>
        items(rules).some(
          (rule) => part(rule, "status") === "Enabled" && typeof part(rule, "expiration", "days") === "number",
        ),
      (stack, bucket) => stack.referring(bucket, "aws.s3.BucketObjectv2").length === 0,
    ),
  },
  {
    id: "bucket-over-tls",
    title: "Buckets accept TLS only",
    severity: "medium",
    why: "Their data cannot be read in transit.",
    sources: ["FSBP S3.5"],
    check: perBucket(
      "aws.s3.BucketPolicy",
      "its policy does not deny plain HTTP",
      // Before the first deployment the policy is unknown, because it contains the bucket's name.
      ({ properties: { policy } }) => policy === NOT_KNOWN || statementsOf(policy).some(deniesPlainHttp),
    ),
  },
];

/** Checks that each bucket has a resource of a type with the right settings. */
function perBucket(
  type: string,
  text: string,
  holds: (resource: GraphResource) => boolean,
  concerns: (stack: Stack, bucket: GraphResource) => boolean = () => true,
): Check {
  return perStack((stack) =>
    each(
      stack.all("aws.s3.Bucket").filter((bucket) => {
        if (!concerns(stack, bucket)) return false;
        const ofBucket = stack.all(type).filter(({ references }) => references.bucket?.includes(bucket.urn));
        return !ofBucket.some(holds);
      }),
      text,
    ),
  );
}

function deniesPlainHttp({ Effect, Principal, Action, Condition }: Statement): boolean {
  return (
    Effect === "Deny" &&
    Action === "s3:*" &&
    isForEveryone({ Effect: "Allow", Principal: Principal ?? "" }) &&
    isFalse(part(Condition, "Bool", "aws:SecureTransport"))
  );
}
