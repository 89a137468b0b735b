import { scryptSync } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { textOf, UNDECRYPTED } from "../config";

/** An IPv4 range that may SSH to the bastion. */
export interface AdminRange {
  /** Part of its rule's logical name and tags: tells the range from others, and says nothing of it. */
  readonly key: string;
  /** Keys that earlier versions of the program gave it. */
  readonly formerKeys: readonly string[];
  readonly cidr: pulumi.Input<string>;
}

/**
 * There are only 2^32 addresses, so a name made of one must be slow to try and must fit many: some 40 ms each, and 24
 * bits, which hundreds of addresses share. The salt holds neither the stage nor the service: both can be renamed, and
 * AWS refuses the same rule under a second name (`InvalidPermission.Duplicate`).
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const COST = { N: 2 ** 14, r: 8, p: 1 };
const KEY_BYTES = 3;

const known = new Map<string, string>();

/**
 * Names ranges by their content: neither the place in the list nor whether the list is a secret changes a key.
 *
 * @param cidrs each once
 */
export async function adminRanges(cidrs: readonly pulumi.Input<string>[]): Promise<readonly AdminRange[]> {
  const texts = await Promise.all(cidrs.map(textOf));
  const keys: string[] = [];
  texts.forEach((text, index) => {
    // A plan without the stack's key does not know the range.
    const key = text === UNDECRYPTED ? `undecrypted-${index}` : keyOf(text);
    keys.push(keys.includes(key) ? `${key}-${index}` : key);
  });
  return cidrs.map((cidr, index) => ({
    key: keys[index] ?? "",
    // Of a secret only its place was in the name; its text must not come into the state by an alias either.
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
