import { createHash } from "node:crypto";

/** The ID of the access key that instances with an instance profile get. */
export function accessKeyIdOf(profileName: string): string {
  return `ASIA${createHash("sha256").update(profileName).digest("hex").slice(0, 16).toUpperCase()}`;
}
