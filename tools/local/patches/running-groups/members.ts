import { items, textAt, type XmlElement } from "../../xml";

/** What the patches need to know of instances that really run. */
export interface StartedInstances {
  /** Whether an instance has started. */
  ran(id: string): boolean;
  /** What `DescribeInstanceHealth` answers for a load balancer, by instance. Instances that are not registered are missing. */
  elbHealth(loadBalancer: string): ReadonlyMap<string, { readonly state: string; readonly description: string }>;
  /** Milliseconds that a second of a grace period, a warm-up or a bake time takes. @default 1000 */
  readonly msPerSecond?: number;
}

/** An Auto Scaling group, as the API describes it. */
export interface Group {
  readonly name: string;
  readonly desired: number;
  readonly usesElbHealth: boolean;
  /** Seconds. */
  readonly gracePeriod: number;
  readonly loadBalancers: readonly string[];
  readonly suspended: readonly string[];
  readonly members: readonly Member[];
}

export interface Member {
  readonly id: string;
  readonly lifecycleState: string;
  readonly healthStatus: string;
}

/** What a health check knows of a group's member. */
export interface MemberFacts {
  /** EC2's state of the instance; undefined: there is no such instance any more. */
  readonly instanceState: string | undefined;
  /** `Unhealthy` by `SetInstanceHealth`. */
  readonly isMarked: boolean;
  /** Milliseconds since it has been in service; undefined: it has not been yet. */
  readonly inServiceFor: number | undefined;
  /** What each of the group's load balancers says of it. */
  readonly elbStates: readonly { readonly state: string; readonly description: string }[];
}

const RUNS = ["pending", "running"];

/**
 * Why a member is unhealthy, in AWS's words for the cause of a scaling activity; undefined: it is healthy.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-healthchecks.html
 * @param graceMs milliseconds for which the load balancers' health checks do not count
 */
export function unhealthyBecause(
  facts: MemberFacts,
  { usesElbHealth }: Pick<Group, "usesElbHealth">,
  graceMs: number,
): string | undefined {
  if (!RUNS.includes(facts.instanceState ?? "")) {
    return "in response to an EC2 health check indicating it has been terminated or stopped";
  }
  if (facts.isMarked) return "in response to a user health-check";
  const isFailing = facts.elbStates.some(({ state }) => state === "OutOfService");
  // The grace period begins when the instance enters service:
  // https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-check-grace-period.html
  const counts = usesElbHealth && facts.inServiceFor !== undefined && facts.inServiceFor >= graceMs;
  return counts && isFailing ? "in response to an ELB system health check failure" : undefined;
}

/** Reads an element of `AutoScalingGroups`. */
export function readGroup(group: XmlElement): Group {
  const members = items(group, "Instances").map((member) => ({
    id: textAt(member, "InstanceId") ?? "",
    lifecycleState: textAt(member, "LifecycleState") ?? "",
    healthStatus: textAt(member, "HealthStatus") ?? "",
  }));
  return {
    name: textAt(group, "AutoScalingGroupName") ?? "",
    desired: Number(textAt(group, "DesiredCapacity") ?? members.length),
    usesElbHealth: textAt(group, "HealthCheckType") === "ELB",
    gracePeriod: Number(textAt(group, "HealthCheckGracePeriod") ?? 0),
    loadBalancers: items(group, "LoadBalancerNames").map(({ text }) => text),
    suspended: items(group, "SuspendedProcesses").map((process) => textAt(process, "ProcessName") ?? ""),
    members,
  };
}

/** Whether a member is being launched, or serves. */
export function isActive({ lifecycleState }: Pick<Member, "lifecycleState">): boolean {
  return lifecycleState === "InService" || lifecycleState === "Pending";
}
