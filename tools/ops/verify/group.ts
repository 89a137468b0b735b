import { nameOf, type Owner } from "../../../naming";
import { ToolError } from "../../tool-error";
import type { Clients } from "./scene";

/** A web server as its group and the load balancer see it. */
export interface Server {
  readonly id: string;
  /** `InService`, `Pending`, `Terminating`, … */
  readonly lifecycle: string;
  /** `Healthy` or `Unhealthy`. */
  readonly health: string;
  /** `InService` or `OutOfService` for the load balancer; `unknown` where it does not know the server. */
  readonly balancer: string;
  /** Why it is out of service. */
  readonly reason: string;
}

/** The web servers at one moment. */
export interface Group {
  readonly name: string;
  readonly servers: readonly Server[];
  /** Servers that the load balancer sends visitors to, though they are not the group's. */
  readonly strangers: readonly string[];
}

/** The group's name. */
export function groupName(owner: Owner): string {
  return nameOf(owner, { prefix: "asg" });
}

/** Looks at the group and at what the load balancer says of each server. */
export async function lookAtGroup(owner: Owner, balancer: string, clients: Clients): Promise<Group> {
  const { DescribeAutoScalingGroupsCommand } = await import("@aws-sdk/client-auto-scaling");
  const { DescribeInstanceHealthCommand } = await import("@aws-sdk/client-elastic-load-balancing");
  const name = groupName(owner);
  const [autoScaling, elb] = await Promise.all([clients.autoScaling(), clients.elb()]);
  const [{ AutoScalingGroups = [] }, { InstanceStates = [] }] = await Promise.all([
    autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] })),
    elb.send(new DescribeInstanceHealthCommand({ LoadBalancerName: balancer })),
  ]);
  const [group] = AutoScalingGroups;
  if (group === undefined) {
    throw new ToolError(`There is no auto scaling group ${name}; is it deployed? pulumi up --stack ${owner.stage}`);
  }
  const states = new Map(InstanceStates.map((state) => [state.InstanceId, state]));
  const servers = (group.Instances ?? []).map(({ InstanceId: id = "", LifecycleState, HealthStatus }) => {
    const { State, Description } = states.get(id) ?? {};
    return {
      id,
      lifecycle: LifecycleState ?? "unknown",
      health: HealthStatus ?? "unknown",
      balancer: State ?? "unknown",
      reason: Description ?? "",
    };
  });
  const strangers = InstanceStates.flatMap(({ InstanceId: id = "", State }) =>
    State === "InService" && !servers.some((server) => server.id === id) ? [id] : [],
  );
  return { name, servers, strangers };
}

/** Whether a server serves: its group and the load balancer both say so. */
export function serves({ lifecycle, health, balancer }: Server): boolean {
  return lifecycle === "InService" && health === "Healthy" && balancer === "InService";
}

/** What is wrong with a server. */
export function serverFault(server: Server): string | undefined {
  const { id, lifecycle, health, balancer, reason } = server;
  if (serves(server)) return undefined;
  if (lifecycle !== "InService" || health !== "Healthy") return `${id} is ${lifecycle} and ${health} in its group`;
  const why = reason === "" || reason === "N/A" ? "" : ` (${reason.replace(/\.$/, "")})`;
  return `${id} is ${balancer === "unknown" ? "not known" : balancer} to the load balancer${why}`;
}
