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

/** The values that are known in a preview, or all when none is. In a deployment, all are known. */
export function knownInPreview(values: readonly pulumi.Input<string>[]): pulumi.Output<string[]> {
  const outputs = values.map((value) => pulumi.output(value));
  if (!pulumi.runtime.isDryRun()) return pulumi.all(outputs);
  const known = async () => {
    const isEachKnown = await Promise.all(outputs.map(isKnown));
    return isEachKnown.includes(true) ? outputs.filter((_, index) => isEachKnown[index]) : outputs;
  };
  return pulumi.output(known().then((some) => pulumi.all(some)));
}
