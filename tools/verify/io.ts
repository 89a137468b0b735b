import { lookup } from "node:dns/promises";
import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { runOnInstance } from "../login/run-on-instance";
import { clientsOf, type OperatedStage } from "../stage/stage";
import { PORTS } from "./ports";
import type { VerifyIo } from "./check";

/** Seconds that a command on a web server may take; ping and curl give up sooner. */
const COMMAND_SECONDS = 90;

/** What a run of the real thing is told. */
export interface IoArgs {
  /** The project's folder. */
  readonly root: string;
  /** File of a private key; absent: those of the SSH agent. */
  readonly identityFile?: string | undefined;
  readonly hasInstances: boolean;
  readonly signal: AbortSignal;
}

/** The io as it is: AWS, the resolver, the network and the clock of this computer. */
export function createVerifyIo(stage: OperatedStage, { root, identityFile, hasInstances, signal }: IoArgs): VerifyIo {
  // Each connection listens to it.
  setMaxListeners(0, signal);
  const clients = clientsOf(stage);
  const identity = identityFile === undefined ? {} : { identityFile };
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
          ...{ root, stage, instances, command, signal, ...identity },
          target: id as `i-${string}`,
          limitSeconds: COMMAND_SECONDS,
        },
        await clients.ec2(),
      ),
    signal,
  };
}
