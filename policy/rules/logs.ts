import { NOT_KNOWN, type GraphResource } from "../graph";
import { isForEverybody, statementsOf, type Statement } from "./policy-document";
import { ALWAYS, whole, type Fault, type Rule } from "./rule";
import { isNo, isYes, items, part, type Stack } from "./stack";

const BUCKET = "aws.s3.Bucket";

/** What must hold of buckets, in which access logs are kept. */
export const LOGS: readonly Rule[] = [
  {
    id: "bucket-private",
    title: "Buckets are closed to the public in every way that AWS knows",
    severity: "high",
    why: "Access logs tell who visited.",
    sources: ["FSBP S3.8", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"],
    verdict: ALWAYS,
    check: whole((stack) =>
      buckets(stack, "aws.s3.BucketPublicAccessBlock", "public access is not blocked", ({ properties }) =>
        ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every((each) =>
          isYes(properties[each]),
        ),
      ),
    ),
  },
  {
    id: "bucket-without-acls",
    title: "Buckets know no access control lists",
    severity: "medium",
    why: "The bucket's policy is the only place that says who may read.",
    sources: ["FSBP S3.12", "CKV2_AWS_65"],
    verdict: ALWAYS,
    check: whole((stack) =>
      buckets(stack, "aws.s3.BucketOwnershipControls", "access control lists are on", ({ properties: { rule } }) => {
        return part(rule, "objectOwnership") === "BucketOwnerEnforced";
      }),
    ),
  },
  {
    id: "bucket-encrypted",
    title: "Buckets encrypt what they keep",
    severity: "medium",
    why: "It costs nothing, and is written down rather than taken for granted.",
    sources: ["FSBP S3.4", "CKV_AWS_19"],
    verdict: ALWAYS,
    check: whole((stack) =>
      buckets(
        stack,
        "aws.s3.BucketServerSideEncryptionConfiguration",
        "encryption is not written down",
        ({ properties: { rules } }) =>
          items(rules).some((rule) => part(rule, "applyServerSideEncryptionByDefault", "sseAlgorithm") !== undefined),
      ),
    ),
  },
  {
    id: "bucket-expires",
    title: "What buckets keep expires",
    severity: "low",
    why: "Data about visitors is not kept for ever, and costs do not grow without end.",
    sources: ["FSBP S3.13", "CKV2_AWS_61"],
    verdict: ALWAYS,
    check: whole((stack) =>
      buckets(stack, "aws.s3.BucketLifecycleConfiguration", "nothing in it expires", ({ properties: { rules } }) =>
        items(rules).some(
          (rule) => part(rule, "status") === "Enabled" && typeof part(rule, "expiration", "days") === "number",
        ),
      ),
    ),
  },
  {
    id: "bucket-over-tls",
    title: "Buckets answer over TLS only",
    severity: "medium",
    why: "What is in them cannot be read on the way.",
    sources: ["FSBP S3.5"],
    verdict: ALWAYS,
    check: whole((stack) =>
      buckets(stack, "aws.s3.BucketPolicy", "its policy does not refuse plain HTTP", ({ properties: { policy } }) => {
        // Before the first deployment nobody knows the bucket's name, which the policy names.
        return policy === NOT_KNOWN || statementsOf(policy).some(refusesPlainHttp);
      }),
    ),
  },
];

/** Buckets of which no resource of a type says what it should. */
function buckets(
  stack: Stack,
  type: string,
  text: string,
  holds: (resource: GraphResource) => boolean,
): readonly Fault[] {
  return stack
    .all(BUCKET)
    .filter((bucket) => {
      const about = stack.all(type).filter(({ references }) => references.bucket?.includes(bucket.urn));
      return !about.some(holds);
    })
    .map((resource) => ({ resource, text }));
}

/** Whether a statement refuses everybody what does not come over TLS. */
function refusesPlainHttp({ Effect, Principal, Action, Condition }: Statement): boolean {
  return (
    Effect === "Deny" &&
    Action === "s3:*" &&
    isForEverybody({ Effect: "Allow", Principal: Principal ?? "" }) &&
    isNo(part(Condition, "Bool", "aws:SecureTransport"))
  );
}
