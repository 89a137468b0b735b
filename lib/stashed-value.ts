import * as pulumi from "@pulumi/pulumi";

/**
 * A value in the state that outlives the run that sets it.
 * @param value undefined keeps the value of an earlier run
 * @param options.initial the value until one is set
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
    // Its output would be the first value forever.
  ).input;
}
