import { find, findAll, parseXml, textAt, type XmlElement } from "../xml";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";
import { common } from "./tags";

const reject = rejectionsOf("s3");
const lifecycle = ["PutBucketLifecycleConfiguration"];

/** Buckets. */
export const s3: readonly Rejection[] = [
  // An invalid name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  reject("CreateBucket", "InvalidBucketName", (request) =>
    isBucketName(bucketOf(request)) ? undefined : "The specified bucket is not valid.",
  ),
  // A bucket that the account already owns.
  reject("CreateBucket", { code: "BucketAlreadyOwnedByYou", status: 409 }, async (request, account) => {
    const { status } = await account.rest("s3", "HEAD", `/${bucketOf(request)}`);
    return status < 300
      ? "Your previous request to create the named bucket succeeded and you already own it."
      : undefined;
  }),
  // A region that is not the endpoint's.
  reject("CreateBucket", "IllegalLocationConstraintException", (request, account) => {
    const wanted = textAt(bodyOf(request), "LocationConstraint") ?? "us-east-1";
    return wanted === account.region || account.region === "us-east-1"
      ? undefined
      : `The ${wanted} location constraint is incompatible for the region specific endpoint this request was sent to.`;
  }),
  // A malformed lifecycle configuration.
  reject(lifecycle, "MalformedXML", lifecycleShape),
  // An invalid number of days, or a rule ID that is too long or not unique: https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html
  reject(lifecycle, "InvalidArgument", lifecycleValues),
  // A filter by tags for incomplete uploads: https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
  reject(lifecycle, "InvalidRequest", (request) => {
    for (const rule of findAll(bodyOf(request), "Rule")) {
      if (find(rule, "AbortIncompleteMultipartUpload") !== undefined && findAll(rule, "Tag").length > 0) {
        return "AbortIncompleteMultipartUpload cannot be specified with Tags";
      }
    }
    return undefined;
  }),
  // An invalid versioning status: https://docs.aws.amazon.com/AmazonS3/latest/API/API_VersioningConfiguration.html
  reject("PutBucketVersioning", "MalformedXML", (request) =>
    ["Enabled", "Suspended"].includes(textAt(bodyOf(request), "Status") ?? "") ? undefined : malformed,
  ),
  // A key that is too long: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
  reject("PutObject", "KeyTooLongError", (request) => {
    const [, , ...key] = new URL(request.call.url, "http://s3").pathname.split("/");
    return decodeURIComponent(key.join("/")).length > 1024 ? "Your key is too long" : undefined;
  }),
  // Metadata that is too large: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
  reject("PutObject", "MetadataTooLarge", ({ call }) => {
    const own = Object.entries(call.headers).filter(([name]) => name.startsWith("x-amz-meta-"));
    const size = own.reduce((sum, [name, value]) => sum + name.length - "x-amz-meta-".length + String(value).length, 0);
    return size > 2048 ? "Your metadata headers exceed the maximum allowed metadata size" : undefined;
  }),
  // An invalid encryption algorithm: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html
  reject("PutBucketEncryption", "MalformedXML", (request) => {
    const root = bodyOf(request);
    const algorithm = findAll(root, "SSEAlgorithm")[0]?.text;
    return algorithm === undefined || ["AES256", "aws:kms", "aws:kms:dsse"].includes(algorithm) ? undefined : malformed;
  }),
  // An invalid object ownership: https://docs.aws.amazon.com/AmazonS3/latest/API/API_OwnershipControlsRule.html
  reject("PutBucketOwnershipControls", "MalformedXML", (request) => {
    const root = bodyOf(request);
    const ownership = findAll(root, "ObjectOwnership")[0]?.text;
    return ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"].includes(ownership ?? "")
      ? undefined
      : malformed;
  }),
  // A tag that is invalid, reserved or duplicate: https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html
  reject("PutBucketTagging", "InvalidTag", (request) => {
    const keys = tagsOf(request).map((one) => textAt(one, "Key") ?? "");
    const invalid = tagsOf(request).find((one) => {
      const [key, value] = [textAt(one, "Key") ?? "", textAt(one, "Value") ?? ""];
      return key === "" || key.length > 128 || value.length > 256 || /^aws:/i.test(key) || !common.test(key + value);
    });
    if (invalid !== undefined) return "The tag provided was not a valid tag.";
    return new Set(keys).size < keys.length ? "Cannot provide multiple Tags with the same key" : undefined;
  }),
  // More than 50 tags: https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html
  reject("PutBucketTagging", "BadRequest", (request) =>
    tagsOf(request).length > 50 ? "Bucket tag count cannot be greater than 50" : undefined,
  ),
];

const malformed = "The XML you provided was not well-formed or did not validate against our published schema";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|^\d+\.\d+\.\d+\.\d+$|^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(
      name,
    )
  );
}

/** The name of the bucket in a call. */
export function bucketOf({ call }: Request): string {
  const path = new URL(call.url, "http://s3").pathname;
  const [bucket = ""] = path.split("/").filter((part) => part !== "");
  // Virtual-hosted style: the host name contains the bucket name.
  return bucket === "" ? (/^(.+)\.s3[.-]/.exec(String(call.headers.host))?.[1] ?? "") : decodeURIComponent(bucket);
}

function bodyOf({ call }: Request): XmlElement | undefined {
  return parseXml(call.body.toString("utf8"));
}

function tagsOf(request: Request): XmlElement[] {
  const root = bodyOf(request);
  return findAll(root, "Tag");
}

function lifecycleShape(request: Request): string | undefined {
  const root = bodyOf(request);
  const rules = findAll(root, "Rule");
  if (rules.length === 0 || rules.length > 1000) return malformed;
  const isValid = (rule: XmlElement) =>
    ["Enabled", "Disabled"].includes(textAt(rule, "Status") ?? "") &&
    !(find(rule, "Expiration/Days") !== undefined && find(rule, "Expiration/Date") !== undefined);
  return rules.every(isValid) ? undefined : malformed;
}

function lifecycleValues(request: Request): string | undefined {
  const root = bodyOf(request);
  if (root === undefined) return undefined;
  for (const name of ["Days", "NoncurrentDays", "DaysAfterInitiation"]) {
    const invalid = findAll(root, name).find(({ text }) => !/^[1-9]\d*$/.test(text));
    // A transition to another storage class may take place after 0 days.
    if (invalid !== undefined && !findAll(root, "Transition").some(({ children }) => children.includes(invalid))) {
      return `'${name}' for Expiration action must be a positive integer`;
    }
  }
  const ids = findAll(root, "ID").map(({ text }) => text);
  if (ids.some((id) => id.length > 255)) return "ID length should not exceed allowed limit of 255";
  return new Set(ids).size < ids.length ? "Rule ID must be unique. Found same ID for more than one rule" : undefined;
}
