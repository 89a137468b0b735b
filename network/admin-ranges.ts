import { scryptSync } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { textOf, UNDECRYPTED, type BastionSettings } from "../config";

export interface AdminRange {
  /** Part of its rule's logical name and tags; it does not reveal the range. */
  readonly key: string;
  /** Keys in earlier versions of the program. */
  readonly formerKeys: readonly string[];
  readonly cidr: pulumi.Input<string>;
}

/**
 * There are only 2^32 addresses, so a key derived from one must be slow to try and ambiguous: some 40 ms each, and 24
 * bits, which hundreds of addresses share. The salt contains neither the stage nor the service: both can be renamed, and
 * AWS rejects the same rule under a second name (`InvalidPermission.Duplicate`).
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const COST = { N: 2 ** 14, r: 8, p: 1 };
const KEY_BYTES = 3;

const known = new Map<string, string>();

/** Derives each key from the range: neither its position in the list nor whether the list is a secret changes it. */
export async function adminRanges({
  enabled,
  adminCidrs,
}: Pick<BastionSettings, "enabled" | "adminCidrs">): Promise<readonly AdminRange[]> {
  const cidrs = enabled ? adminCidrs : [];
  const texts = await Promise.all(cidrs.map(textOf));
  const keys: string[] = [];
  texts.forEach((text, index) => {
    // Without the stack's key the range is unknown.
    const key = text === UNDECRYPTED ? `undecrypted-${index}` : keyOf(text);
    keys.push(keys.includes(key) ? `${key}-${index}` : key);
  });
  return cidrs.map((cidr, index) => ({
    key: keys[index] ?? "",
    // A secret's former key is its position only; an alias must not write its text into the state either.
    formerKeys: typeof cidr === "string" ? [cidr, String(index)] : [String(index)],
    cidr,
  }));
}

function keyOf(text: string): string {
  const salt = `${pulumi.getProject()}:adminCidrs`;
  const key = known.get(text) ?? scryptSync(text, salt, KEY_BYTES, COST).toString("hex");
  known.set(text, key);
  return key;
}
