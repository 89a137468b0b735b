import { createHash } from "node:crypto";

import { UserError } from "../../lib/user-error";

/** Everything that makes one golden image differ from another. */
export interface ImageContent {
  /** The script that the machine runs before it is imaged. */
  readonly userData: string;
  readonly instanceType: string;
  /** The setting `imageGeneration`, which decides on the Amazon Linux underneath. */
  readonly generation: number;
}

/** A short name for a imageVersion, the same for the same imageVersion: eight hexadecimal digits. */
export function imageVersionOf(imageVersion: ImageContent): string {
  const text = JSON.stringify([imageVersion.userData, imageVersion.instanceType, imageVersion.generation]);
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** The imageVersions whose images a stage keeps: the current one and, once there was another, the one before it. */
export type KeptImageVersions = readonly [current: string, previous?: string];

/**
 * Which images a stage keeps.
 *
 * @param current the imageVersion that the settings ask for
 * @param last what the last finished `up` kept, current first
 */
export function keptImageVersions(current: string, last: readonly string[]): KeptImageVersions {
  const previous = last.find((imageVersion) => imageVersion !== current);
  return previous === undefined ? [current] : [current, previous];
}

/**
 * The imageVersion before the current one, to go back to.
 *
 * @param last what the last finished `up` kept, current first
 * @throws UserError while there is none; and when the current one is new, since the image that one wants to get away
 * from would then be the previous one, and the good one would go
 */
export function previousImageVersion([current, previous]: KeptImageVersions, last: readonly string[]): string {
  if (previous === undefined) {
    throw new UserError("previousImage: true, but this stage has had one image only; set it to false");
  }
  if (last[0] !== current) {
    throw new UserError(
      "previousImage: true, but the settings ask for a new image; set it to false to get the new one, or take the change back",
    );
  }
  return previous;
}
