import type { EC2Client } from "@aws-sdk/client-ec2";
import * as pulumi from "@pulumi/pulumi";

import type { AwsClients } from "../lib/aws";
import { describeInstanceTypes, type UsedInstanceType } from "./instance-types";
import { allPages } from "./pages";
import type { PreflightCheck } from "./preflight";

/**
 * Checks that an account on the Free plan may launch the instance types: it launches those alone that EC2 calls
 * eligible for the free tier, which leaves `t4g.nano` out.
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/free-tier-plans.html
 */
export function accountPlanAllows(
  used: readonly UsedInstanceType[],
  clients: Pick<AwsClients, "ec2" | "accountPlan">,
): PreflightCheck {
  return {
    what: "look up the account's plan",
    run: async () => {
      if ((await planOf(clients)) !== "FREE") return [];
      const ec2 = await clients.ec2();
      const types = await describeInstanceTypes([...new Set(used.map(({ type }) => type))], ec2);
      const refused = used.filter(({ type }) => types.get(type)?.FreeTierEligible === false);
      if (refused.length === 0) return [];
      const settings = refused.map(({ setting, type }) => `${setting}: ${type}`);
      return [
        `the account is on the Free plan, which does not launch these types: ${settings.join(", ")}. Upgrade to the Paid ` +
          "plan (https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/free-tier-plans.html), or use one of: " +
          (await eligible(ec2)).join(", "),
      ];
    },
  };
}

/** Where it cannot be told, the deployment goes on: AWS refuses the launch itself. */
async function planOf(clients: Pick<AwsClients, "accountPlan">): Promise<string | undefined> {
  try {
    return await clients.accountPlan();
  } catch (error) {
    const { name, message } = error as Error;
    if (name.startsWith("AccessDenied")) throw error;
    // Accounts from before the plans have none; a network may not lead to the one region that knows.
    await pulumi.log.debug(`the account's plan is unknown: ${message}`);
    return undefined;
  }
}

async function eligible(ec2: EC2Client): Promise<string[]> {
  const { DescribeInstanceTypesCommand } = await import("@aws-sdk/client-ec2");
  const Filters = [{ Name: "free-tier-eligible", Values: ["true"] }];
  const found = await allPages(async (NextToken) => {
    const page = await ec2.send(new DescribeInstanceTypesCommand({ Filters, NextToken }));
    return { items: page.InstanceTypes, NextToken: page.NextToken };
  });
  return found.map(({ InstanceType = "" }): string => InstanceType).sort();
}
