import * as pulumi from "@pulumi/pulumi";

/** A stage's outputs. What is switched off has no key. */
export type Outputs = Record<string, unknown>;

/** Drops the keys without a value, since Pulumi would warn of each. */
export function present(outputs: Outputs): Outputs {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
}

/**
 * A value that resolves only once a resource has been created or updated. Pulumi writes all outputs of a stack together,
 * even after a failed update; if one is missing, it writes none and all keep their values. A preview knows the URN of a
 * resource, so it shows the value.
 */
export function onceUpdated<T>(resource: pulumi.Resource | undefined, value: pulumi.Input<T>): pulumi.Output<T>;
export function onceUpdated<T>(
  resource: pulumi.Resource | undefined,
  value: pulumi.Input<T> | undefined,
): pulumi.Output<T> | undefined;
export function onceUpdated<T>(resource: pulumi.Resource | undefined, value: pulumi.Input<T> | undefined): unknown {
  if (value === undefined || resource === undefined) return value;
  return pulumi.all([value, resource.urn]).apply(([known]) => known);
}

/** `isKnown` is missing in the SDK's types. */
export function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as { readonly isKnown: Promise<boolean> }).isKnown;
}

/** The values, of which an unknown one in a preview repeats the first known one, if there is one. */
export function knownInPreview(values: readonly pulumi.Input<string>[]): pulumi.Input<string>[] {
  if (!pulumi.runtime.isDryRun()) return [...values];
  const outputs = values.map((value) => pulumi.output(value));
  const firstKnown = Promise.all(outputs.map(isKnown)).then((areKnown) => outputs[areKnown.indexOf(true)]);
  const known = async (output: pulumi.Output<string>) =>
    (await isKnown(output)) ? output : ((await firstKnown) ?? output);
  return outputs.map((output) => pulumi.output(known(output)));
}
