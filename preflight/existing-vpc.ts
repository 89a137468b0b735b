import { allPages, filtersOf, stageTags, type AwsClients } from "../lib/aws";
import type { StageName } from "../lib/naming";
import { UserError } from "../lib/user-error";
import { queryAws } from "./check";

export interface NewVpc {
  readonly stageName: StageName;
  /** The VPC of the last `up` of this stack, which is about to be replaced. */
  readonly lastVpcId: string | undefined;
}

/**
 * Rejects a second VPC for a stage whose VPC another state created. Otherwise the deployment would create resources next
 * to a running stage until it reaches a name that is taken.
 * @throws UserError when a VPC that is not this stack's own has the tags of the stage
 */
export async function rejectSecondVpc(
  { stageName, lastVpcId }: NewVpc,
  clients: Pick<AwsClients, "ec2">,
): Promise<void> {
  await queryAws("look for a VPC of this stage", async () => {
    const { DescribeVpcsCommand } = await import("@aws-sdk/client-ec2");
    const ec2 = await clients.ec2();
    const Filters = filtersOf({ ...stageTags(stageName), "tag:ManagedBy": "pulumi" });
    const pages = await allPages((token) => ec2.send(new DescribeVpcsCommand({ Filters, ...token })));
    const vpcs = pages.flatMap(({ Vpcs = [] }) => Vpcs);
    const others = vpcs.map(({ VpcId = "" }) => VpcId).filter((id) => id !== lastVpcId);
    if (others.length === 0) return;
    throw new UserError(
      `VPC ${others.join(" and ")} has the tags of this stage (Service=${stageName.service}, Stage=${stageName.stage}), but ` +
        "is not in this stack's state. Nothing was changed, because a deployment would create everything a second time. Do one of these:\n" +
        "  If the stage is deployed from another state, use that one: pulumi login URL, then pulumi stack select " +
        `${stageName.stage}. If you have an export of it: pulumi stack import --file FILE\n` +
        "  If you want a second environment, give it another stack name or another serviceName\n" +
        `  If a pulumi up of this stack failed or was interrupted: npm run recover -- ${stageName.stage}`,
    );
  });
}
