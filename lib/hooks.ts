import * as pulumi from "@pulumi/pulumi";

/** A check or an act of the program's own, before a resource is created or updated; throwing stops that resource. */
export type BeforeChange = (newInputs: Readonly<Record<string, unknown>>) => Promise<void>;

/**
 * Hooks that run before a resource is created and before it is updated, never in a preview.
 *
 * Before the dependant, not after what it depends on: a hook that fails after a creation leaves the resource saved,
 * and the next `pulumi up` goes on as if all were well. One that fails before is asked again at every run.
 *
 * @param name unique in the stack; shown when the hook fails
 */
export function beforeChange(name: string, act: BeforeChange): pulumi.ResourceHookBinding {
  const hook = hasEngine() ? new pulumi.ResourceHook(name, callbackOf(act)) : unknownHook(name);
  return { beforeCreate: [hook], beforeUpdate: [hook] };
}

/**
 * What Pulumi calls for an act. Pulumi hands over a property that holds a secret as an output, with which AWS cannot be
 * asked; the act gets the value.
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

/** A hook by name only: it shows in what the mock runtime is told of the resource, and nobody runs it. */
function unknownHook(name: string): pulumi.ResourceHook {
  return { name, __pulumiResourceHook: true } as unknown as pulumi.ResourceHook;
}
