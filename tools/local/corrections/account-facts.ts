import { isCall, type Correction } from "../api";
import { xmlAnswer } from "../api-answer";
import { element, printXml } from "../xml";

/**
 * vCPUs of running On-Demand Standard instances that the emulated account may have: an account that has been in use,
 * not a new one with its 5.
 */
export const STANDARD_VCPU_QUOTA = 64;

/** What the emulator does not know of an account, and deployments ask before they begin. */
export function accountFacts(): Correction {
  return {
    what: "the account has a vCPU quota and the default key of AWS for EBS volumes",
    applies: (call) =>
      isCall(call, "ec2", "GetEbsDefaultKmsKeyId") ||
      (isCall(call, "servicequotas", "GetServiceQuota") && call.params.QuotaCode === "L-1216C47A"),
    handle: (call) => {
      if (call.service === "ec2") {
        const answer = element("GetEbsDefaultKmsKeyIdResponse", [element("kmsKeyId", "alias/aws/ebs")]);
        return Promise.resolve(xmlAnswer(200, printXml(answer)));
      }
      const Quota = { ServiceCode: "ec2", QuotaCode: call.params.QuotaCode, Value: STANDARD_VCPU_QUOTA, Unit: "None" };
      const headers = { "content-type": "application/x-amz-json-1.1" };
      return Promise.resolve({ status: 200, headers, body: Buffer.from(JSON.stringify({ Quota })) });
    },
  };
}
