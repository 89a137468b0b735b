import * as pulumi from "@pulumi/pulumi";

/**
 * The value that was last given, kept in the state: a run that gives none keeps the one before.
 *
 * @param value absent: keep what is kept
 * @param options.initial what it is until a value is given
 */
export function stashedValue(
  name: string,
  value: string | undefined,
  { initial, parent }: { readonly initial: string; readonly parent: pulumi.Resource },
): pulumi.Output<unknown> {
  return new pulumi.Stash(
    name,
    { input: value ?? initial },
    { parent, ...(value === undefined ? { ignoreChanges: ["input"] } : {}) },
    // Its output would be the first value for good.
  ).input;
}
