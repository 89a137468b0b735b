import type { FetchedPage } from "./page";
import type { StageEmulator } from "./stage-emulator";
import type { LocalStatus } from "./status";

/** What was deployed, and how to look at it. */
export interface Deployed {
  readonly stage: string;
  readonly region: string;
  readonly emulator: Pick<StageEmulator, "endpoint">;
  readonly status: Pick<LocalStatus, "instances" | "ports">;
  readonly pages: readonly FetchedPage[];
}

/** The last lines of `npm run local`. */
export function stageSummary(deployed: Deployed): string {
  const { stage, region, emulator, status } = deployed;
  const local = `npm run local -- ${stage}`;
  const { running } = status.instances;
  const commands: readonly (readonly [string, string])[] = [
    [`${local} --status`, "what the API reports, and what runs"],
    ...(running
      ? ([
          [`${local} --logs web -f`, "console of a web server (or nat, api)"],
          [`npm run ssh -- ${stage} web`, "log in, with the bastion on"],
          [`${local} --verify`, "check everything"],
          [`${local} --kill-one`, "terminate a server and see it replaced"],
        ] as const)
      : ([
          [`${local} --logs api -f`, "AWS API calls"],
          [`${local} --verify`, "check what the API reports"],
          [`${local} --kill-one`, "terminate a server and see it replaced"],
        ] as const)),
    [`${local} --set nat=gateway`, "try a setting"],
    [`${local} --down`, "stop it"],
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
    return ["Instances do not run here, so only the AWS API answers:", `  ${instances.reason}`];
  }
  if (pages.length === 0) return ["The load balancer has no port on this computer: see --status."];
  const width = Math.max(...pages.map(({ url }) => url.length));
  return pages.map(({ url, found }) => `  ${url.padEnd(width)} → ${found}`);
}
