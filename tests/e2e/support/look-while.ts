/** Looks again and again for as long as some work lasts, and hands back what came of the work and of each look. */
export async function lookWhile<Result, Look>(
  work: () => Promise<Result>,
  look: () => Promise<Look>,
  everyMs: number,
): Promise<{ readonly result: Result; readonly looks: readonly Look[] }> {
  const looks: Look[] = [];
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      looks.push(await look());
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  try {
    return { result: await work(), looks };
  } finally {
    over.abort();
    await looking;
  }
}
