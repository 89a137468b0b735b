import { isCall, listOf, param, type ApiResponse, type ApiCall, type Ask, type Patch } from "../api";
import { errorResponse, queryResponse } from "../api-response";
import { editXml, element, findAll, membersOf, setChild, textAt, type XmlElement } from "../xml";
import { RefreshedGroup, type GroupState, type Template } from "./refresh/group";
import { HealthCheckedInstances, StandInInstances } from "./refresh/new-instances";
import { boundsOf, Refresh, type Activity } from "./refresh/refresh";
import type { MemberHealth } from "./running-groups/running-groups";

/**
 * The emulator has no instance refreshes. This patch replaces a group's instances step by step, within the requested
 * bounds; a group with the tag `emulator:new-servers-are-unhealthy` gets instances that never become healthy.
 * @param stepMs milliseconds until a new instance is in service, again until it is warm, for which the refresh bakes, and
 * for which it shows an unhealthy instance, whatever warm-up and bake time are requested
 * @param timeoutMs milliseconds for which unhealthy instances are replaced by others; AWS does so for an hour:
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 * @param health the health of instances that run: the refresh waits for it, and for warm-up and bake time
 */
export function instanceRefresh(stepMs = 1000, timeoutMs = 3_600_000, health?: MemberHealth): Patch {
  const refreshes: Refresh[] = [];
  const requested = new Map<Refresh, Template>();
  const activeOf = (group: string) => refreshes.find((one) => one.groupName === group && one.active);

  const start = async (call: ApiCall, ask: Ask): Promise<ApiResponse> => {
    const group = new RefreshedGroup(param(call, "AutoScalingGroupName") ?? "", call, ask);
    const state = await group.state();
    if (state === undefined) {
      return errorResponse(call, 400, "ValidationError", `AutoScalingGroup name not found - ${group.name}`);
    }
    if (activeOf(group.name) !== undefined) {
      const message = "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.";
      return errorResponse(call, 400, "InstanceRefreshInProgress", message);
    }
    const desired = desiredTemplate(call);
    const autoRollback = preference(call, "AutoRollback") === "true";
    if (autoRollback && desired === undefined) {
      const message =
        "The AutoRollback parameter cannot be set to true when the DesiredConfiguration parameter is empty. Set AutoRollback to false or specify a desired configuration and try again.";
      return errorResponse(call, 400, "ValidationError", message);
    }
    const percent = (name: string, fallback: number) => Number(preference(call, name) ?? fallback);
    const options = {
      template: desired ?? state.template,
      bounds: boundsOf(state.desired, percent("MinHealthyPercentage", 90), percent("MaxHealthyPercentage", 100)),
      skipMatching: preference(call, "SkipMatching") === "true",
      autoRollback,
      ...timesOf(call, state),
      ...{ stepMs, timeoutMs },
      newInstances: health === undefined ? new StandInInstances(group) : new HealthCheckedInstances(group.name, health),
    };
    const refresh = new Refresh(group, options, state.desired, state.template);
    refreshes.unshift(refresh);
    if (desired !== undefined) requested.set(refresh, desired);
    void refresh.run();
    return queryResponse(call, [element("InstanceRefreshId", refresh.id)]);
  };

  /** Where instances do not run, every time is one step. */
  const timesOf = (call: ApiCall, state: GroupState): { warmUpMs: number; bakeMs: number | undefined } => {
    const ms = (seconds: number) => (health === undefined ? stepMs : seconds * health.msPerSecond);
    const bakeSeconds = Number(preference(call, "BakeTime") ?? 0);
    const warmUpSeconds = Number(preference(call, "InstanceWarmup") ?? state.warmUpSeconds);
    return { warmUpMs: ms(warmUpSeconds), bakeMs: bakeSeconds > 0 ? ms(bakeSeconds) : undefined };
  };

  const stop = (call: ApiCall, act: (refresh: Refresh) => void): ApiResponse => {
    const refresh = activeOf(param(call, "AutoScalingGroupName") ?? "");
    if (refresh === undefined) {
      const message = "No in progress or pending Instance Refresh found for the Auto Scaling group";
      return errorResponse(call, 400, "ActiveInstanceRefreshNotFound", message);
    }
    act(refresh);
    return queryResponse(call, [element("InstanceRefreshId", refresh.id)]);
  };

  type Answer = ApiResponse | undefined | Promise<ApiResponse>;
  /** Without an answer, the emulator's own counts. */
  const operations: Record<string, (call: ApiCall, ask: Ask) => Answer> = {
    StartInstanceRefresh: start,
    // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachLoadBalancers.html
    AttachLoadBalancers: (call) => {
      if (activeOf(param(call, "AutoScalingGroupName") ?? "") === undefined) return undefined;
      const message = "An Instance Refresh is already in progress and blocks the attachment of load balancers.";
      return errorResponse(call, 400, "InstanceRefreshInProgress", message);
    },
    CancelInstanceRefresh: (call) =>
      stop(call, (refresh) => {
        refresh.cancel();
      }),
    RollbackInstanceRefresh: (call) =>
      stop(call, (refresh) => {
        refresh.rollBack("Rollback initiated by user request.");
      }),
    DescribeInstanceRefreshes: (call) => {
      const ids = listOf(call, "InstanceRefreshIds.member");
      const group = param(call, "AutoScalingGroupName");
      const found = refreshes.filter((one) => one.groupName === group && (ids.length === 0 || ids.includes(one.id)));
      return queryResponse(call, [
        element(
          "InstanceRefreshes",
          found.map((one) => toXml(one, requested.get(one))),
        ),
      ]);
    },
  };

  return {
    description: "an instance refresh replaces the instances of an Auto Scaling group step by step",
    applies: (call) =>
      isCall(call, "autoscaling", ...Object.keys(operations), "DescribeAutoScalingGroups", "DescribeScalingActivities"),
    handle: async (call, next, ask) => {
      if (call.action === "DescribeScalingActivities") {
        const ofGroup = refreshes.filter((one) => one.groupName === param(call, "AutoScalingGroupName"));
        return editXml(await next(call), (root) => {
          for (const list of findAll(root, "Activities")) {
            list.children.unshift(...ofGroup.flatMap(({ activities }) => activities.map(activityToXml)));
          }
        });
      }
      if (call.action !== "DescribeAutoScalingGroups")
        return (await operations[call.action]?.(call, ask)) ?? next(call);
      return editXml(await next(call), (root) => {
        for (const group of membersOf(root, "AutoScalingGroups")) {
          const refresh = activeOf(textAt(group, "AutoScalingGroupName") ?? "");
          if (refresh !== undefined) showRefresh(group, refresh);
        }
      });
    },
    close: () => {
      for (const refresh of refreshes) refresh.close();
    },
  };
}

