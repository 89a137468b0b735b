import * as fs from "node:fs";
import * as path from "node:path";

import type { Say } from "../say";
import { installMoto, startMoto } from "./moto";
import { startProxy, type Proxy } from "./proxy";

export interface EmulatorOptions {
  /** The project's root, below which `.local/venv` is. */
  readonly root: string;
  /** Folder for the request log and the emulator's log; created if needed. */
  readonly folder: string;
  /** Port of the proxy. @default a free one */
  readonly port?: number;
  /** Region to load before the first call. @default ap-northeast-1 */
  readonly region?: string;
  /** @default no messages */
  readonly say?: Say;
}

/** A running emulator of AWS behind its proxy. */
export interface Emulator extends Pick<Proxy, "endpoint" | "port" | "setRejections" | "setQuotas" | "setInterceptor"> {
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
  fs.mkdirSync(options.folder, { recursive: true });
  const python = await installMoto(options.root, options.say ?? (() => undefined));
  const moto = await startMoto({ python, logFile: path.join(options.folder, "moto.log") });
  try {
    const requestLogFile = path.join(options.folder, "calls.jsonl");
    fs.rmSync(requestLogFile, { force: true });
    const { port } = options;
    const proxy = await startProxy({ emulatorPort: moto.port, requestLogFile, ...(port !== undefined && { port }) });
    proxy.warmUp(options.region ?? "ap-northeast-1");
    return {
      ...proxy,
      requestLogFile,
      stop: async () => {
        await proxy.close();
        await moto.stop();
      },
    };
  } catch (error) {
    await moto.stop();
    throw error;
  }
}
