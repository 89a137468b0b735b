import { Resource } from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import * as state from "@pulumi/pulumi/runtime/state";

export interface RuntimeState {
  readonly settings: { engine?: unknown };
}

/** Parts of Pulumi's runtime that its type definitions leave out. */
const { LocalStore } = state as unknown as { readonly LocalStore: new () => RuntimeState };
const pulumi = globalThis as unknown as { asyncLocalStorage: { getStore: () => RuntimeState | undefined } };
const promises = debuggable as unknown as { debuggablePromise: (promise: unknown) => unknown };
const resources = Resource as unknown as { callsites: () => readonly unknown[] };

/**
 * Runs a function with its own settings, stack and connections. Runs must not overlap.
 *
 * Pulumi uses an `AsyncLocalStorage` for this, which supports concurrent runs. Once one exists, Node tracks every
 * promise of the process, and a run creates thousands: that takes a fifth of its time.
 */
export async function withIsolatedState<T>(act: (state: RuntimeState) => Promise<T>): Promise<T> {
  const { asyncLocalStorage } = pulumi;
  const store = new LocalStore();
  pulumi.asyncLocalStorage = { getStore: () => store };
  try {
    return await act(store);
  } finally {
    pulumi.asyncLocalStorage = asyncLocalStorage;
  }
}

/**
 * Runs a function while Pulumi does not record the call site of each promise and each resource.
 *
 * Under ts-node, which maps every line to its source, recording takes half of a run's time. Only the engine's
 * messages and Pulumi's report of pending promises use it; `UnhandledRejections` replaces that report here.
 */
export async function withoutCallSites<T>(act: () => Promise<T>): Promise<T> {
  const { debuggablePromise } = promises;
  const { callsites } = resources;
  promises.debuggablePromise = (promise) => promise;
  resources.callsites = () => [];
  try {
    return await act();
  } finally {
    promises.debuggablePromise = debuggablePromise;
    resources.callsites = callsites;
  }
}
