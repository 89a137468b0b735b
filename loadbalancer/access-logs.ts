import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { onlyOverTls, privateBucketSettings } from "../lib/private-bucket";
import { keepName, namePrefixOf, tagsOf } from "../lib/naming";
import type { StageContext } from "../lib/stage-context";

export interface AccessLogsArgs {
  /** A protected stage's bucket cannot be destroyed while it holds logs. */
  readonly context: StageContext;
}

const RETENTION_DAYS = 90;

/**
 * Regions from before August 2022, where an account of Elastic Load Balancing writes the logs. In all others a service
 * principal does:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const REGIONS_WITH_ACCOUNT: ReadonlySet<string> = new Set(
  [
    "af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2",
    "ap-southeast-3 ca-central-1 eu-central-1 eu-north-1 eu-south-1 eu-west-1 eu-west-2 eu-west-3 me-south-1 sa-east-1",
    "us-east-1 us-east-2 us-west-1 us-west-2 cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1",
  ].flatMap((names) => names.split(" ")),
);

/** A private, encrypted bucket to which the load balancer writes one line per request, for 90 days. */
export class AccessLogs extends pulumi.ComponentResource {
  readonly bucket: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: AccessLogsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:loadbalancer:AccessLogs", name, {}, opts);
    const bucket = new aws.s3.Bucket(
      name,
      {
        bucketPrefix: namePrefixOf(args.context.stageName, "logs"),
        forceDestroy: !args.context.protect,
        tags: tagsOf(args.context.stageName, { prefix: "accesslogs" }),
      },
      { parent: this, ...keepName("bucketPrefix") },
    );
    const accessBlock = this.secure(bucket);
    const policy = this.allowLoadBalancerToWrite(bucket, accessBlock);
    // AWS tries to write as soon as the load balancer has the bucket, so the policy comes first.
    this.bucket = pulumi.all([bucket.bucket, policy.id]).apply(([bucketName]) => bucketName);
    this.registerOutputs({ bucket: this.bucket });
  }

  private secure(bucket: aws.s3.Bucket): aws.s3.BucketPublicAccessBlock {
    new aws.s3.BucketLifecycleConfiguration(
      this.name,
      {
        bucket: bucket.id,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            // Elastic Load Balancing writes below it only.
            filter: { prefix: "AWSLogs/" },
            expiration: { days: RETENTION_DAYS },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      { parent: this },
    );
    return privateBucketSettings(this.name, bucket, this).accessBlock;
  }

  private allowLoadBalancerToWrite(bucket: aws.s3.Bucket, accessBlock: pulumi.Resource): aws.s3.BucketPolicy {
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this });
    return new aws.s3.BucketPolicy(
      this.name,
      {
        bucket: bucket.id,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "LoadBalancerWrites",
              Effect: "Allow",
              Principal: this.writer(),
              Action: "s3:PutObject",
              Resource: pulumi.interpolate`${bucket.arn}/AWSLogs/${accountId}/*`,
            },
            onlyOverTls(bucket),
          ],
        }),
      },
      // S3 rejects concurrent changes of a bucket's access.
      { parent: this, dependsOn: [accessBlock] },
    );
  }

  private writer(): Record<string, pulumi.Input<string>> {
    return REGIONS_WITH_ACCOUNT.has(this.args.context.region)
      ? { AWS: aws.elb.getServiceAccountOutput({}, { parent: this }).arn }
      : { Service: "logdelivery.elasticloadbalancing.amazonaws.com" };
  }
}
