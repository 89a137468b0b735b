import { findAll, parseXml, textAt } from "../xml";
import type { Account } from "./account";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";
import { bucketOf } from "./s3";

const reject = rejectionsOf("s3");

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

/** The verbs with which S3 actions begin: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const verbs =
  /^(?:\*|s3:(?:\*|(?:Abort|Associate|Bypass|Create|Delete|Describe|Dissociate|Get|Initiate|List|ObjectOwner|Pause|Put|Replicate|Restore|Submit|Tag|Untag|Update)[A-Za-z*?]*))$/i;

/** Actions on objects, whose resource is not the bucket itself. */
const objectActions =
  /^s3:(?:(?:Get|Put|Delete|Restore|Replicate)Object|AbortMultipartUpload$|ListMultipartUploadParts$|BypassGovernanceRetention$)/i;

/** Bucket policies and access control lists. */
export const s3Access: readonly Rejection[] = [
  // An invalid policy: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html
  reject("PutBucketPolicy", "MalformedPolicy", policyIssue),
  // A public policy, which Block Public Access rejects by default: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
  reject("PutBucketPolicy", { code: "AccessDenied", status: 403 }, async (request, account) => {
    if (!statementsOf(request).some(isPublic)) return undefined;
    const { status, body } = await account.rest("s3", "GET", `/${bucketOf(request)}?publicAccessBlock`);
    const block = status < 300 ? parseXml(body.toString("utf8")) : undefined;
    const isUnknown = body.includes("<Code>NoSuchBucket</Code>");
    return isUnknown || (block !== undefined && textAt(block, "BlockPublicPolicy") !== "true")
      ? undefined
      : "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.";
  }),
  // An ACL for a new bucket with ACLs disabled: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
  reject("CreateBucket", "InvalidBucketAclWithObjectOwnership", ({ call: { headers } }) => {
    const acl = String(headers["x-amz-acl"] ?? "private");
    const ownership = headers["x-amz-object-ownership"] ?? "BucketOwnerEnforced";
    return acl !== "private" && ownership === "BucketOwnerEnforced"
      ? "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"
      : undefined;
  }),
  // An ACL for a bucket with ACLs disabled: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
  reject(["PutBucketAcl", "PutObject", "PutObjectAcl"], "AccessControlListNotSupported", async (request, account) => {
    const acl = request.call.headers["x-amz-acl"];
    if (acl === undefined || acl === "bucket-owner-full-control") return undefined;
    if (request.action === "PutObject" && acl === "private") return undefined;
    return (await hasAcls(request, account)) ? undefined : "The bucket does not allow ACLs";
  }),
];

async function hasAcls(request: Request, account: Account): Promise<boolean> {
  const { status, body } = await account.rest("s3", "GET", `/${bucketOf(request)}?ownershipControls`);
  const ownership = status < 300 ? findAll(parseXml(body.toString("utf8")), "ObjectOwnership")[0]?.text : undefined;
  return ownership !== undefined && ownership !== "BucketOwnerEnforced";
}

function statementsOf({ call }: Request): readonly Statement[] {
  try {
    const { Statement: given = [] } = JSON.parse(call.body.toString("utf8")) as { Statement?: Statement | Statement[] };
    return [given].flat();
  } catch {
    return [];
  }
}

function isPublic({ Effect, Principal, Condition }: Statement): boolean {
  const aws = typeof Principal === "object" ? (Principal as { AWS?: unknown } | null)?.AWS : Principal;
  return Effect === "Allow" && Condition === undefined && [aws].flat().includes("*");
}

function policyIssue(request: Request): string | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(request.call.body.toString("utf8"));
  } catch {
    return "This policy contains invalid Json";
  }
  const { Statement: given } = policy as { Statement?: unknown };
  const bucket = bucketOf(request);
  for (const one of [given].flat() as Statement[]) {
    if (typeof one !== "object") return "Missing required field Statement";
    if (one.Effect !== "Allow" && one.Effect !== "Deny") return "Invalid effect";
    const principal = one.Principal ?? one.NotPrincipal;
    if (principal === undefined) return "Missing required field Principal";
    if (!isPrincipal(principal)) return "Invalid principal in policy";
    const actions = [one.Action ?? one.NotAction ?? []].flat().map(String);
    if (actions.length === 0) return "Missing required field Action";
    if (!actions.every((action) => verbs.test(action))) return "Policy has invalid action";
    const resources = [one.Resource ?? one.NotResource].flat().map(String);
    const isOwn = (arn: string) => new RegExp(`^arn:aws[a-z-]*:s3:::${bucket}(?:/|$)`).test(arn);
    if (!resources.every(isOwn)) return "Policy has invalid resource";
    const lacksObjects =
      actions.some((action) => objectActions.test(action)) && !resources.some((arn) => arn.includes("/"));
    if (lacksObjects) return "Action does not apply to any resource(s) in statement";
  }
  return undefined;
}

function isPrincipal(principal: unknown): boolean {
  if (typeof principal !== "object" || principal === null) return principal === "*";
  const { AWS = [] } = principal as { AWS?: unknown };
  return [AWS].flat().every((one) => /^(?:\*|\d{12}|arn:aws[a-z-]*:(?:iam|sts)::\d{12}:.+)$/.test(String(one)));
}
