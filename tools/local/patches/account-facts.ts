import { isCall, type ApiResponse, type Patch } from "../api";
import { ec2Response } from "../api-response";
import { element } from "../xml";

/** vCPUs of running On-Demand Standard instances: the quota of an established account, not the 5 of a new one. */
export const STANDARD_VCPU_QUOTA = 64;

/** Facts about the account that deployments query before they begin, and the emulator does not know. */
export function accountFacts(): Patch {
  return {
    description: "the account has a plan, a vCPU quota and the default AWS key for EBS volumes",
    applies: (call) =>
      isCall(call, "ec2", "GetEbsDefaultKmsKeyId") ||
      isCall(call, "freetier", "GetAccountPlanState") ||
      (isCall(call, "servicequotas", "GetServiceQuota") && call.params.QuotaCode === "L-1216C47A"),
    handle: (call) => {
      if (call.service === "ec2")
        return Promise.resolve(ec2Response(call.action, [element("kmsKeyId", "alias/aws/ebs")]));
      if (call.service === "freetier") return Promise.resolve(json({ accountPlanType: "PAID" }));
      const Quota = { ServiceCode: "ec2", QuotaCode: call.params.QuotaCode, Value: STANDARD_VCPU_QUOTA, Unit: "None" };
      return Promise.resolve(json({ Quota }));
    },
  };
}

function json(body: object): ApiResponse {
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: Buffer.from(JSON.stringify(body)),
  };
}
