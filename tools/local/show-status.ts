import { findEmulator, readStatus } from "./stage-emulator";
import { stageFolder } from "./stage-folder";
import { findHolder, sinceWhen } from "./stage-lock";
import type { Host, LocalStatus } from "./status";

export interface ShowStatusOptions {
  readonly root: string;
  readonly stage: string;
  readonly stdout: { readonly write: (text: string) => unknown };
}

/** Prints what runs of a stage. Returns the exit status: 1 when nothing does. */
export async function showStatus({ root, stage, stdout }: ShowStatusOptions): Promise<number> {
  const { folder } = stageFolder(root, stage);
  const emulator = await findEmulator(folder);
  const now = new Date();
  if (emulator !== undefined) stdout.write(statusText(await readStatus(emulator), emulator.endpoint, now));
  const holder = findHolder(folder);
  if (holder !== undefined) {
    stdout.write(
      `${holder.command} is deploying it: ${holder.user} started it ${sinceWhen(holder.since, now)} (process ${holder.pid})\n`,
    );
  }
  if (emulator !== undefined || holder !== undefined) return 0;
  stdout.write(`${stage} is not running on this computer. To start it: npm run local -- ${stage}\n`);
  return 1;
}

/** A status for people. */
export function statusText(status: LocalStatus, endpoint: string, now: Date): string {
  const { stage, by, startedAt, pid, memoryMiB } = status;
  const lines = [
    `${stage} runs on this computer: ${by.user} started it ${sinceWhen(startedAt, now)}`,
    `  AWS API    ${endpoint}  (process ${pid}, ${memoryMiB} MiB in total)`,
    ...portLines(status),
    ...(status.instances.running ? [] : [`  instances  are not running: ${status.instances.reason}`]),
    ...table(status.hosts),
  ];
  return `${lines.join("\n")}\n`;
}

function portLines({ ports: { http, https, ssh } }: LocalStatus): readonly string[] {
  return [
    ...(http === undefined ? [] : [`  HTTP       http://127.0.0.1:${http}/`]),
    ...(https === undefined ? [] : [`  HTTPS      https://127.0.0.1:${https}/`]),
    ...(ssh === undefined ? [] : [`  SSH        127.0.0.1:${ssh}, the bastion`]),
  ];
}

/** What the API says about each host, beside what runs. */
function table(hosts: readonly Host[]): readonly string[] {
  if (hosts.length === 0) return [];
  const rows = [
    ["name", "id", "API", "runs", "address", "public", ""],
    ...hosts.map(({ name, id, api, linux, address, publicAddress = "", load = "" }) => [
      ...[name, id === name ? "" : id, api, linux, address, publicAddress, load],
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const used = widths.map((width, column) => width > 0 || column === 0);
  return [
    "",
    ...rows.map((row) => {
      const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).filter((_, column) => used[column]);
      return `  ${cells.join("  ")}`.trimEnd();
    }),
  ];
}
