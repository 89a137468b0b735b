import * as path from "node:path";

import type { FetchedPage } from "./page";
import type { StageEmulator } from "./stage-emulator";
import type { LocalStatus } from "./status";

/** What was deployed, and how to look at it. */
export interface Deployed {
  readonly root: string;
  readonly stage: string;
  readonly region: string;
  readonly emulator: Pick<StageEmulator, "endpoint" | "requestLogFile">;
  readonly status: Pick<LocalStatus, "instances" | "ports">;
  readonly pages: readonly FetchedPage[];
}

/** The last lines of `npm run local`. */
export function stageSummary(deployed: Deployed): string {
  const { stage, region, emulator, status } = deployed;
  const local = `npm run local -- ${stage}`;
  const { running } = status.instances;
  const commands: readonly (readonly [string, string])[] = [
    [`${local} --status`, "what the API says, and what runs"],
    ...(running
      ? ([
          [`${local} --logs web -f`, "console of a web server (or nat, build, api, …)"],
          [`npm run ssh -- ${stage} web`, "log in"],
          [`${local} --verify`, "check everything"],
          [`${local} --kill-one`, "terminate a server, watch its replacement"],
        ] as const)
      : ([
          [`${local} --logs api -f`, "calls of the AWS API (or engine)"],
          [`${local} --verify`, "check what the API says"],
          [`${local} --kill-one`, "terminate a server, watch its replacement"],
        ] as const)),
    [`${local} --set nat=gateway`, "try a setting"],
    [`${local} --down`, "end it"],
  ];
  const width = Math.max(...commands.map(([command]) => command.length));
  return [
    "",
    ...site(deployed),
    "",
    "To look around:",
    ...commands.map(([command, effect]) => `  ${command.padEnd(width)}  ${effect}`),
    "With the AWS CLI:",
    "  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local",
    `  export AWS_REGION=${region} AWS_ENDPOINT_URL=${emulator.endpoint}`,
    "",
  ].join("\n");
}

/** The pages, or why there is none. */
function site({ status: { instances }, pages }: Deployed): readonly string[] {
  if (!instances.running) {
    return [`Instances do not run here (${instances.reason}), so only the AWS API answers.`];
  }
  if (pages.length === 0) return ["The load balancer has no port on this computer: see --status."];
  const width = Math.max(...pages.map(({ url }) => url.length));
  return pages.map(({ url, found }) => `  ${url.padEnd(width)} → ${found}`);
}

/** A path as the user would type it in the project's folder. */
export function relativePath(root: string, file: string): string {
  return path.relative(root, file);
}
