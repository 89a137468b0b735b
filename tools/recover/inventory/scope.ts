import { tagsOf, type StageName } from "../../../lib/naming";

export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Which resources belong to a stage. */
export interface Scope extends StageName {
  /** That of the stage. What IAM and S3 list may belong to a stage of the same name in another region. */
  readonly region: string;
  /** The VPCs with the stage's tags. */
  readonly vpcIds: readonly string[];
}

/** Whether a resource has the tags that the program gives to all resources of a stage. */
export function hasStageTags(tags: readonly Tag[] | undefined, stageName: StageName): boolean {
  return stageTags(stageName).every(([key, value]) => tags?.some((tag) => tag.Key === key && tag.Value === value));
}

/** Filters of EC2 for these tags. */
export function tagFilters(stageName: StageName): { readonly Name: string; readonly Values: string[] }[] {
  return stageTags(stageName).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
}

/** The tags that all resources of a stage have in common. */
function stageTags(stageName: StageName): readonly [key: string, value: string][] {
  return Object.entries(tagsOf(stageName, "")).filter(([key]) => key !== "Name");
}

/** The tag Name. */
export function nameIn(tags: readonly Tag[] | undefined): string {
  return tags?.find(({ Key }) => Key === "Name")?.Value ?? "";
}
