/** Invisible; breaks mentions, links and tags. */
const ZERO_WIDTH_SPACE = "\u200B";

/** Text that GitHub would act on, with its replacement. */
const BREAKS: readonly (readonly [RegExp, string])[] = [
  // Tags and HTML comments, except folds.
  [/<(?!\/?(?:details|summary)>)/g, `<${ZERO_WIDTH_SPACE}`],
  // Mentions and e-mail addresses.
  [/@/g, `@${ZERO_WIDTH_SPACE}`],
  // Character references, which could stand for any of these characters, and issue numbers.
  [/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});|#(?=\d)|gh-(?=\d)/gi, `$&${ZERO_WIDTH_SPACE}`],
  // Links, images, link definitions and bare URLs.
  [/\](?=[([:])/g, `]${ZERO_WIDTH_SPACE}`],
  [/:(?=\/\/)/g, `:${ZERO_WIDTH_SPACE}`],
  [/www(?=\.)/gi, `$&${ZERO_WIDTH_SPACE}`],
  // Code blocks that GitHub renders as a diagram or a map.
  [/(?<=```|~~~)(?=[^\S\n]*[a-z])(?!text$)/gim, ZERO_WIDTH_SPACE],
];

/** Control characters except line feed and tab, and characters that change the writing direction. */
const INVISIBLE = /[\0-\x08\x0B-\x1F\x7F-\x9F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/**
 * Makes untrusted text safe to post as ours: no mentions, links, images or tags, except folds. It looks the same, also in
 * code blocks, and does not depend on where these start and end, which the text could fake.
 */
export function sanitize(markdown: string): string {
  const text = markdown.replaceAll("\r\n", "\n").replace(INVISIBLE, "");
  return BREAKS.reduce((before, [sign, broken]) => before.replace(sign, broken), text);
}
