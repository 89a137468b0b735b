/** Start and end of the work on a resource, in seconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Link {
  readonly name: string;
  readonly seconds: number;
}

/**
 * The critical path of a deployment: from the resource that was finished last, back to each dependency that was finished
 * last.
 *
 * @param spans by URN
 * @param dependencies by URN
 */
export function longestChain(
  spans: ReadonlyMap<string, Span>,
  dependencies: ReadonlyMap<string, readonly string[]>,
): readonly Link[] {
  const chain: Link[] = [];
  let urn = latest([...spans.keys()], spans);
  while (urn !== undefined) {
    const { start, end } = spans.get(urn) ?? { start: 0, end: 0 };
    chain.unshift({ name: urn.split("::").slice(2).join(" ").split("$").pop() ?? urn, seconds: end - start });
    urn = latest(dependencies.get(urn) ?? [], spans);
  }
  return chain;
}

function latest(urns: readonly string[], spans: ReadonlyMap<string, Span>): string | undefined {
  const end = (urn: string): number => spans.get(urn)?.end ?? 0;
  return urns.filter((urn) => spans.has(urn)).sort((a, b) => end(b) - end(a))[0];
}
