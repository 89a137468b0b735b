import type { ListenerDescription } from "@aws-sdk/client-elastic-load-balancing";
import { UserError } from "../../lib/user-error";
import type { AwsClients } from "../../lib/aws";
import { nameOf } from "../../lib/naming";
import { findInstances, type StageInstance } from "./instances";
import type { OperatedStage } from "./stage";

export type Clients = Pick<AwsClients, "acm" | "autoScaling" | "ec2" | "elb" | "iam" | "route53">;

export interface Deployed {
  readonly loadBalancer: {
    readonly name: string;
    readonly dnsName: string;
    readonly listeners: readonly ListenerDescription[];
  };
  readonly instances: readonly StageInstance[];
}

/**
 * Finds a stage's load balancer by its name and its instances by their tags.
 * @throws UserError when there is no load balancer
 */
export async function findDeployed({ stageName }: OperatedStage, clients: Clients): Promise<Deployed> {
  const name = nameOf(stageName, { prefix: "elb" });
  const { AccessPointNotFoundException, DescribeLoadBalancersCommand } =
    await import("@aws-sdk/client-elastic-load-balancing");
  const elb = await clients.elb();
  const { LoadBalancerDescriptions = [] } = await elb
    .send(new DescribeLoadBalancersCommand({ LoadBalancerNames: [name] }))
    .catch((error: unknown) => {
      if (error instanceof AccessPointNotFoundException) return { LoadBalancerDescriptions: [] };
      throw error;
    });
  const [found] = LoadBalancerDescriptions;
  if (found === undefined) {
    throw new UserError(`There is no load balancer ${name}; is it deployed? pulumi up --stack ${stageName.stage}`);
  }
  const { DNSName: dnsName = "", ListenerDescriptions: listeners = [] } = found;
  return { loadBalancer: { name, dnsName, listeners }, instances: await findInstances(stageName, await clients.ec2()) };
}
