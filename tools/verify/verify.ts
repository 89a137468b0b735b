import { explain } from "../explain-error";
import type { OperatedStage } from "../stage/stage";
import { bastion } from "./bastion";
import { skipped, type Check, type CheckId, type Outcome, type Status } from "./check";
import { closed } from "./closed";
import { findDeployed } from "./deployed";
import { http } from "./http";
import { https } from "./https";
import { killOne, question, victimOf, type KilledOne, type KillOutcome } from "./replacement-drill";
import { listeners } from "./listeners";
import type { Scene, World } from "./context";
import { servers } from "./servers";
import { natTarget } from "./internet-egress";

/** All that is looked at, in this order. */
export const CHECKS: readonly Check[] = [listeners, http, https, servers, natTarget, closed, bastion];

/** The result of a check. */
export interface Result extends Outcome {
  readonly id: CheckId;
  readonly title: string;
  readonly seconds: number;
}

/** All that a run has found. */
export interface Verified {
  readonly stage: OperatedStage;
  readonly machinesRun: boolean;
  /** The load balancer's name in the DNS. */
  readonly loadBalancer: string;
  readonly startedAt: Date;
  readonly seconds: number;
  readonly results: readonly Result[];
  readonly killed?: KilledOne;
}

/** Who is told how a run goes. */
export interface Listener {
  /** A check is under way. */
  readonly progress: (text: string) => void;
  /** A check has ended. */
  readonly ended: (result: Result) => void;
}

/** How a person answers before a web server is terminated. */
export type Consent = (question: string) => Promise<boolean>;

const KILL_TITLE = "A web server that is terminated is replaced";
const NO_MACHINES = "no machine runs in the emulator";

/**
 * Looks at a stage that runs.
 *
 * @param consent asked before one web server is terminated to see it replaced; absent: none is
 * @throws UserError when the stage is not there, and whatever AWS says when it cannot be asked at all
 */
export async function verify(
  stage: OperatedStage,
  world: World,
  listener: Listener,
  consent?: Consent,
): Promise<Verified> {
  const { clock } = world;
  const start = clock.now();
  listener.progress(`looks ${stage.stageName.stage} up`);
  const deployed = await findDeployed(stage, world.clients);
  const scene = (what: string): Scene => ({
    ...world,
    stage,
    deployed,
    say: (text) => {
      listener.progress(`${what}: ${text}`);
    },
  });
  const results: Result[] = [];
  const run = async <O extends Outcome>(
    { id, title }: Pick<Result, "id" | "title">,
    act: (scene: Scene) => Promise<O | Outcome>,
  ): Promise<O | Outcome> => {
    const begun = clock.now();
    listener.progress(id);
    const outcome = await orFailed(() => act(scene(id)), world.signal);
    const { status, detail } = outcome;
    const result = { id, title, status, detail, seconds: tenths(clock.now() - begun) };
    results.push(result);
    listener.ended(result);
    return outcome;
  };
  for (const { id, title, asksMachines, look } of CHECKS) {
    await run({ id, title: title(stage.settings) }, (at) =>
      asksMachines && !world.machinesRun ? Promise.resolve(skipped(NO_MACHINES)) : look(at),
    );
  }
  const killed: KillOutcome | undefined =
    consent && (await run({ id: "kill-one", title: KILL_TITLE }, (at) => killWithConsent(at, consent)));
  return {
    stage,
    machinesRun: world.machinesRun,
    loadBalancer: deployed.loadBalancer.dnsName,
    startedAt: new Date(start),
    seconds: tenths(clock.now() - start),
    results,
    ...(killed?.killed === undefined ? {} : { killed: killed.killed }),
  };
}

/** How many results are of a status. */
export function countOf({ results }: Pick<Verified, "results">, status: Status): number {
  return results.filter((result) => result.status === status).length;
}

async function killWithConsent(scene: Scene, consent: Consent): Promise<KillOutcome> {
  const victim = victimOf(scene.deployed.machines);
  if (victim === undefined) return { status: "failed", detail: "there is no web server to terminate" };
  if (!(await consent(question(victim, scene)))) return skipped("nothing was terminated, as was answered");
  return killOne(victim, scene);
}

/** What cannot be looked at does not hold. */
async function orFailed<O extends Outcome>(act: () => Promise<O>, signal: AbortSignal): Promise<O | Outcome> {
  try {
    return await act();
  } catch (error) {
    signal.throwIfAborted();
    return { status: "failed", detail: explain(error).message };
  }
}

function tenths(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
