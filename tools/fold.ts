import stringWidth from "string-width";

/** What Japanese does not put at the start of a line. */
const CLOSING = /^[、。)」:・]/;

const WIDE = /[\u3000-\u9fff\uff00-\uffef]/;

const words = new Intl.Segmenter("ja", { granularity: "word" });

/** Folds text into lines that a terminal shows within a width: at spaces, and in Japanese between words. */
export function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of piecesOf(text)) {
    if (stringWidth((line + piece).trimEnd()) <= width || line === "") line += piece;
    else {
      lines.push(line.trimEnd());
      line = piece;
    }
  }
  return [...lines, line.trimEnd()];
}

/** Parts that stay together, each with the spaces after it: words, and in Japanese text words of either script. */
function piecesOf(text: string): string[] {
  return (text.match(/\S+ *| +/g) ?? []).flatMap((piece) => {
    if (!WIDE.test(piece)) return [piece];
    const pieces: string[] = [];
    for (const { segment } of words.segment(piece)) {
      const last = pieces.at(-1);
      const staysWithLast =
        CLOSING.test(segment) || (!WIDE.test(segment) && !WIDE.test(last ?? "")) || segment.trim() === "";
      if (last !== undefined && staysWithLast) pieces[pieces.length - 1] = last + segment;
      else pieces.push(segment);
    }
    return pieces;
  });
}
