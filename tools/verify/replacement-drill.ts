import { count } from "../plan/render/words";
import { describe } from "../login/login-path";
import type { Machine } from "../stage/instances";
import { failed, passed, type Outcome } from "./check";
import { groupName, lookAtGroup, serverFault, serves, type Group } from "./group";
import { waitUntil } from "./patience";
import type { Scene } from "./context";
import { visitorsDuring, type Traffic } from "./traffic";

/** A start, two health checks and the group's own pace take three to six minutes as a rule. */
const LIMIT_SECONDS = 900;
const LOOK_SECONDS = 2;

/** A web server that was terminated to see it replaced. */
export interface KilledOne {
  readonly terminated: string;
  /** Servers that were not there before. */
  readonly replacedBy: readonly string[];
  /** Seconds from the call until the group no longer counts on it. */
  readonly secondsUntilNoticed: number;
  /** Seconds from the call until as many serve as before. */
  readonly secondsUntilWhole: number;
  /** Absent where no machine runs. */
  readonly visitors?: Traffic;
}

/** What came of it. */
export interface KillOutcome extends Outcome {
  readonly killed?: KilledOne;
}

/** The web server to terminate: the first of those that serve. */
export function victimOf(machines: readonly Machine[]): Machine | undefined {
  return machines.find(({ role, state }) => role === "web" && state === "running");
}

/** Terminates a web server, and follows its group until as many serve as before. */
export async function killOne(victim: Machine, scene: Scene): Promise<KillOutcome> {
  const before = await look(scene);
  const ill = before.servers.flatMap((server) => serverFault(server) ?? []);
  if (ill.length > 0 || !before.servers.some(({ id }) => id === victim.id)) {
    const why = ill.length > 0 ? ill.join("; ") : `${victim.id} is not of ${before.name}`;
    return failed(`nothing was terminated, since the group is not whole: ${why}`);
  }
  if (!scene.machinesRun) return verdict(before, await followed(victim, before, scene));
  const { result, visitors } = await visitorsDuring(() => followed(victim, before, scene), scene);
  return verdict(before, { ...result, visitors });
}

async function followed(victim: Machine, before: Group, scene: Scene): Promise<KilledOne> {
  const { clock, clients, stage } = scene;
  const { TerminateInstancesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [victim.id] }));
  const start = clock.now();
  let noticed: number | undefined;
  let now = before;
  const secondsUntilWhole = await waitUntil(
    {
      what: `${before.name} without ${victim.id}`,
      everySeconds: LOOK_SECONDS,
      limitSeconds: LIMIT_SECONDS,
      advice:
        "Its group goes on by itself. See what it does with: aws autoscaling describe-scaling-activities " +
        `--auto-scaling-group-name ${groupName(stage.stageName)}`,
      look: async () => {
        now = await look(scene);
        const counted = now.servers.find(({ id }) => id === victim.id);
        if (noticed === undefined && (counted === undefined || !serves(counted)))
          noticed = (clock.now() - start) / 1000;
        return missing(victim, before, now, noticed);
      },
    },
    scene,
  );
  const known = new Set(before.servers.map(({ id }) => id));
  return {
    terminated: victim.id,
    replacedBy: now.servers.map(({ id }) => id).filter((id) => !known.has(id)),
    secondsUntilNoticed: tenths(noticed ?? secondsUntilWhole),
    secondsUntilWhole: tenths(secondsUntilWhole),
  };
}

/** What a group lacks to be whole again: as many that serve as before, without the one that was terminated. */
function missing(victim: Machine, before: Group, now: Group, noticed: number | undefined): string | undefined {
  const others = now.servers.filter(({ id }) => id !== victim.id);
  const serving = others.filter(serves).length;
  if (serving >= before.servers.length && noticed !== undefined) return undefined;
  const faults = others.flatMap((server) => serverFault(server) ?? []);
  const state = noticed === undefined ? "has not noticed yet" : `${serving} of ${before.servers.length} in service`;
  return [state, ...faults].join(", ");
}

function verdict(before: Group, killed: KilledOne): KillOutcome {
  const { terminated, replacedBy, secondsUntilNoticed, secondsUntilWhole, visitors } = killed;
  const course =
    `${terminated} was terminated, noticed after ${secondsUntilNoticed} s and replaced by ` +
    `${replacedBy.join(" and ")}; ${count(before.servers.length, "server")} in service again after ${secondsUntilWhole} s`;
  return { ...passed(`${course}; ${visitorWords(before, visitors)}`), killed };
}

function visitorWords({ servers }: Group, visitors: Traffic | undefined): string {
  if (visitors === undefined) return "visitors were not sent, since no machine runs in the emulator";
  const { sent, failed: lost, longestGapMs } = visitors;
  if (lost === 0)
    return `all ${sent} requests meanwhile were answered, the longest wait between two was ${longestGapMs} ms`;
  const expected = servers.length === 1 ? ", as is expected of a single server" : "";
  return `${lost} of ${sent} requests meanwhile failed${expected}, for ${longestGapMs} ms at the longest`;
}

function look({ stage, deployed, clients }: Scene): Promise<Group> {
  return lookAtGroup(stage.stageName, deployed.loadBalancer.name, clients);
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

/** How a person is asked before. */
export function question(victim: Machine, { deployed }: Pick<Scene, "deployed">): string {
  const others = deployed.machines.filter(({ role, id }) => role === "web" && id !== victim.id).length;
  const meanwhile = others === 0 ? "It is the only one: the site is away until its replacement serves" : "Others serve";
  return `Terminate ${describe(victim)}? ${meanwhile}. [y/N] `;
}
