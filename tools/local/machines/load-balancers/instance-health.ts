/** The health of an instance, as `DescribeInstanceHealth` reports it. */
export interface InstanceHealth {
  readonly state: "InService" | "OutOfService";
  /** `ELB`, `Instance` or `N/A`. */
  readonly reasonCode: string;
  readonly description: string;
}

/** What a node knows of an instance that is registered with it. */
export interface NodeView {
  /** Whether the node sends requests to it, as far as its health checks are concerned. */
  readonly isUp: boolean;
  /** Whether it has been so since its registration. */
  readonly wasUp: boolean;
  readonly lastCheckPassed: boolean;
  /** Seconds since its registration. */
  readonly registeredFor: number;
  /** It is deregistered, and requests are in flight. */
  readonly isDraining: boolean;
}

/** AWS's texts: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_InstanceState.html */
const TEXT = {
  registering: "Instance registration is still in progress.",
  failed: "Instance has failed at least the UnhealthyThreshold number of health checks consecutively.",
  recovering: "Instance has not passed the configured HealthyThreshold number of health checks consecutively.",
  otherZone: "Instance is in the EC2 Availability Zone for which LoadBalancer is not configured to route traffic to.",
  draining: "Instance deregistration currently in progress.",
};

const IN_SERVICE: InstanceHealth = { state: "InService", reasonCode: "N/A", description: "N/A" };
const outOfService = (reasonCode: string, description: string): InstanceHealth => ({
  ...{ state: "OutOfService", reasonCode, description },
});

/** The health of an instance in a zone in which the load balancer has no node. */
export const IN_OTHER_ZONE = outOfService("ELB", TEXT.otherZone);

/** The health of an instance that EC2 does not run; undefined: it does. */
export function notRunning(state: string): InstanceHealth | undefined {
  if (state === "running") return undefined;
  return outOfService("Instance", `Instance is in ${state === "pending" ? "pending" : "stopped"} state.`);
}

/**
 * One node's report of an instance.
 * @param secondsToFail how long the health checks take to find a new instance unhealthy
 */
export function reportOf(view: NodeView, secondsToFail: number): InstanceHealth {
  // "While in-flight requests are being served, the load balancer reports the state of a de-registering instance as
  // InService": https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html
  if (view.isDraining) return { ...IN_SERVICE, description: TEXT.draining };
  if (view.isUp) return IN_SERVICE;
  if (!view.wasUp && view.registeredFor < secondsToFail) return outOfService("ELB", TEXT.registering);
  return outOfService("ELB", view.lastCheckPassed ? TEXT.recovering : TEXT.failed);
}

/**
 * The load balancer's report, from those of the nodes that send to the instance. It is in service when all of them say so:
 * a client may reach any node, and what waits for `InService` relies on an answer from each.
 */
export function combined(reports: readonly InstanceHealth[]): InstanceHealth {
  const draining = reports.find(({ description }) => description === TEXT.draining);
  return draining ?? reports.find(({ state }) => state === "OutOfService") ?? reports[0] ?? IN_OTHER_ZONE;
}
