import { ebsDefaultKey } from "../../../preflight/ebs-default-key";
import { fakeClients, issuesOf } from "./support";

async function check(KmsKeyId: string) {
  const { clients } = fakeClients({ GetEbsDefaultKmsKeyId: [{ KmsKeyId }] });
  return issuesOf(ebsDefaultKey({ region: "eu-west-1", partition: "aws", accountId: "123456789012" }, clients));
}

describe("The default key of EBS volumes", () => {
  it("causes no warning if it is the AWS managed key", async () => {
    expect(await check("alias/aws/ebs")).to.deep.equal({ issues: [], said: [] });
    expect(await check("arn:aws:kms:eu-west-1:123456789012:alias/aws/ebs")).to.deep.equal({ issues: [], said: [] });
  });

  it("causes a warning if auto scaling may need a grant to use it, with the command", async () => {
    const key = "arn:aws:kms:eu-west-1:123456789012:key/1234";
    const { issues, said } = await check(key);
    expect(issues).to.deep.equal([]);
    expect(said).to.have.length(1);
    expect(said[0])
      .to.match(/^warning: /)
      .and.to.contain(
        `aws kms create-grant --region eu-west-1 --key-id ${key} --grantee-principal arn:aws:iam::123456789012:role/` +
          "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling --operations Encrypt Decrypt " +
          "ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey CreateGrant",
      );
  });
});
