import { randomUUID } from "node:crypto";

import { isCall, listOf, param, type ApiAnswer, type ApiCall, type Ask, type Correction } from "../api";
import { errorAnswer, queryAnswer } from "../api-answer";
import { element, find, findAll, parseXml, textAt, type XmlElement } from "../xml";
import { groupNamed } from "./group-metrics";

interface Refresh {
  readonly id: string;
  readonly group: string;
  readonly started: string;
  status: "Pending" | "InProgress" | "Successful" | "Failed" | "Cancelled" | "RollbackSuccessful";
  reason?: string;
  ended?: string;
}

const active = new Set(["Pending", "InProgress"]);

/**
 * The emulator has no instance refreshes. Here one replaces all instances of its group at once, the new ones first.
 * @param delay - Milliseconds from the start to the replacement.
 */
export function instanceRefresh(delay = 1000): Correction {
  const refreshes: Refresh[] = [];
  const timers = new Set<NodeJS.Timeout>();

  const start = async (call: ApiCall, ask: Ask): Promise<ApiAnswer> => {
    const group = param(call, "AutoScalingGroupName") ?? "";
    if ((await describe(group, call, ask)) === undefined) {
      return errorAnswer(call, 400, "ValidationError", `AutoScalingGroup name not found - ${group}`);
    }
    if (activeOf(group) !== undefined) {
      const message = "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.";
      return errorAnswer(call, 400, "InstanceRefreshInProgress", message);
    }
    const refresh: Refresh = { id: randomUUID(), group, started: now(), status: "Pending" };
    refreshes.unshift(refresh);
    const timer = setTimeout(() => {
      timers.delete(timer);
      void run(refresh, call, ask);
    }, delay);
    timers.add(timer);
    return queryAnswer(call, [element("InstanceRefreshId", refresh.id)]);
  };

  const activeOf = (group: string) => refreshes.find((one) => one.group === group && active.has(one.status));

  const end = (call: ApiCall, status: Refresh["status"]): ApiAnswer => {
    const refresh = activeOf(param(call, "AutoScalingGroupName") ?? "");
    if (refresh === undefined) {
      const code =
        call.action === "CancelInstanceRefresh" ? "ActiveInstanceRefreshNotFound" : "IrreversibleInstanceRefresh";
      return errorAnswer(
        call,
        400,
        code,
        "No in progress or pending Instance Refresh found for the Auto Scaling group",
      );
    }
    Object.assign(refresh, { status, ended: now() });
    return queryAnswer(call, [element("InstanceRefreshId", refresh.id)]);
  };

  const answers: Record<string, (call: ApiCall, ask: Ask) => ApiAnswer | Promise<ApiAnswer>> = {
    StartInstanceRefresh: start,
    CancelInstanceRefresh: (call) => end(call, "Cancelled"),
    RollbackInstanceRefresh: (call) => end(call, "RollbackSuccessful"),
    DescribeInstanceRefreshes: (call) => {
      const ids = listOf(call, "InstanceRefreshIds.member");
      const group = param(call, "AutoScalingGroupName");
      const found = refreshes.filter((one) => one.group === group && (ids.length === 0 || ids.includes(one.id)));
      return queryAnswer(call, [element("InstanceRefreshes", found.map(toXml))]);
    },
  };

  return {
    what: "an instance refresh replaces the instances of an auto scaling group",
    applies: (call) => isCall(call, "autoscaling", ...Object.keys(answers)),
    handle: async (call, next, ask) => answers[call.action]?.(call, ask) ?? next(call),
    close: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Launches as many again, then takes the old ones away: the group is never below its size. */
async function run(refresh: Refresh, call: ApiCall, ask: Ask): Promise<void> {
  if (refresh.status !== "Pending") return;
  refresh.status = "InProgress";
  const group = { AutoScalingGroupName: refresh.group };
  const made = async (action: string, params: Record<string, string>) => {
    const answer = await ask("autoscaling", action, params, call);
    if (answer.status >= 300) throw new Error(`${action}: ${answer.body.toString("utf8")}`);
  };
  try {
    const template = templateOf(call);
    if (Object.keys(template).length > 0) await made("UpdateAutoScalingGroup", { ...group, ...template });
    const before = await describe(refresh.group, call, ask);
    const old = (find(before, "Instances")?.children ?? []).map((one) => textAt(one, "InstanceId") ?? "");
    const wanted = Number(textAt(before, "DesiredCapacity") ?? old.length);
    await made("SetDesiredCapacity", { ...group, DesiredCapacity: String(wanted + old.length) });
    for (const id of old) {
      await made("TerminateInstanceInAutoScalingGroup", { InstanceId: id, ShouldDecrementDesiredCapacity: "true" });
    }
    Object.assign(refresh, { status: "Successful", ended: now() });
  } catch (error) {
    Object.assign(refresh, { status: "Failed", ended: now(), reason: String(error) });
  }
}

/** The launch template that the refresh itself names, as parameters of an update of the group. */
function templateOf(call: ApiCall): Record<string, string> {
  const prefix = "DesiredConfiguration.LaunchTemplate.";
  return Object.fromEntries(
    Object.entries(call.params).flatMap(([name, value]) =>
      name.startsWith(prefix) && typeof value === "string" ? [[name.replace("DesiredConfiguration.", ""), value]] : [],
    ),
  );
}

async function describe(group: string, call: ApiCall, ask: Ask): Promise<XmlElement | undefined> {
  const answer = await ask("autoscaling", "DescribeAutoScalingGroups", groupNamed(group), call);
  const root = parseXml(answer.body.toString("utf8"));
  return root && findAll(root, "AutoScalingGroups")[0]?.children[0];
}

function toXml(refresh: Refresh): XmlElement {
  const done = refresh.status === "Successful";
  return element("member", [
    element("InstanceRefreshId", refresh.id),
    element("AutoScalingGroupName", refresh.group),
    element("Status", refresh.status),
    element("StartTime", refresh.started),
    ...(refresh.ended === undefined ? [] : [element("EndTime", refresh.ended)]),
    ...(refresh.reason === undefined ? [] : [element("StatusReason", refresh.reason)]),
    element("PercentageComplete", done ? "100" : "0"),
    element("InstancesToUpdate", done ? "0" : "1"),
  ]);
}

function now(): string {
  return new Date().toISOString();
}