/** Instances that the refresh has launched exceed the desired capacity, and are not in service at once. */
function showRefresh(group: XmlElement, refresh: Refresh): void {
  setChild(group, element("DesiredCapacity", String(refresh.desired)));
  for (const one of findAll(group, "member")) {
    const id = textAt(one, "InstanceId") ?? "";
    if (refresh.pending.has(id)) setChild(one, element("LifecycleState", "Pending"));
    if (refresh.unhealthy.has(id)) setChild(one, element("HealthStatus", "Unhealthy"));
  }
}

function preference(call: ApiCall, name: string): string | undefined {
  return param(call, `Preferences.${name}`);
}

/** The launch template in the request, as parameters of an update of the group. */
function desiredTemplate(call: ApiCall): Template | undefined {
  const prefix = "DesiredConfiguration.";
  const named = Object.entries(call.params).flatMap(([name, value]) =>
    name.startsWith(`${prefix}LaunchTemplate.`) && typeof value === "string"
      ? [[name.slice(prefix.length), value] as const]
      : [],
  );
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

function activityToXml({ instanceId, at }: Activity): XmlElement {
  const cause = `At ${at} an instance was taken out of service in response to an ELB system health check failure.`;
  return element("member", [
    element("ActivityId", instanceId),
    element("Description", `Terminating EC2 instance: ${instanceId}`),
    element("Cause", cause),
    element("StartTime", at),
    element("StatusCode", "Successful"),
  ]);
}

/** @param desired the launch template in the request, which AWS returns */
function toXml(refresh: Refresh, desired: Template | undefined): XmlElement {
  const fields = Object.entries(desired ?? {}).map(([name, value]) =>
    element(name.replace("LaunchTemplate.", ""), value),
  );
  return element("member", [
    ...(desired === undefined ? [] : [element("DesiredConfiguration", [element("LaunchTemplate", fields)])]),
    element("InstanceRefreshId", refresh.id),
    element("AutoScalingGroupName", refresh.groupName),
    element("Status", refresh.status),
    element("StartTime", refresh.started),
    ...(refresh.ended === undefined ? [] : [element("EndTime", refresh.ended)]),
    ...(refresh.reason === undefined ? [] : [element("StatusReason", refresh.reason)]),
    element("PercentageComplete", String(refresh.percent)),
    element("InstancesToUpdate", String(refresh.left)),
  ]);
}
