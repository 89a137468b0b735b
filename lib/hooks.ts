import * as pulumi from "@pulumi/pulumi";

/** A check or an action of the program before a resource is created or updated; throwing stops that resource. */
export type BeforeChange = (newInputs: Readonly<Record<string, unknown>>) => Promise<void>;

/**
 * Hooks that run before a resource is created and before it is updated, never in a preview.
 *
 * They run before the dependent resource, not after its dependency: when a hook fails after a creation, the resource stays
 * in the state and the next `pulumi up` continues without the hook. A hook that fails before a creation runs every time.
 * @param name unique in the stack; shown when the hook fails
 */
export function beforeChange(name: string, act: BeforeChange): pulumi.ResourceHookBinding {
  const hook = hasEngine() ? new pulumi.ResourceHook(name, callbackOf(act)) : unknownHook(name);
  return { beforeCreate: [hook], beforeUpdate: [hook] };
}

/**
 * A hook that runs once, after a creation. When it fails, the update fails, but the resource is in the state, and the next
 * `pulumi up` continues without the hook: its error must say how to do by hand what it did not do.
 * @param name unique in the stack; shown when the hook fails
 */
export function afterCreation(name: string, act: () => Promise<void>): pulumi.ResourceHookBinding {
  return { afterCreate: [hasEngine() ? new pulumi.ResourceHook(name, act) : unknownHook(name)] };
}

/**
 * The function that Pulumi calls. Pulumi passes a property that holds a secret as an output, which no AWS call accepts, so
 * the action gets its value.
 */
export function callbackOf(act: BeforeChange): pulumi.ResourceHookFunction {
  return async ({ newInputs }) => {
    const values = await new Promise<Readonly<Record<string, unknown>>>((resolve) => {
      pulumi.output<Record<string, unknown>>(newInputs ?? {}).apply(resolve);
    });
    await act(values);
  };
}

/** Whether an engine runs the program: the mock runtime of unit tests and of the offline plan knows no hooks. */
export function hasEngine(): boolean {
  return typeof pulumi.runtime.getMonitor()?.registerResourceHook === "function";
}

/** Only a name, which the mock runtime records and never runs. */
function unknownHook(name: string): pulumi.ResourceHook {
  return { name, __pulumiResourceHook: true } as unknown as pulumi.ResourceHook;
}
