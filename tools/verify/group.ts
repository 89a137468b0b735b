import { UserError } from "../../lib/user-error";
import { takesRequests } from "../../compute/web/draining";
import { nameOf, type StageName } from "../../lib/naming";
import type { Clients } from "./deployed";

/** A web server as its group and the load balancer see it. */
export interface Server {
  readonly id: string;
  /** `InService`, `Pending`, `Terminating`, … */
  readonly lifecycle: string;
  /** `Healthy` or `Unhealthy`. */
  readonly health: string;
  /** The version of the launch template that it runs, where that is not its group's. */
  readonly outdated?: string;
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
export function groupName(stageName: StageName): string {
  return nameOf(stageName, { prefix: "asg" });
}

/** Looks at the group and at what the load balancer says of each server. */
export async function lookAtGroup(stageName: StageName, balancer: string, clients: Clients): Promise<Group> {
  const { DescribeAutoScalingGroupsCommand } = await import("@aws-sdk/client-auto-scaling");
  const { DescribeInstanceHealthCommand } = await import("@aws-sdk/client-elastic-load-balancing");
  const name = groupName(stageName);
  const [autoScaling, elb] = await Promise.all([clients.autoScaling(), clients.elb()]);
  const [{ AutoScalingGroups = [] }, { InstanceStates = [] }] = await Promise.all([
    autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] })),
    elb.send(new DescribeInstanceHealthCommand({ LoadBalancerName: balancer })),
  ]);
  const [group] = AutoScalingGroups;
  if (group === undefined) {
    throw new UserError(`There is no auto scaling group ${name}; is it deployed? pulumi up --stack ${stageName.stage}`);
  }
  const states = new Map(InstanceStates.map((state) => [state.InstanceId, state]));
  const servers = (group.Instances ?? []).map(
    ({ InstanceId: id = "", LifecycleState, HealthStatus, LaunchTemplate }) => {
      const { State, Description } = states.get(id) ?? {};
      const version = LaunchTemplate?.Version;
      return {
        id,
        lifecycle: LifecycleState ?? "unknown",
        health: HealthStatus ?? "unknown",
        ...(version === undefined || version === group.LaunchTemplate?.Version ? {} : { outdated: version }),
        balancer: State ?? "unknown",
        reason: Description ?? "",
      };
    },
  );
  const strangers = InstanceStates.filter(takesRequests).flatMap(({ InstanceId: id = "" }) =>
    servers.some((server) => server.id === id) ? [] : [id],
  );
  return { name, servers, strangers };
}

/** Whether a server serves: its group and the load balancer both say so. */
export function serves({ lifecycle, health, outdated, balancer, reason }: Server): boolean {
  const counted = lifecycle === "InService" && health === "Healthy" && outdated === undefined;
  return counted && takesRequests({ State: balancer, Description: reason });
}

/** Whether its group is terminating a server, after a scale-in, say: it is none of those that are to serve. */
export function isLeaving({ lifecycle }: Server): boolean {
  return lifecycle.startsWith("Terminating") || lifecycle === "Terminated";
}

/** What is wrong with a server. */
export function serverIssue(server: Server): string | undefined {
  const { id, lifecycle, health, outdated, balancer, reason } = server;
  if (serves(server)) return undefined;
  if (lifecycle !== "InService" || health !== "Healthy") return `${id} is ${lifecycle} and ${health} in its group`;
  if (outdated !== undefined) return `${id} runs version ${outdated} of the launch template, which is not its group's`;
  const why = reason === "" || reason === "N/A" ? "" : ` (${reason.replace(/\.$/, "")})`;
  return `${id} is ${balancer === "unknown" ? "not known" : balancer} to the load balancer${why}`;
}
