import { graphOfRecording } from "../../../../policy/from-recording";
import type { Graph } from "../../../../policy/graph";
import { analyze, type Reachability } from "../../../../policy/reachability";
import type { Deployment } from "../../../support";
import { variant } from "../../../support/variants";
import { variants } from "../../stages/variants";

/** The committed stages before and after their first deployment, and variants of stg that other tests use too. */
const STAGES = {
  stg: () => variant("stg", { preview: true }),
  "stg, deployed": () => variant("stg"),
  prod: () => variant("prod", { preview: true }),
  "prod, deployed": () => variant("prod"),
  ...variants,
  // EC2's service principal has another name there.
  "stg in China": () =>
    variant("stg", {
      config: {
        "aws:region": "cn-north-1",
        zones: [{ name: "cn-north-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" }],
        access: "ssm",
        flowLogs: true,
      },
    }),
} as const satisfies Record<string, () => Promise<Deployment>>;

export type Stage = keyof typeof STAGES;

export const ALL_STAGES = Object.keys(STAGES) as readonly Stage[];

export async function graphOf(stage: Stage): Promise<Graph> {
  return graphOfRecording((await STAGES[stage]()).recording);
}

export async function reachabilityOf(stage: Stage): Promise<Reachability> {
  return analyze(await graphOf(stage));
}
