import { messageOf } from "../../lib/user-error";
import { startEmulator } from "./emulator";
import type { DaemonMessage, DaemonOptions } from "./stage-emulator";

/** The background process of `npm run local`: runs a stage's emulator until it receives a signal. */
async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? "{}") as DaemonOptions;
  let stop = (): Promise<void> => Promise.resolve();
  const end = () => {
    void stop().finally(() => process.exit(0));
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  // Nothing would refer to this process if the command that started it ended before it is ready.
  let ready = false;
  process.on("disconnect", () => {
    if (!ready) end();
  });
  try {
    const emulator = await startEmulator(options);
    const { endpoint, port, requestLogFile } = emulator;
    stop = () => emulator.stop();
    ready = true;
    send({ ready: { pid: process.pid, endpoint, port, requestLogFile } });
  } catch (error) {
    const inUse = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
    const failed = inUse
      ? `Port ${options.port ?? 0} is in use by another program: choose another --port`
      : messageOf(error);
    send({ failed });
    process.exitCode = 1;
    process.disconnect();
  }
}

function send(message: DaemonMessage): void {
  process.send?.(message);
}

void main();
