import { count } from "../plan/render/words";
import { describe } from "../login/login-path";
import type { StageInstance } from "../stage/instances";
import { failed, passed, type Outcome } from "./check";
import { groupName, lookAtGroup, serverIssue, serves, type Group } from "./group";
import { waitUntil } from "./patience";
import type { CheckContext } from "./context";
import { visitorsDuring, type Traffic } from "./traffic";

/** A start, two health checks and the group's own pace take three to six minutes as a rule. */
const LIMIT_SECONDS = 900;
const LOOK_SECONDS = 2;

/** A web server that was terminated to see it replaced. */
export interface DrillReport {
  readonly terminated: string;
  /** Servers that were not there before. */
  readonly replacedBy: readonly string[];
  /** Seconds from the call until the group no longer counts on it. */
  readonly secondsUntilNoticed: number;
  /** Seconds from the call until as many serve as before. */
  readonly secondsUntilWhole: number;
  /** Absent where no instance runs. */
  readonly visitors?: Traffic;
}

/** What came of it. */
export interface DrillOutcome extends Outcome {
  readonly drill?: DrillReport;
}

/** The web server to terminate: the first of those that serve. */
export function drillTarget(instances: readonly StageInstance[]): StageInstance | undefined {
  return instances.find(({ role, state }) => role === "web" && state === "running");
}

/** Terminates a web server, and follows its group until as many serve as before. */
export async function killOne(target: StageInstance, context: CheckContext): Promise<DrillOutcome> {
  const before = await look(context);
  const ill = before.servers.flatMap((server) => serverIssue(server) ?? []);
  if (ill.length > 0 || !before.servers.some(({ id }) => id === target.id)) {
    const why = ill.length > 0 ? ill.join("; ") : `${target.id} is not of ${before.name}`;
    return failed(`nothing was terminated, since the group is not whole: ${why}`);
  }
  if (!context.hasInstances) return verdict(before, await followed(target, before, context));
  const { result, visitors } = await visitorsDuring(() => followed(target, before, context), context);
  return verdict(before, { ...result, visitors });
}

async function followed(target: StageInstance, before: Group, context: CheckContext): Promise<DrillReport> {
  const { clock, clients, stage } = context;
  const { TerminateInstancesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [target.id] }));
  const start = clock.now();
  let noticed: number | undefined;
  let now = before;
  const secondsUntilWhole = await waitUntil(
    {
      what: `${before.name} without ${target.id}`,
      everySeconds: LOOK_SECONDS,
      limitSeconds: LIMIT_SECONDS,
      advice:
        "Its group goes on by itself. See what it does with: aws autoscaling describe-scaling-activities " +
        `--auto-scaling-group-name ${groupName(stage.stageName)}`,
      look: async () => {
        now = await look(context);
        const counted = now.servers.find(({ id }) => id === target.id);
        if (noticed === undefined && (counted === undefined || !serves(counted)))
          noticed = (clock.now() - start) / 1000;
        return missing(target, before, now, noticed);
      },
    },
    context,
  );
  const known = new Set(before.servers.map(({ id }) => id));
  return {
    terminated: target.id,
    replacedBy: now.servers.map(({ id }) => id).filter((id) => !known.has(id)),
    secondsUntilNoticed: tenths(noticed ?? secondsUntilWhole),
    secondsUntilWhole: tenths(secondsUntilWhole),
  };
}

/** What a group lacks to be whole again: as many that serve as before, without the one that was terminated. */
function missing(target: StageInstance, before: Group, now: Group, noticed: number | undefined): string | undefined {
  const others = now.servers.filter(({ id }) => id !== target.id);
  const serving = others.filter(serves).length;
  if (serving >= before.servers.length && noticed !== undefined) return undefined;
  const issues = others.flatMap((server) => serverIssue(server) ?? []);
  const state = noticed === undefined ? "has not noticed yet" : `${serving} of ${before.servers.length} in service`;
  return [state, ...issues].join(", ");
}

function verdict(before: Group, drill: DrillReport): DrillOutcome {
  const { terminated, replacedBy, secondsUntilNoticed, secondsUntilWhole, visitors } = drill;
  const course =
    `${terminated} was terminated, noticed after ${secondsUntilNoticed} s and replaced by ` +
    `${replacedBy.join(" and ")}; ${count(before.servers.length, "server")} in service again after ${secondsUntilWhole} s`;
  return { ...passed(`${course}; ${visitorWords(before, visitors)}`), drill };
}

function visitorWords({ servers }: Group, visitors: Traffic | undefined): string {
  if (visitors === undefined) return "visitors were not sent, since no instance runs in the emulator";
  const { sent, failed: lost, longestGapMs } = visitors;
  if (lost === 0)
    return `all ${sent} requests meanwhile were answered, the longest wait between two was ${longestGapMs} ms`;
  const expected = servers.length === 1 ? ", as is expected of a single server" : "";
  return `${lost} of ${sent} requests meanwhile failed${expected}, for ${longestGapMs} ms at the longest`;
}

function look({ stage, deployed, clients }: CheckContext): Promise<Group> {
  return lookAtGroup(stage.stageName, deployed.loadBalancer.name, clients);
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

/** How a person is asked before. */
export function question(target: StageInstance, { deployed }: Pick<CheckContext, "deployed">): string {
  const others = deployed.instances.filter(({ role, id }) => role === "web" && id !== target.id).length;
  const meanwhile = others === 0 ? "It is the only one: the site is away until its replacement serves" : "Others serve";
  return `Terminate ${describe(target)}? ${meanwhile}. [y/N] `;
}
