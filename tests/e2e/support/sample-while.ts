/** Samples something again and again while some work runs; returns the result of the work and all samples. */
export async function sampleWhile<Result, Sample>(
  work: () => Promise<Result>,
  sample: () => Promise<Sample>,
  intervalMs: number,
): Promise<{ readonly result: Result; readonly samples: readonly Sample[] }> {
  const samples: Sample[] = [];
  const done = new AbortController();
  const sampling = (async () => {
    while (!done.signal.aborted) {
      samples.push(await sample());
      await new Promise((resolve) => setTimeout(resolve, intervalMs));
    }
  })();
  try {
    return { result: await work(), samples };
  } finally {
    done.abort();
    await sampling;
  }
}
