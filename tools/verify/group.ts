import { UserError } from "../../lib/user-error";
import { takesRequests } from "../../compute/web/draining";
import { nameOf, type StageName } from "../../lib/naming";
import type { Clients } from "../stage/deployed";

/** A web server as its group and the load balancer see it. */
export interface Server {
  readonly id: string;
  /** `InService`, `Pending`, `Terminating`, … */
  readonly lifecycle: string;
  /** `Healthy` or `Unhealthy`. */
  readonly health: string;
  /** The version of its launch template, if its group has another version or template. */
  readonly outdated?: string;
  /** `InService` or `OutOfService` for the load balancer; `unknown` when it is not registered. */
  readonly balancer: string;
  readonly reason: string;
}

export interface Group {
  readonly name: string;
  readonly servers: readonly Server[];
  /** Servers outside the group that the load balancer sends visitors to. */
  readonly foreign: readonly string[];
}

export function groupName(stageName: StageName): string {
  return nameOf(stageName, { prefix: "asg" });
}

/** Reads the group, and the state of each server at the load balancer. */
export async function readGroup(stageName: StageName, balancer: string, clients: Clients): Promise<Group> {
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
    throw new UserError(`There is no Auto Scaling group ${name}; is it deployed? pulumi up --stack ${stageName.stage}`);
  }
  const wanted = [group.LaunchTemplate?.Version, group.LaunchTemplate?.LaunchTemplateId].join();
  const states = new Map(InstanceStates.map((state) => [state.InstanceId, state]));
  const servers = (group.Instances ?? []).map(
    ({ InstanceId: id = "", LifecycleState, HealthStatus, LaunchTemplate }) => {
      const { State, Description } = states.get(id) ?? {};
      const { Version: version, LaunchTemplateId } = LaunchTemplate ?? {};
      const isCurrent = [version, LaunchTemplateId].join() === wanted;
      return {
        id,
        lifecycle: LifecycleState ?? "unknown",
        health: HealthStatus ?? "unknown",
        ...(version === undefined || isCurrent ? {} : { outdated: version }),
        balancer: State ?? "unknown",
        reason: Description ?? "",
      };
    },
  );
  const foreign = InstanceStates.filter(takesRequests).flatMap(({ InstanceId: id = "" }) =>
    servers.some((server) => server.id === id) ? [] : [id],
  );
  return { name, servers, foreign };
}

/** Whether a server is in service for its group and for the load balancer. */
export function serves({ lifecycle, health, outdated, balancer, reason }: Server): boolean {
  const counted = lifecycle === "InService" && health === "Healthy" && outdated === undefined;
  return counted && takesRequests({ State: balancer, Description: reason });
}

/** Whether its group is terminating a server, for example after a scale-in. */
export function isLeaving({ lifecycle }: Server): boolean {
  return lifecycle.startsWith("Terminating") || lifecycle === "Terminated";
}

export function serverIssue(server: Server): string | undefined {
  const { id, lifecycle, health, outdated, balancer, reason } = server;
  if (serves(server)) return undefined;
  if (lifecycle !== "InService" || health !== "Healthy") return `${id} is ${lifecycle} and ${health} in its group`;
  if (outdated !== undefined) return `${id} runs version ${outdated} of the launch template, which is not its group's`;
  const why = reason === "" || reason === "N/A" ? "" : ` (${reason.replace(/\.$/, "")})`;
  return `${id} is ${balancer === "unknown" ? "not registered with" : `${balancer} at`} the load balancer${why}`;
}
