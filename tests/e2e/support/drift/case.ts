import type { ResourceTypeName } from "../../../../offline/resource-types";
import type { Hand } from "./hand";

/** What Pulumi does at the next `pulumi up --refresh`: `create vpc-s3`. */
type Step = `${"create" | "replace" | "update"} ${string}`;

/** Something that a person deletes or changes by hand, and that `pulumi up --refresh` restores. */
export interface DriftCase {
  /** In the words of the documentation. */
  readonly what: string;
  /** The types that are deleted. */
  readonly deletes: readonly ResourceTypeName[];
  /** Steps that a preview with a refresh must show. */
  readonly steps: readonly Step[];
  readonly act: (hand: Hand) => Promise<unknown>;
}

/** Cases that do not touch each other: they are made together and restored by one command. */
export type Wave = readonly DriftCase[];
