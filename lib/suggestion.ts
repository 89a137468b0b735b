import { distance } from "fastest-levenshtein";

/**
 * The candidate that was probably meant, or `undefined` when none is near: at most a third of the letters differ, or
 * two have changed places, or the text is the beginning of the candidate (four letters at least).
 */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const wanted = text.toLowerCase();
  let best: { readonly candidate: string; readonly far: number } | undefined;
  for (const candidate of candidates) {
    const far = distance(wanted, candidate.toLowerCase());
    if (far < (best?.far ?? Infinity)) best = { candidate, far };
  }
  if (best !== undefined && isNear(wanted, best.candidate.toLowerCase(), best.far)) return best.candidate;
  if (wanted.length < 4) return undefined;
  return candidates.find((candidate) => candidate.toLowerCase().startsWith(wanted));
}

function isNear(wanted: string, candidate: string, far: number): boolean {
  const swapped = far === 2 && sorted(wanted) === sorted(candidate);
  return swapped || far <= Math.max(1, Math.floor(wanted.length / 3));
}

const sorted = (text: string): string => Array.from(text).sort().join("");

/** `a`, `a or b`, `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}
