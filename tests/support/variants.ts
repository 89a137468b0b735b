import { deployStage, type DeployOptions } from "./deploy";
import type { Deployment } from "./deployment";

/** What makes one variant of a stage differ from its committed file. */
export type Variant = Pick<DeployOptions, "config" | "secrets" | "preview" | "lastOutputs">;

const deployments = new Map<string, Promise<Deployment>>();

/** A committed stage with settings changed, deployed once however many tests look at it. */
export function variant(stage: "stg" | "prod", options: Variant = {}): Promise<Deployment> {
  const key = JSON.stringify([stage, options]);
  const known = deployments.get(key) ?? deployStage(stage, options);
  deployments.set(key, known);
  return known;
}
