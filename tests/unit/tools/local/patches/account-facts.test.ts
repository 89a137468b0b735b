import { expect } from "chai";

import { readCall } from "../../../../../tools/local/api-request";
import { accountFacts, STANDARD_VCPU_QUOTA } from "../../../../../tools/local/patches/account-facts";
import { textAt } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

/** A call of Service Quotas, as an SDK sends it. */
const quotaCall = (QuotaCode: string) =>
  readCall(
    "POST",
    "/",
    {
      authorization:
        "AWS4-HMAC-SHA256 Credential=local/20260101/ap-northeast-1/servicequotas/aws4_request, Signature=0",
      "x-amz-target": "ServiceQuotasV20190624.GetServiceQuota",
    },
    Buffer.from(JSON.stringify({ ServiceCode: "ec2", QuotaCode })),
  );

describe("The account of the emulator", () => {
  it("encrypts EBS volumes with the AWS managed key by default", async () => {
    const emulator = new FakeEmulator(accountFacts(), {});
    expect(textAt(await emulator.send("ec2", "GetEbsDefaultKmsKeyId"), "kmsKeyId")).to.equal("alias/aws/ebs");
  });

  it("is on the Paid plan", async () => {
    const { applies, handle } = accountFacts();
    const call = { ...quotaCall(""), service: "freetier", action: "GetAccountPlanState" };
    expect(applies(call)).to.equal(true);
    const { body } = await handle(call, undefined as never, undefined as never);
    expect(JSON.parse(body.toString())).to.deep.equal({ accountPlanType: "PAID" });
  });

  it("has a vCPU quota, and leaves other quotas to the emulator", async () => {
    const { applies, handle } = accountFacts();
    const call = quotaCall("L-1216C47A");
    expect(applies(call)).to.equal(true);
    const { body } = await handle(call, undefined as never, undefined as never);
    expect(JSON.parse(body.toString())).to.deep.include({
      Quota: { ServiceCode: "ec2", QuotaCode: "L-1216C47A", Value: STANDARD_VCPU_QUOTA, Unit: "None" },
    });
    expect(applies(quotaCall("L-0263D0A3"))).to.equal(false);
  });
});
