import { fold } from "../fold";
import { findEmulator, readStatus } from "./stage-emulator";
import { regionOf } from "./stage-file";
import { stageFolder } from "./stage-folder";
import { findHolder, sinceWhen } from "./stage-lock";
import type { Host, LocalStatus } from "./status";

interface ShowStatusOptions {
  readonly root: string;
  readonly stage: string;
  readonly stdout: { readonly write: (text: string) => unknown };
}

interface ApiAddress {
  readonly endpoint: string;
  readonly region: string;
}

/** Prints what runs of a stage. Returns the exit status: 1 when nothing does. */
export async function showStatus({ root, stage, stdout }: ShowStatusOptions): Promise<number> {
  const { folder, project } = stageFolder(root, stage);
  const emulator = await findEmulator(folder);
  const now = new Date();
  if (emulator !== undefined)
    stdout.write(
      statusText(await readStatus(emulator), { endpoint: emulator.endpoint, region: regionOf(project, stage) }, now),
    );
  const holder = findHolder(folder);
  if (holder !== undefined) {
    stdout.write(`Being deployed: ${holder.user} started it ${sinceWhen(holder.since, now)} (process ${holder.pid})\n`);
  }
  if (emulator !== undefined || holder !== undefined) return 0;
  stdout.write(`${stage} is not running on this computer. To start it: npm run local -- ${stage}\n`);
  return 1;
}

/** A status for people. */
export function statusText(status: LocalStatus, { endpoint, region }: ApiAddress, now: Date): string {
  const { stage, by, startedAt, pid, memoryMiB } = status;
  const lines = [
    `${stage} runs on this computer: ${by.user} started it ${sinceWhen(startedAt, now)}`,
    ...portLines(status),
    `AWS API  ${endpoint} (process ${pid}, ${memoryMiB} MiB in total)`,
    ...(status.instances.running
      ? []
      : fold(status.instances.reason, WIDTH - INDENT.length).map(
          (line, index) => (index === 0 ? "No EC2   " : INDENT) + line,
        )),
    ...table(status.hosts),
    "",
    "For the AWS CLI:",
    "  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local",
    `  export AWS_REGION=${region} AWS_ENDPOINT_URL=${endpoint}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** As wide as most terminals. */
const WIDTH = 80;
const INDENT = " ".repeat(9);

function portLines({ ports: { http, https, ssh } }: LocalStatus): readonly string[] {
  return [
    ...(http === undefined ? [] : [`HTTP     http://127.0.0.1:${http}/`]),
    ...(https === undefined ? [] : [`HTTPS    https://127.0.0.1:${https}/`]),
    ...(ssh === undefined ? [] : [`SSH      127.0.0.1:${ssh}, the bastion`]),
  ];
}

/** Two lines for each host: its state and load, then its ID and addresses. */
function table(hosts: readonly Host[]): readonly string[] {
  if (hosts.length === 0) return [];
  const names = Math.max(...hosts.map(({ name }) => name.length));
  const states = hosts.map(stateOf);
  const widest = Math.max(...states.map(({ length }) => length));
  return [
    "",
    ...hosts.flatMap(({ name, id, address, publicAddress, load = "" }, index) => [
      `${name.padEnd(names)}  ${(states[index] ?? "").padEnd(widest)}  ${load}`.trimEnd(),
      `  ${[...(id === name ? [] : [id]), address, ...(publicAddress === undefined ? [] : [publicAddress])].join("  ")}`,
    ]),
  ];
}

/** What the API says, and what runs where that is something else. */
function stateOf({ kind, api, linux }: Host): string {
  if (kind !== "instance") return linux;
  const isSame = linux === "running" ? api === "running" : api !== "running";
  return isSame ? api : `${api}, here ${linux}`;
}
