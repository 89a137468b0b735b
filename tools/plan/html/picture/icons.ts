import { html, Markup } from "../markup";

/** Our own glyphs, as lines on a square of 24 by 24. */
const GLYPHS = {
  internet: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M3.5 9h17M3.5 15h17M12 3c-5 5-5 13 0 18c5-5 5-13 0-18",
  range: "M12 4.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M5 20c0-4 3-6 7-6s7 2 7 6",
  gateway: "M4 20V11a8 8 0 0 1 16 0v9M4 20h16M9.5 17V9.5M7.5 11.5l2-2l2 2M14.5 10v7.5M12.5 15.5l2 2l2-2",
  loadBalancer: "M3 12h6M9 12l6-6.5h5M9 12h11M9 12l6 6.5h5M18 3.5l2.5 2l-2.5 2M18 10l2.5 2l-2.5 2M18 16.5l2.5 2l-2.5 2",
  servers: "M4 4.5h16v6H4zM4 13.5h16v6H4zM7.5 7.5h.01M7.5 16.5h.01M11 7.5h6M11 16.5h6",
  build: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5l8-4.5M12 12v9",
  bastion: "M3 5h18v14H3zM7 9.5l3 2.5l-3 2.5M12.5 15h4.5",
  natInstance: "M4 6h9v12H4zM7 9.5h3M9 14h11M17 11l3 3l-3 3",
  natGateway: "M9 6.5A7 7 0 1 0 9 17.5M8 12h12M17 9l3 3l-3 3",
  instance: "M6 6h12v12H6zM9 3v3M15 3v3M9 18v3M15 18v3M3 9h3M3 15h3M18 9h3M18 15h3",
  s3: "M4.5 6.5l2 13c.3 1.5 10.7 1.5 11 0l2-13M12 3.5c-4.5 0-7.5 1.2-7.5 3s3 3 7.5 3s7.5-1.2 7.5-3s-3-3-7.5-3",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  cost: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M15 8.5c-1-1.5-6-1.5-6 .8s6 1.5 6 4s-5 2.5-6 .6M12 6v12",
  door: "M5 21V4h10v17M3 21h18M11.5 12.5h.01M19 8l2.5 2.5L19 13M15 10.5h6",
  shield: "M12 3l8 3v6c0 5-3.5 7.5-8 9c-4.5-1.5-8-4-8-9V6zM8.5 12l2.5 2.5l4.5-5",
  size: "M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z",
} as const;

export type Glyph = keyof typeof GLYPHS;

/** The glyphs of a page, each once, for {@link icon} to refer to. */
export function sprite(): Markup {
  return html`<svg class="sprite" aria-hidden="true" width="0" height="0">
    ${Object.entries(GLYPHS).map(
      ([name, path]) => html`<symbol id="glyph-${name}" viewBox="0 0 24 24"><path d="${path}" /></symbol>`,
    )}
  </svg>`;
}

/** A glyph within the text of a page. */
export const icon = (glyph: Glyph): Markup =>
  html`<svg class="icon ${glyph}" aria-hidden="true" width="20" height="20"><use href="#glyph-${glyph}" /></svg>`;

/** A glyph at a place of the picture. */
export const glyphAt = (glyph: Glyph, x: number, y: number, size: number): Markup =>
  html`<use href="#glyph-${glyph}" class="glyph" x="${x}" y="${y}" width="${size}" height="${size}" />`;
