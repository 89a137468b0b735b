import { count } from "../plan/words";
import { describe } from "../login/login-path";
import type { StageInstance } from "../stage/instances";
import { failed, passed, type CheckContext, type Outcome } from "./check";
import { groupName, readGroup, serverIssue, serves, type Group } from "./group";
import { poll } from "../../lib/poll";
import { ANSWER_MS } from "./http";
import { pageIssue } from "./site";
import { requestPage } from "./request";

/** A replacement usually takes three to six minutes. */
const TIMEOUT_SECONDS = 900;
const LOOK_SECONDS = 2;

export interface DrillReport {
  readonly terminated: string;
  readonly replacedBy: readonly string[];
  /** Seconds until the server is out of service. */
  readonly secondsUntilNoticed: number;
  /** Seconds until as many servers are in service as before. */
  readonly secondsUntilWhole: number;
  /** Absent in the emulator. */
  readonly visitors?: Traffic;
}

export interface DrillOutcome extends Outcome {
  readonly drill?: DrillReport;
}

/** The web server to terminate: the first that runs. */
export function drillTarget(instances: readonly StageInstance[]): StageInstance | undefined {
  return instances.find(({ role, state }) => role === "web" && state === "running");
}

/** Terminates a web server, and follows its group until as many servers are in service as before. */
export async function runDrill(target: StageInstance, context: CheckContext): Promise<DrillOutcome> {
  const before = await currentGroup(context);
  const unhealthy = before.servers.flatMap((server) => serverIssue(server) ?? []);
  if (unhealthy.length > 0 || !before.servers.some(({ id }) => id === target.id)) {
    const why = unhealthy.length > 0 ? unhealthy.join("; ") : `${target.id} is not in ${before.name}`;
    return failed(`nothing was terminated, because the group is not healthy: ${why}`);
  }
  if (!context.hasInstances) return outcomeOfDrill(before, await followed(target, before, context));
  const { result, visitors } = await visitorsDuring(() => followed(target, before, context), context);
  return outcomeOfDrill(before, { ...result, visitors });
}

async function followed(target: StageInstance, before: Group, context: CheckContext): Promise<DrillReport> {
  const { clock, clients, stage } = context;
  const { TerminateInstancesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [target.id] }));
  const start = clock.now();
  let noticed: number | undefined;
  let now = before;
  const secondsUntilWhole = await poll(
    {
      what: `${before.name} without ${target.id}`,
      intervalSeconds: LOOK_SECONDS,
      timeoutSeconds: TIMEOUT_SECONDS,
      advice:
        "The group continues by itself. To watch it: aws autoscaling describe-scaling-activities " +
        `--auto-scaling-group-name ${groupName(stage.stageName)}`,
      check: async () => {
        now = await currentGroup(context);
        const counted = now.servers.find(({ id }) => id === target.id);
        if (noticed === undefined && (counted === undefined || !serves(counted)))
          noticed = (clock.now() - start) / 1000;
        return missing(target, before, now, noticed);
      },
    },
    { ...context.clock, report: context.say },
  );
  const known = new Set(before.servers.map(({ id }) => id));
  return {
    terminated: target.id,
    replacedBy: now.servers.map(({ id }) => id).filter((id) => !known.has(id)),
    secondsUntilNoticed: tenths(noticed ?? secondsUntilWhole),
    secondsUntilWhole: tenths(secondsUntilWhole),
  };
}

/** What is missing until as many other servers are in service as before. */
function missing(target: StageInstance, before: Group, now: Group, noticed: number | undefined): string | undefined {
  const others = now.servers.filter(({ id }) => id !== target.id);
  const serving = others.filter(serves).length;
  if (serving >= before.servers.length && noticed !== undefined) return undefined;
  const issues = others.flatMap((server) => serverIssue(server) ?? []);
  const state = noticed === undefined ? "has not noticed yet" : `${serving} of ${before.servers.length} in service`;
  return [state, ...issues].join(", ");
}

