import { type AwsClients } from "../lib/aws";
import { queryAws } from "./preflight-check";
import type { StageName } from "../lib/naming";
import { UserError } from "../lib/user-error";

/** The stage whose VPC is about to be created. */
export interface NewVpc {
  readonly stageName: StageName;
  /** The VPC of the last `up` of this stack: it is about to be replaced. */
  readonly lastVpcId?: string | undefined;
}

/**
 * Refuses to create a second VPC of a stage beside one that another state made. Without this, resources are created
 * beside a running stage until the first name that is taken.
 *
 * @throws UserError when a VPC with the tags of the stage exists that is not this stack's own
 */
export async function refuseSecondVpc(
  { stageName, lastVpcId }: NewVpc,
  clients: Pick<AwsClients, "ec2">,
): Promise<void> {
  await queryAws("look for a VPC of this stage", async () => {
    const { DescribeVpcsCommand } = await import("@aws-sdk/client-ec2");
    const tags = { Service: stageName.service, Stage: stageName.stage, ManagedBy: "pulumi" };
    const { Vpcs = [] } = await (
      await clients.ec2()
    ).send(
      new DescribeVpcsCommand({
        Filters: Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] })),
      }),
    );
    const others = Vpcs.map(({ VpcId = "" }) => VpcId).filter((id) => id !== lastVpcId);
    if (others.length === 0) return;
    const [first = ""] = others;
    throw new UserError(
      `VPC ${others.join(" and ")} has the tags of this stage (Service=${stageName.service}, Stage=${stageName.stage}), but this ` +
        "stack's state does not have it: nothing was changed, since everything would be created a second time. Do one of these:\n" +
        "  If the stage is deployed from another state, use that one: pulumi login URL, then pulumi stack select " +
        `${stageName.stage}. If you have an export of it: pulumi stack import --file FILE\n` +
        "  If this is to be another environment, give it another stack name or another serviceName\n" +
        "  If a pulumi up of this stack was interrupted while it created the VPC (pulumi stack export then shows it under " +
        `pending_operations), delete it and forget the operation: aws ec2 delete-vpc --vpc-id ${first} && ` +
        "pulumi refresh --clear-pending-creates",
    );
  });
}
