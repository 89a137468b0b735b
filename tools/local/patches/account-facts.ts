import { isCall, type ApiResponse, type Patch } from "../api";
import { xmlResponse } from "../api-response";
import { element, printXml } from "../xml";

/**
 * vCPUs of running On-Demand Standard instances that the emulated account may have: an account that has been in use,
 * not a new one with its 5.
 */
export const STANDARD_VCPU_QUOTA = 64;

/** What the emulator does not know of an account, and deployments ask before they begin. */
export function accountFacts(): Patch {
  return {
    what: "the account has a plan, a vCPU quota and the default key of AWS for EBS volumes",
    applies: (call) =>
      isCall(call, "ec2", "GetEbsDefaultKmsKeyId") ||
      isCall(call, "freetier", "GetAccountPlanState") ||
      (isCall(call, "servicequotas", "GetServiceQuota") && call.params.QuotaCode === "L-1216C47A"),
    handle: (call) => {
      if (call.service === "ec2") {
        const answer = element("GetEbsDefaultKmsKeyIdResponse", [element("kmsKeyId", "alias/aws/ebs")]);
        return Promise.resolve(xmlResponse(200, printXml(answer)));
      }
      if (call.service === "freetier") return Promise.resolve(json({ accountPlanType: "PAID" }));
      const Quota = { ServiceCode: "ec2", QuotaCode: call.params.QuotaCode, Value: STANDARD_VCPU_QUOTA, Unit: "None" };
      return Promise.resolve(json({ Quota }));
    },
  };
}

function json(answer: object): ApiResponse {
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: Buffer.from(JSON.stringify(answer)),
  };
}
