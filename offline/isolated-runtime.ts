import * as state from "@pulumi/pulumi/runtime/state";

/** Settings, stack and connections of a run. */
export interface Store {
  readonly settings: { engine?: unknown };
}

/** Parts of Pulumi's state that its type definitions leave out. */
const { LocalStore } = state as unknown as { readonly LocalStore: new () => Store };
const pulumi = globalThis as unknown as { asyncLocalStorage: { getStore: () => Store | undefined } };

/**
 * Runs a function with settings, stack and connections of its own; runs take place one at a time.
 *
 * Pulumi's own way, an `AsyncLocalStorage`, is for several at once. From its first use on, Node tracks each promise of
 * the process, of which a run has many thousands: that takes a fifth of its time.
 */
export async function withOwnStore<T>(act: (store: Store) => Promise<T>): Promise<T> {
  const { asyncLocalStorage } = pulumi;
  const store = new LocalStore();
  pulumi.asyncLocalStorage = { getStore: () => store };
  try {
    return await act(store);
  } finally {
    pulumi.asyncLocalStorage = asyncLocalStorage;
  }
}
