import { messageOf } from "../../lib/user-error";
import { startEmulator } from "./emulator";
import type { DaemonMessage, DaemonOptions } from "./stage-emulator";

/** The background process of `npm run local`: holds a stage's emulator until it is told to end. */
async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? "{}") as DaemonOptions;
  let stop = (): Promise<void> => Promise.resolve();
  const end = () => {
    void stop().finally(() => process.exit(0));
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  // Where the command that started it dies before it is ready, nobody would know of it.
  let ready = false;
  process.on("disconnect", () => {
    if (!ready) end();
  });
  try {
    const emulator = await startEmulator(options);
    const { endpoint, port, recordFile } = emulator;
    stop = () => emulator.stop();
    ready = true;
    say({ ready: { pid: process.pid, endpoint, port, recordFile } });
  } catch (error) {
    const inUse = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
    const failed = inUse
      ? `Port ${options.port ?? 0} is in use by another program: choose another --port`
      : messageOf(error);
    say({ failed });
    process.exitCode = 1;
    process.disconnect();
  }
}

function say(message: DaemonMessage): void {
  process.send?.(message);
}

void main();
