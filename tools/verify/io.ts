import { lookup } from "node:dns/promises";
import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { runOnInstance, type RunOnInstanceArgs } from "../login/run-on-instance";
import { clientsOf, type OperatedStage } from "../stage/stage";
import { PORTS } from "./ports";
import type { VerifyIo } from "./check";

/** Longer than the timeouts of ping and curl. */
const COMMAND_SECONDS = 90;

export function createVerifyIo(
  stage: OperatedStage,
  {
    signal,
    hasInstances,
    ...args
  }: Pick<RunOnInstanceArgs, "root" | "identityFile" | "signal"> & { hasInstances: boolean },
): VerifyIo {
  // Each connection adds a listener.
  setMaxListeners(0, signal);
  const clients = clientsOf(stage);
  return {
    hasInstances,
    clients,
    addressesOf: async (name) => [
      ...new Set((await lookup(name, { all: true, family: 4 })).map(({ address }) => address)),
    ],
    ports: PORTS,
    clock: { now: Date.now, sleep: (milliseconds) => pause(milliseconds, undefined, { signal }) },
    runOn: async ({ id }, command, instances) =>
      runOnInstance(
        {
          ...{ ...args, stage, instances, command, signal },
          target: id as `i-${string}`,
          limitSeconds: COMMAND_SECONDS,
        },
        await clients.ec2(),
      ),
    signal,
  };
}
