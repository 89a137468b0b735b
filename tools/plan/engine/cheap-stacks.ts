/** How stack traces are made of frames; Node's own way where nobody set another. */
type Formatter = ((error: Error, frames: NodeJS.CallSite[]) => unknown) | undefined;

/**
 * Runs a function while stack traces of errors without a message are left empty.
 *
 * Pulumi notes the stack of each promise that it makes, in an error that nobody sees. Under ts-node each of those is
 * looked up in source maps, which takes half of a run's time.
 */
export async function withCheapStacks<T>(act: () => Promise<T>): Promise<T> {
  const errors = Error as { prepareStackTrace: Formatter };
  const format = errors.prepareStackTrace;
  if (format === undefined) return act();
  errors.prepareStackTrace = (error, frames) =>
    error.message === "" && error.name === "Error" ? "Error" : format(error, frames);
  try {
    return await act();
  } finally {
    errors.prepareStackTrace = format;
  }
}
