import { messageOf } from "../../lib/user-error";
import { startEmulator } from "./emulator";
import { sandboxName } from "./stage-folder";
import { announce, type DaemonMessage, type DaemonOptions } from "./stage-emulator";
import { withoutInstances } from "./status";
import { statusPages } from "./status-pages";

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
    const { folder, stage, by, unsupportedReason: reason } = options;
    const identity = { pid: process.pid, stage, by, startedAt: new Date().toISOString() };
    let source = withoutInstances(reason ?? "they are being started");
    const pages = statusPages({ identity, folder, source: () => source });
    const instances = { name: sandboxName(options), opensPorts: true };
    const emulator = await startEmulator({ ...options, pages, ...(reason === undefined && { instances }) });
    stop = () => emulator.stop();
    source = emulator.machines?.status() ?? source;
    const { endpoint, port, requestLogFile } = emulator;
    const found = { pid: process.pid, endpoint, port, requestLogFile };
    announce(folder, found);
    ready = true;
    send({ ready: found });
  } catch (error) {
    const inUse = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
    await stop();
    send({ failed: inUse ? portInUse(options.port ?? 0) : messageOf(error) });
    process.exitCode = 1;
    process.disconnect();
  }
}

function portInUse(port: number): string {
  return `Port ${port} is in use by another program: choose another --port`;
}

function send(message: DaemonMessage): void {
  process.send?.(message);
}

void main();
