import { Resource } from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";

/** Parts of Pulumi's runtime that its type definitions leave out. */
const promises = debuggable as unknown as { debuggablePromise: (promise: unknown) => unknown };
const resources = Resource as unknown as { callsites: () => readonly unknown[] };

/**
 * Runs a function while Pulumi does not note where in the program each promise and each resource is made.
 *
 * That takes half of a run's time under ts-node, which looks every line up in a source map. The notes are for the
 * engine's own messages and for a report when the process ends with promises open; here `Strays` finds those.
 */
export async function withoutOrigins<T>(act: () => Promise<T>): Promise<T> {
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
