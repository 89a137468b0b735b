import { parseSettings, type AwsProviderSettings } from "../../../../config";
import type { StageInstance, Role } from "../../../../tools/stage/instances";
import type { OperatedStage } from "../../../../tools/stage/stage";
import { sourceOf, type Values } from "../../config/support";

/** The stage `stg` of the service `shop` with other settings than the defaults. */
export function stageWith(values: Values = {}, provider: Partial<AwsProviderSettings> = {}): OperatedStage {
  const result = parseSettings(sourceOf(values));
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return {
    project: "minimal-secure-web",
    stageName: { service: "shop", stage: "stg" },
    settings: result.settings,
    provider: { region: "ap-northeast-1", endpoints: {}, assumeRoles: [], allowedAccountIds: [], ...provider },
  };
}

/** An instance that runs. */
export function instance(role: Role, id: string, more: Partial<StageInstance> = {}): StageInstance {
  return {
    ...{ role, id, state: "running", zone: "ap-northeast-1a", privateIp: "10.0.1.10" },
    ...{ startedAt: new Date("2026-11-25T00:00:00Z") },
    ...more,
  };
}

/** A bastion that runs. */
export const BASTION = { ...instance("bastion", "i-0b", { privateIp: "10.0.0.9" }), publicIp: "203.0.113.9" };
