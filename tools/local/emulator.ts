import * as fs from "node:fs";
import * as path from "node:path";

import { startFront } from "./front";
import { startMoto } from "./moto";
import { installMoto } from "./moto-install";
import type { Quotas, Rejection } from "./rejections";
import type { Say } from "../say";

/** What an emulator needs. */
export interface EmulatorOptions {
  /** The project's root, below which `.local/venv` is. */
  readonly root: string;
  /** Folder for the record and the log; made when missing. */
  readonly folder: string;
  /** Port of the front. @default a free one */
  readonly port?: number;
  /** Region to have ready before the first call. @default ap-northeast-1 */
  readonly region?: string;
  /** Calls to reject as AWS does. @default all that the project has */
  readonly rejections?: readonly Rejection[];
  /** @default says nothing */
  readonly say?: Say;
}

/** A running emulator of AWS. */
export interface Emulator {
  /** The address for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  readonly port: number;
  /** The record of all calls; `readRecord` reads it. */
  readonly recordFile: string;
  /** Rejects other calls from now on; without rejections, all that AWS rejects. For tests. */
  readonly setRejections: (rejections?: readonly Rejection[]) => void;
  /** Sets the account's quotas. For tests. */
  readonly setQuotas: (quotas: Quotas) => void;
  /** Ends front and emulator; all that was made in it is gone. */
  stop(): Promise<void>;
}

/**
 * Installs the emulator when it is not there yet, and starts it behind its front.
 * @throws UserError when it cannot be installed or started.
 * @throws Error with `code` `EADDRINUSE` when something else has the port.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  fs.mkdirSync(options.folder, { recursive: true });
  const python = await installMoto(options.root, options.say ?? (() => undefined));
  const moto = await startMoto({ python, logFile: path.join(options.folder, "moto.log") });
  try {
    const recordFile = path.join(options.folder, "calls.jsonl");
    fs.rmSync(recordFile, { force: true });
    const front = await startFront({
      emulatorPort: moto.port,
      recordFile,
      ...(options.port !== undefined && { port: options.port }),
      ...(options.rejections !== undefined && { rejections: options.rejections }),
    });
    front.warmUp(options.region ?? "ap-northeast-1");
    return {
      endpoint: front.endpoint,
      port: front.port,
      recordFile,
      setRejections: front.setRejections,
      setQuotas: front.setQuotas,
      stop: async () => {
        await front.close();
        await moto.stop();
      },
    };
  } catch (error) {
    await moto.stop();
    throw error;
  }
}
