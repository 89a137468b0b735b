import { SiteFiles } from "../../../../compute/web/site-files";
import { deploy, tag, type Deployment } from "../../../support";
import { contextOf } from "../../../support/context";
import { needs } from "../../../support/names";

const ARCHIVE = { sha256: "a1", version: "v1", fileCount: 2, bytes: 30, hidden: [], hasScript: false, file: "a.tar" };

describe("The site's files in S3", () => {
  let files: Deployment<SiteFiles>;

  before(async () => {
    files = await deploy(
      () =>
        new SiteFiles("web-files", { context: contextOf("stg", { permissionsBoundary: "arn:b" }), archive: ARCHIVE }),
    );
  });

  it("are one object in a bucket whose name begins with the service and the stage", () => {
    expect(files.only("aws.s3.Bucket").inputs.bucketPrefix).to.equal("servicename-stg-files-");
    expect(tag(files.only("aws.s3.Bucket"), "Name")).to.equal("files-servicename-stg");
    const { key, metadata, source } = files.only("aws.s3.BucketObjectv2").inputs;
    expect(key).to.equal("site.tar");
    expect(metadata).to.deep.equal({ files: "2", bytes: "30", version: "v1" });
    // A file, whose content is not in the state.
    expect(source).to.include({ path: "a.tar" });
  });

  it("are encrypted, never public, and sent over TLS only, before the object is uploaded", () => {
    const object = files.only("aws.s3.BucketObjectv2");
    expect(needs(files, object)).to.include.members([
      "BucketOwnershipControls web-files",
      "BucketPolicy web-files",
      "BucketPublicAccessBlock web-files",
      "BucketServerSideEncryptionConfiguration web-files",
    ]);
    const arn = files.only("aws.s3.Bucket").outputs.arn as string;
    expect(JSON.parse(files.only("aws.s3.BucketPolicy").inputs.policy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          ...{ Sid: "OnlyOverTls", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`] },
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("are read with a role that can get this one object and nothing else", () => {
    const { policy } = files.only("aws.iam.RolePolicy").inputs;
    const arn = files.only("aws.s3.Bucket").outputs.arn as string;
    expect(JSON.parse(policy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `${arn}/site.tar` }],
    });
    const role = files.only("aws.iam.Role");
    expect(role.inputs).to.include({ namePrefix: "servicename-stg-files-", permissionsBoundary: "arn:b" });
    expect(needs(files, files.only("aws.iam.InstanceProfile"))).to.include("RolePolicy web-files");
  });
});
