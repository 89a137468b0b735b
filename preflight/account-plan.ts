import type { EC2Client } from "@aws-sdk/client-ec2";
import * as pulumi from "@pulumi/pulumi";
import { filtersOf, type AwsClients } from "../lib/aws";
import { describeInstanceTypes, type UsedInstanceType } from "./instance-types";
import type { PreflightCheck } from "./check";

/**
 * Checks that an account on the Free plan may launch the instance types: it launches only those that EC2 calls
 * eligible for the free tier, and `t4g.nano` is not.
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/free-tier-plans.html
 */
export function accountPlanAllows(
  used: readonly UsedInstanceType[],
  clients: Pick<AwsClients, "ec2" | "accountPlan">,
): PreflightCheck {
  return {
    what: "read the account's plan",
    run: async () => {
      if ((await planOf(clients)) !== "FREE") return [];
      const ec2 = await clients.ec2();
      const types = await describeInstanceTypes([...new Set(used.map(({ type }) => type))], ec2);
      const ineligible = used.filter(({ type }) => types.get(type)?.FreeTierEligible === false);
      if (ineligible.length === 0) return [];
      const settings = ineligible.map(({ setting, type }) => `${setting}: ${type}`);
      return [
        `the account is on the Free plan, which does not allow these instance types: ${settings.join(", ")}. Upgrade to the Paid ` +
          "plan (https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/free-tier-plans.html), or use one of: " +
          (await eligible(ec2)).join(", "),
      ];
    },
  };
}

/** Where the plan is unknown, the deployment continues: AWS rejects the launch itself. */
async function planOf(clients: Pick<AwsClients, "accountPlan">): Promise<string | undefined> {
  try {
    return await clients.accountPlan();
  } catch (error) {
    const { name, message } = error as Error;
    if (name.startsWith("AccessDenied")) throw error;
    // Accounts from before the plans have none, and not every network reaches the one region that has the API.
    await pulumi.log.debug(`the account's plan is unknown: ${message}`);
    return undefined;
  }
}

async function eligible(ec2: EC2Client): Promise<string[]> {
  const { paginateDescribeInstanceTypes } = await import("@aws-sdk/client-ec2");
  const names: string[] = [];
  const Filters = filtersOf({ "free-tier-eligible": "true" });
  for await (const { InstanceTypes = [] } of paginateDescribeInstanceTypes({ client: ec2 }, { Filters })) {
    names.push(...InstanceTypes.map(({ InstanceType = "" }) => InstanceType));
  }
  return names.sort();
}
