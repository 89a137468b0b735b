import type { RecordedResource } from "../../offline";
import { reveal, tag, type Deployment } from "./deployment";

export function stageNameOf(stage: string): { readonly service: string; readonly stage: string } {
  return { service: "servicename", stage };
}

export function urnsOf({ resources }: Deployment): string[] {
  return resources.map(({ urn }) => urn).sort();
}

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

/** What a change of settings makes and unmakes: short names, components included, with `VERSION` for an image version. */
export function changes(before: Deployment, after: Deployment): { readonly made: string[]; readonly gone: string[] } {
  const [all, now] = [before, after].map(({ resources }) => resources.map(shortName).sort()) as [string[], string[]];
  return { made: without(now, all).map(veiled), gone: without(all, now).map(veiled) };
}

/** A short name without the image version, which changes with the user data. */
function veiled(name: string): string {
  return name.replace(/(?<=^AmiFromInstance web-)[0-9a-f]{8}$/, "VERSION");
}
