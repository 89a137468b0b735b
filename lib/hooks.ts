import * as pulumi from "@pulumi/pulumi";
import { poll } from "./poll";

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

/** Names of errors for a resource that AWS does not find, or for an AMI that has been deregistered. */
const NOT_FOUND = /NotFound|^InvalidAMIID\.Unavailable$/;

/**
 * How long a resource that was created or changed a moment ago may be missing in the next answer.
 * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
const VISIBLE_SECONDS = 30;

/**
 * The function that Pulumi calls. Pulumi passes a property that holds a secret as an output, which no AWS call accepts, so
 * the action gets its value. The action begins again if AWS does not find a resource.
 */
export function callbackOf(act: BeforeChange): pulumi.ResourceHookFunction {
  return async ({ name, newInputs }) => {
    const values = await new Promise<Readonly<Record<string, unknown>>>((resolve) => {
      pulumi.output<Record<string, unknown>>(newInputs ?? {}).apply(resolve);
    });
    await poll({
      what: name,
      intervalSeconds: 5,
      timeoutSeconds: VISIBLE_SECONDS,
      advice: "If it was deleted by hand, run: pulumi up --refresh",
      check: async () => {
        try {
          await act(values);
          return undefined;
        } catch (error) {
          if (!(error instanceof Error) || !NOT_FOUND.test(error.name)) throw error;
          return error.message.replace(/\.$/, "");
        }
      },
    });
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
