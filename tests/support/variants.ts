import type { RecordedResource } from "../../tools/plan/engine";
import { deployStage, type DeployOptions } from "./deploy";
import { reveal, tag, type Deployment } from "./deployment";

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

/** Settings of variants that several tests look at. */
export const settings = {
  bastion: { bastion: true, bastionHours: 3, adminCidrs: ["203.0.113.0/24", "198.51.100.7/32"] },
  sessionManager: { access: "ssm", nat: "gateway", http: "off", flowLogs: true },
  noNat: { nat: "none", https: false },
} as const;

/** A stage's name, `servicename-stg`, as it stands in names. */
export function ownerOf(stage: string): { readonly service: string; readonly stage: string } {
  return { service: "servicename", stage };
}

/** Every resource's URN, sorted. */
export function urnsOf({ resources }: Deployment): string[] {
  return resources.map(({ urn }) => urn).sort();
}

/** What the first has and the second has not. */
export function without(all: readonly string[], less: readonly string[]): string[] {
  return all.filter((each) => !less.includes(each));
}

/** The last part of a type and the logical name: `Subnet vpc-public-1a`. */
export function shortName({ type, name }: RecordedResource): string {
  return `${type.slice(type.lastIndexOf(":") + 1)} ${name}`;
}

/** Short names of all resources, components left out, sorted. */
export function shortNames({ resources }: Deployment): string[] {
  return resources
    .filter(({ custom }) => custom)
    .map(shortName)
    .sort();
}

/** Name tags by short name. */
export function nameTags(resources: readonly RecordedResource[]): Record<string, unknown> {
  return Object.fromEntries(resources.map((resource) => [shortName(resource), reveal(tag(resource, "Name"))]));
}

/** Short names of what stands before a resource does, sorted. */
export function needs({ resources }: Deployment, { dependencies }: RecordedResource): string[] {
  return resources
    .filter(({ urn }) => dependencies.includes(urn))
    .map(shortName)
    .sort();
}