function outcomeOfDrill(before: Group, drill: DrillReport): DrillOutcome {
  const { terminated, replacedBy, secondsUntilNoticed, secondsUntilWhole, visitors } = drill;
  const events =
    `${terminated} was terminated, noticed after ${secondsUntilNoticed} s and replaced by ` +
    `${replacedBy.join(" and ")}; ${count(before.servers.length, "server")} in service again after ${secondsUntilWhole} s`;
  return { ...passed(`${events}; ${visitorWords(before, visitors)}`), drill };
}

function visitorWords({ servers }: Group, visitors: Traffic | undefined): string {
  if (visitors === undefined) return "no requests were sent, because the emulator runs no instances";
  const { sent, failed: lost, longestGapMs } = visitors;
  if (lost === 0) return `all ${sent} requests in the meantime were answered, at most ${longestGapMs} ms apart`;
  const expected = servers.length === 1 ? ", as is expected of a single server" : "";
  return `${lost} of ${sent} requests in the meantime failed${expected}; the longest outage was ${longestGapMs} ms`;
}

function currentGroup({ stage, deployed, clients }: CheckContext): Promise<Group> {
  return readGroup(stage.stageName, deployed.loadBalancer.name, clients);
}

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;

export function question(target: StageInstance, { deployed }: Pick<CheckContext, "deployed">): string {
  const others = deployed.instances.filter(({ role, id }) => role === "web" && id !== target.id).length;
  const meanwhile =
    others === 0
      ? "It is the only one: the site is down until its replacement is in service"
      : "The others stay in service";
  return `Terminate ${describe(target)}? ${meanwhile}. [y/N] `;
}

const EVERY_MS = 250;

interface Traffic {
  readonly sent: number;
  readonly failed: number;
  /** The longest time without a successful request. */
  readonly longestGapMs: number;
}

/** Sends requests to the site at a steady rate while `act` runs, over HTTPS where that is on. */
async function visitorsDuring<T>(
  act: () => Promise<T>,
  context: CheckContext,
): Promise<{ readonly result: T; readonly visitors: Traffic }> {
  const { clock, signal } = context;
  const lasting = new AbortController();
  const visits: Promise<void>[] = [];
  let sent = 0;
  let failed = 0;
  let longestGapMs = 0;
  let lastGood = clock.now();
  const good = (): void => {
    longestGapMs = Math.max(longestGapMs, clock.now() - lastGood);
    lastGood = clock.now();
  };
  const coming = (async () => {
    while (!lasting.signal.aborted && !signal.aborted) {
      sent += 1;
      const visit = getsThePage(sent, context).then((got) => {
        if (got) good();
        else failed += 1;
      });
      visits.push(visit);
      await clock.sleep(EVERY_MS);
    }
  })();
  const enough = async (): Promise<void> => {
    lasting.abort();
    await coming.catch(() => undefined);
    await Promise.all(visits);
  };
  try {
    const result = await act();
    await enough();
    // If the last requests failed, the gap is still open.
    longestGapMs = Math.max(longestGapMs, clock.now() - lastGood);
    return { result, visitors: { sent, failed, longestGapMs: Math.round(longestGapMs) } };
  } finally {
    await enough();
  }
}

async function getsThePage(number: number, context: CheckContext): Promise<boolean> {
  const { stage, deployed, ports, signal, addressesOf } = context;
  const protocol = stage.settings.loadBalancer.https ? "https" : "http";
  const { dnsName: name } = deployed.loadBalancer;
  try {
    const addresses = await addressesOf(name);
    const address = addresses[number % addresses.length] ?? "";
    const answer = await requestPage({ protocol, name, address, port: ports[protocol], limitMs: ANSWER_MS, signal });
    return pageIssue(answer, stage.settings) === undefined;
  } catch {
    return false;
  }
}
