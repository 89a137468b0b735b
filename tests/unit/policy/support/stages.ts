import { graphOfRecording } from "../../../../policy/from-recording";
import type { GraphResource } from "../../../../policy/graph";
import { analyze, type Reachability } from "../../../../policy/reachability";
import { variants } from "../../stages/variants";
import type { Deployment } from "../../../support";
import { variant } from "../../../support/variants";

/** The committed stages before their first deployment, and variants of stg that other tests use too. */
const DEPLOYMENTS = {
  stg: () => variant("stg", { preview: true }),
  prod: () => variant("prod", { preview: true }),
  ...variants,
} as const satisfies Record<string, () => Promise<Deployment>>;

type Run = keyof typeof DEPLOYMENTS;

export const RUNS = Object.keys(DEPLOYMENTS) as readonly Run[];

const known = new Map<Run, Promise<Reachability>>();

/** The reachability of a stage; analyzed once. */
export function reachable(run: Run): Promise<Reachability> {
  const reach = known.get(run) ?? reachableWithout(run, () => false);
  known.set(run, reach);
  return reach;
}

/** The reachability of a stage without some of its resources. */
export async function reachableWithout(
  run: Run,
  forgotten: (resource: GraphResource) => boolean,
): Promise<Reachability> {
  const { recording } = await DEPLOYMENTS[run]();
  return analyze(graphOfRecording(recording).filter((resource) => !forgotten(resource)));
}
