import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { onlyOverTls, privateBucketSettings } from "../../lib/private-bucket";
import { createInstanceRole } from "../../lib/instance-role";
import { keepName, namePrefixOf, tagsOf } from "../../lib/naming";
import type { StageContext } from "../../lib/stage-context";
import { ARCHIVE_NAME, type SiteArchive } from "./site-archive";

export interface SiteFilesArgs {
  readonly context: StageContext;
  readonly archive: SiteArchive;
}

/** The archive of `web.files` in a private, encrypted bucket, and the role with which only the build instance reads it. */
export class SiteFiles extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly instanceProfileName: pulumi.Output<string>;
  readonly archive: aws.s3.BucketObjectv2;

  constructor(
    private readonly name: string,
    private readonly args: SiteFilesArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:compute:SiteFiles", name, {}, opts);
    const bucket = this.createBucket();
    this.bucketName = bucket.bucket;
    this.archive = this.upload(bucket);
    const { profile } = createInstanceRole(name, {
      ...{ context: args.context, what: "files", nameTagSuffix: "files", parent: this },
      description: "Lets the build instance read the archive of the site",
      statements: [
        { Effect: "Allow", Action: "s3:GetObject", Resource: pulumi.interpolate`${bucket.arn}/${ARCHIVE_NAME}` },
      ],
    });
    this.instanceProfileName = profile.name;
    this.registerOutputs({ bucketName: this.bucketName, instanceProfileName: this.instanceProfileName });
  }

  private createBucket(): aws.s3.Bucket {
    const { context } = this.args;
    return new aws.s3.Bucket(
      this.name,
      {
        bucketPrefix: namePrefixOf(context.stageName, "files"),
        // The project's folder is the original.
        forceDestroy: true,
        tags: tagsOf(context.stageName, { prefix: "files" }),
      },
      { parent: this, ...keepName("bucketPrefix") },
    );
  }

  private upload(bucket: aws.s3.Bucket): aws.s3.BucketObjectv2 {
    const { archive, context } = this.args;
    const settings = privateBucketSettings(this.name, bucket, this);
    new aws.s3.BucketLifecycleConfiguration(
      this.name,
      {
        bucket: bucket.id,
        rules: [
          {
            id: "abort-uploads",
            status: "Enabled",
            filter: { prefix: ARCHIVE_NAME },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      { parent: this },
    );
    const policy = new aws.s3.BucketPolicy(
      this.name,
      { bucket: bucket.id, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: [onlyOverTls(bucket)] }) },
      // S3 rejects concurrent changes of a bucket's access.
      { parent: this, dependsOn: [settings.accessBlock] },
    );
    return new aws.s3.BucketObjectv2(
      this.name,
      {
        bucket: bucket.id,
        key: ARCHIVE_NAME,
        source: new pulumi.asset.FileAsset(archive.file),
        contentType: "application/x-tar",
        metadata: { files: String(archive.fileCount), bytes: String(archive.bytes), version: archive.version },
        tags: tagsOf(context.stageName, { prefix: "files" }),
      },
      { parent: this, dependsOn: [...settings.all, policy] },
    );
  }
}
