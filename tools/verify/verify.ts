import { explain } from "../explain-error";
import type { OperatedStage } from "../stage/stage";
import { additions } from "./additions";
import { bastion } from "./bastion";
import { skipped, type Check, type CheckContext, type CheckId, type Outcome, type VerifyIo } from "./check";
import { closed } from "./closed";
import { findDeployed } from "../stage/deployed";
import { http } from "./http";
import { https } from "./https";
import { runDrill, question, drillTarget, type DrillReport, type DrillOutcome } from "./replacement-drill";
import { listeners } from "./listeners";
import { renewal } from "./renewal";
import { servers } from "./servers";
import { internetEgress } from "./internet-egress";

export const CHECKS: readonly Check[] = [
  ...[listeners, http, https, servers, internetEgress, closed, additions, bastion],
  renewal,
];

export interface Result extends Outcome {
  readonly id: CheckId;
  readonly title: string;
  readonly seconds: number;
}

export interface Verified {
  readonly stage: OperatedStage;
  readonly hasInstances: boolean;
  readonly loadBalancer: string;
  readonly startedAt: Date;
  readonly seconds: number;
  readonly results: readonly Result[];
  readonly drill?: DrillReport;
}

export type Confirm = (question: string) => Promise<boolean>;

const DRILL_TITLE = "A web server that is terminated is replaced";
const NO_INSTANCES = "the emulator runs no instances";

/**
 * Verifies a deployed stage.
 * @param confirm asked before the replacement drill; absent: no drill
 * @throws UserError when the stage is not deployed, and errors of AWS
 */
export async function verify(
  stage: OperatedStage,
  io: VerifyIo,
  listener: { readonly progress: (text: string) => void; readonly ended: (result: Result) => void },
  confirm?: Confirm,
): Promise<Verified> {
  const { clock } = io;
  const start = clock.now();
  listener.progress(`finding the resources of ${stage.stageName.stage}`);
  const deployed = await findDeployed(stage, io.clients);
  const context = (what: string): CheckContext => ({
    ...io,
    stage,
    deployed,
    say: (text) => {
      listener.progress(`${what}: ${text}`);
    },
  });
  const results: Result[] = [];
  const run = async <O extends Outcome>(
    { id, title }: Pick<Result, "id" | "title">,
    act: (context: CheckContext) => Promise<O | Outcome>,
  ): Promise<O | Outcome> => {
    const begun = clock.now();
    listener.progress(id);
    const outcome = await orFailed(() => act(context(id)), io.signal);
    const { status, detail } = outcome;
    const result = { id, title, status, detail, seconds: tenths(clock.now() - begun) };
    results.push(result);
    listener.ended(result);
    return outcome;
  };
  const checks = CHECKS.filter(({ applies }) => applies?.(stage.settings) ?? true);
  for (const { id, title, needsInstances, run: runCheck } of checks) {
    await run({ id, title: title(stage.settings) }, (at) =>
      needsInstances && !io.hasInstances ? Promise.resolve(skipped(NO_INSTANCES)) : runCheck(at),
    );
  }
  const drill: DrillOutcome | undefined =
    confirm && (await run({ id: "kill-one", title: DRILL_TITLE }, (at) => confirmedDrill(at, confirm)));
  return {
    stage,
    hasInstances: io.hasInstances,
    loadBalancer: deployed.loadBalancer.dnsName,
    startedAt: new Date(start),
    seconds: tenths(clock.now() - start),
    results,
    ...(drill?.drill === undefined ? {} : { drill: drill.drill }),
  };
}

export function countOf({ results }: Pick<Verified, "results">, status: Outcome["status"]): number {
  return results.filter((result) => result.status === status).length;
}

async function confirmedDrill(context: CheckContext, confirm: Confirm): Promise<DrillOutcome> {
  const target = drillTarget(context.deployed.instances);
  if (target === undefined) return { status: "failed", detail: "there is no web server to terminate" };
  if (!(await confirm(question(target, context)))) return skipped("nothing was terminated: not confirmed");
  return runDrill(target, context);
}

async function orFailed<O extends Outcome>(act: () => Promise<O>, signal: AbortSignal): Promise<O | Outcome> {
  try {
    return await act();
  } catch (error) {
    signal.throwIfAborted();
    return { status: "failed", detail: explain(error).message };
  }
}

const tenths = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;
