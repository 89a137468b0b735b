import { AccessLogs } from "../../../loadbalancer";
import { deploy, resolve, tag, type Deployment } from "../../support";
import { contextOf } from "../../support/context";
import { needs } from "../../support/names";

function accessLogs(region = "ap-northeast-1"): Promise<Deployment<AccessLogs>> {
  return deploy(() => new AccessLogs("access-logs", { context: contextOf("prod", { region }) }));
}

describe("Access logs", () => {
  let logs: Deployment<AccessLogs>;

  before(async () => {
    logs = await accessLogs();
  });

  it("are in a named bucket, which all access settings refer to", () => {
    expect(tag(logs.only("aws.s3.Bucket"), "Name")).to.equal("accesslogs-servicename-prod");
    const bucket = logs.only("aws.s3.Bucket").id;
    for (const part of logs.resources.filter(({ inputs }) => "bucket" in inputs)) {
      expect(part.inputs.bucket, part.type).to.equal(bucket);
    }
  });

  it("cannot be made public", () => {
    const { bucket, ...block } = logs.only("aws.s3.BucketPublicAccessBlock").inputs;
    expect(bucket).to.be.a("string");
    expect(block).to.deep.equal({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(logs.only("aws.s3.BucketOwnershipControls").inputs.rule).to.deep.equal({
      objectOwnership: "BucketOwnerEnforced",
    });
  });

  it("are encrypted with S3's own keys, the only ones that Elastic Load Balancing supports", () => {
    expect(logs.only("aws.s3.BucketServerSideEncryptionConfiguration").inputs.rules).to.deep.equal([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
  });

  it("expire after 90 days, and incomplete uploads after 7", () => {
    expect(logs.only("aws.s3.BucketLifecycleConfiguration").inputs.rules).to.deep.equal([
      {
        id: "expire",
        status: "Enabled",
        filter: { prefix: "AWSLogs/" },
        expiration: { days: 90 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ]);
  });

  it("are written by the region's Elastic Load Balancing account under this account's prefix, over TLS only", () => {
    const arn = logs.only("aws.s3.Bucket").outputs.arn as string;
    expect(JSON.parse(logs.only("aws.s3.BucketPolicy").inputs.policy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "LoadBalancerWrites",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::582318560864:root" },
          Action: "s3:PutObject",
          Resource: `${arn}/AWSLogs/123456789012/*`,
        },
        {
          Sid: "OnlyOverTls",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("are written by a service principal in regions without such an account", async () => {
    const writers = async (region: string) => {
      const policy = (await accessLogs(region)).only("aws.s3.BucketPolicy").inputs.policy as string;
      return (JSON.parse(policy) as { Statement: { Principal: unknown }[] }).Statement[0]?.Principal;
    };
    const service = { Service: "logdelivery.elasticloadbalancing.amazonaws.com" };
    for (const region of ["eu-central-2", "ap-south-2", "il-central-1"]) {
      expect(await writers(region), region).to.deep.equal(service);
    }
    for (const region of ["eu-central-1", "ap-southeast-3", "us-gov-west-1"]) {
      expect(await writers(region), region).to.have.property("AWS");
    }
  });

  it("get the bucket policy after the public access block, since S3 rejects concurrent changes", () => {
    expect(needs(logs, logs.only("aws.s3.BucketPolicy"))).to.include("BucketPublicAccessBlock access-logs");
  });

  it("give the bucket's name", async () => {
    expect(await resolve(logs.made.bucket)).to.equal(logs.only("aws.s3.Bucket").outputs.bucket);
  });
});
