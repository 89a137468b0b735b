import * as fs from "node:fs";
import * as path from "node:path";

import type { Say } from "../say";
import { Machines, type MachinesOptions } from "./machines/machines";
import { installMoto, startMoto } from "./moto";
import { allPatches } from "./patches";
import { startProxy, type Proxy } from "./proxy";
import type { Pages } from "./status-pages";

export interface EmulatorOptions {
  /** The project's root, below which `.local/venv` is. */
  readonly root: string;
  /** Folder for the request log and the emulator's log; created if needed. */
  readonly folder: string;
  /** Port of the proxy. @default a free one */
  readonly port?: number;
  /** Region to load before the first call. @default ap-northeast-1 */
  readonly region?: string;
  /** Runs the instances too. @default they do not run */
  readonly instances?: Pick<MachinesOptions, "name" | "opensPorts">;
  /** @default no messages */
  readonly say?: Say;
  /** Answers requests below `/_proxy/`. @default none */
  readonly pages?: Pages;
}

/** A running emulator of AWS behind its proxy. */
export interface Emulator extends Pick<Proxy, "endpoint" | "port" | "setRejections" | "setQuotas" | "setInterceptor"> {
  /** What runs. */
  readonly machines: Machines | undefined;
  /** The log of all calls; `readRequestLog` reads it. */
  readonly requestLogFile: string;
  /** Stops proxy and emulator; all resources in it are lost. */
  stop(): Promise<void>;
}

/**
 * Installs the emulator if needed, and starts it behind its proxy.
 * @throws UserError when it cannot be installed or started.
 * @throws Error with `code` `EADDRINUSE` when the port is in use.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { root, folder, instances, pages, port, region = "ap-northeast-1", say = () => undefined } = options;
  fs.mkdirSync(folder, { recursive: true });
  const python = await installMoto(root, say);
  const moto = await startMoto({ python, logFile: path.join(folder, "moto.log") });
  let machines: Machines | undefined;
  try {
    const requestLogFile = path.join(folder, "calls.jsonl");
    fs.rmSync(requestLogFile, { force: true });
    if (instances !== undefined) machines = await Machines.start({ root, folder, say, ...instances });
    const proxy = await startProxy({
      emulatorPort: moto.port,
      requestLogFile,
      patches: allPatches(machines?.running()),
      changed: () => machines?.changed(),
      ...(port !== undefined && { port }),
      ...(pages !== undefined && { pages }),
    });
    proxy.warmUp(region);
    await machines?.follow({ ask: proxy.ask, endpoint: proxy.endpoint, region });
    return {
      ...proxy,
      machines,
      requestLogFile,
      stop: async () => {
        await machines?.stop();
        await proxy.close();
        await moto.stop();
      },
    };
  } catch (error) {
    await machines?.stop();
    await moto.stop();
    throw error;
  }
}
