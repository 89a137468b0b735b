import * as s3 from "@aws-sdk/client-s3";

import { row, type Context, type Row } from "./context";

const UNKNOWN = "no-such-bucket-1";
const Expiration = { Days: 1 };
const blocked = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const encrypted = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } }] };
const owner = { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" as const }] };
const account = { AWS: "123456789012" };

/** More of S3. */
export const buckets: readonly Row[] = [
  row("S3: public policy", "AccessDenied", (context) => policy(context, { Principal: "*" })),
  row("S3: public policy of a bucket that allows them", "accepted", async (context) => {
    const Bucket = await create(context);
    const PublicAccessBlockConfiguration = { ...blocked, BlockPublicPolicy: false, RestrictPublicBuckets: false };
    await context.aws.s3.send(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    await policy(context, { Principal: "*" }, Bucket);
  }),
  row("S3: policy that denies plain HTTP to everyone", "accepted", (context) =>
    policy(context, {
      ...{ Effect: "Deny", Principal: "*", Action: "s3:*" },
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  ),
  row("S3: policy with an unknown action", "MalformedPolicy", (context) => policy(context, { Action: "s3:Fetch" })),
  row("S3: policy with an action of another service", "MalformedPolicy", (context) =>
    policy(context, { Action: "ec2:RunInstances" }),
  ),
  row("S3: policy with an invalid principal", "MalformedPolicy", (context) =>
    policy(context, { Principal: { AWS: "nobody" } }),
  ),
  row("S3: policy for objects with the ARN of their bucket", "MalformedPolicy", async (context) => {
    const Bucket = await create(context);
    await policy(context, { Resource: `arn:aws:s3:::${Bucket}` }, Bucket);
  }),
  row("S3: policy that is not JSON", "MalformedPolicy", async (context) =>
    context.aws.s3.send(new s3.PutBucketPolicyCommand({ Bucket: await create(context), Policy: "{" })),
  ),
  row("S3: access control list of a new bucket", "InvalidBucketAclWithObjectOwnership", (context) =>
    create(context, { ACL: "public-read" }),
  ),
  row("S3: access control list of a bucket", "AccessControlListNotSupported", async (context) =>
    context.aws.s3.send(new s3.PutBucketAclCommand({ Bucket: await create(context), ACL: "public-read" })),
  ),
  row("S3: access control list of an object", "AccessControlListNotSupported", (context) =>
    put(context, { ACL: "public-read" }),
  ),
  row("S3: object of the bucket's owner", "accepted", async (context) => {
    await put(context, { ACL: "bucket-owner-full-control" });
  }),
  row("S3: key of 1025 bytes", "KeyTooLongError", (context) => put(context, { Key: "x".repeat(1025) })),
  row("S3: metadata of 2049 bytes", "MetadataTooLarge", (context) =>
    put(context, { Metadata: { a: "x".repeat(2048) } }),
  ),
  row("S3: 11 tags of an object", ["BadRequest", "InvalidTag"], (context) =>
    put(context, { Tagging: Array.from({ length: 11 }, (_, number) => `k${number}=v`).join("&") }),
  ),
  row("S3: tag with a semicolon", "InvalidTag", async (context) => {
    const Tagging = { TagSet: [{ Key: "a", Value: "b;c" }] };
    await context.aws.s3.send(new s3.PutBucketTaggingCommand({ Bucket: await create(context), Tagging }));
  }),

  row("S3: lifecycle rule without a filter", "MalformedXML", (context) =>
    rule(context, { Filter: undefined, Expiration }),
  ),
  row("S3: lifecycle rule of an unknown status", "MalformedXML", (context) =>
    rule(context, { Status: "On" as s3.ExpirationStatus, Expiration }),
  ),
  row("S3: lifecycle rule by days and by date", "MalformedXML", (context) =>
    rule(context, { Expiration: { Days: 1, Date: new Date("2030-01-01T00:00:00Z") } }),
  ),
  row("S3: lifecycle rule of incomplete uploads with a tag", "InvalidRequest", (context) =>
    rule(context, {
      Filter: { Tag: { Key: "a", Value: "b" } },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    }),
  ),
  row("S3: invalid versioning status", "MalformedXML", async (context) => {
    const VersioningConfiguration = { Status: "On" as s3.BucketVersioningStatus };
    const Bucket = await create(context);
    await context.aws.s3.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }),

  row("S3: policy of an unknown bucket", "NoSuchBucket", (context) => policy(context, { Principal: "*" }, UNKNOWN)),
  row("S3: public access block of an unknown bucket", "NoSuchBucket", ({ aws }) =>
    aws.s3.send(new s3.PutPublicAccessBlockCommand({ Bucket: UNKNOWN, PublicAccessBlockConfiguration: blocked })),
  ),
  row("S3: encryption of an unknown bucket", "NoSuchBucket", ({ aws }) =>
    aws.s3.send(new s3.PutBucketEncryptionCommand({ Bucket: UNKNOWN, ServerSideEncryptionConfiguration: encrypted })),
  ),
  row("S3: ownership of an unknown bucket", "NoSuchBucket", ({ aws }) =>
    aws.s3.send(new s3.PutBucketOwnershipControlsCommand({ Bucket: UNKNOWN, OwnershipControls: owner })),
  ),
  row("S3: lifecycle of an unknown bucket", "NoSuchBucket", (context) => rule(context, { Expiration }, UNKNOWN)),
  row("S3: policy of a bucket without one", "NoSuchBucketPolicy", async (context) =>
    context.aws.s3.send(new s3.GetBucketPolicyCommand({ Bucket: await create(context) })),
  ),
  row("S3: lifecycle of a bucket without one", "NoSuchLifecycleConfiguration", async (context) =>
    context.aws.s3.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket: await create(context) })),
  ),
  row("S3: tags of a bucket without any", "NoSuchTagSet", async (context) =>
    context.aws.s3.send(new s3.GetBucketTaggingCommand({ Bucket: await create(context) })),
  ),
];

async function create({ aws, name }: Context, more: Partial<s3.CreateBucketCommandInput> = {}): Promise<string> {
  const Bucket = `bucket-${name()}`;
  const CreateBucketConfiguration = { LocationConstraint: "ap-northeast-1" } as const;
  await aws.s3.send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration, ...more }));
  return Bucket;
}

/** Sets a policy that is valid except for the given fields. */
async function policy(context: Context, more: object, bucket?: string): Promise<void> {
  const Bucket = bucket ?? (await create(context));
  const fine = { Effect: "Allow", Principal: account, Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ ...fine, ...more }] });
  await context.aws.s3.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
}

async function put(context: Context, more: Partial<s3.PutObjectCommandInput>): Promise<unknown> {
  const object = { Bucket: await create(context), Key: "site.tar", Body: "v", ...more };
  return context.aws.s3.send(new s3.PutObjectCommand(object));
}

async function rule(context: Context, more: Partial<s3.LifecycleRule>, bucket?: string): Promise<unknown> {
  const Bucket = bucket ?? (await create(context));
  const Rules = [{ ID: "r", Status: "Enabled" as const, Filter: { Prefix: "" }, ...more }];
  const LifecycleConfiguration = { Rules };
  return context.aws.s3.send(new s3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
}
