/** Invisible; breaks mentions, links and tags. */
const NOTHING = "\u200B";

/** Parts of a text that GitHub would act on, each with where it is broken in two. */
const BREAKS: readonly (readonly [RegExp, string])[] = [
  // Tags and HTML comments, but for those that fold a plan.
  [/<(?!\/?(?:details|summary)>)/g, `<${NOTHING}`],
  // Mentions; addresses of people.
  [/@/g, `@${NOTHING}`],
  // Character references, which become any of the signs here once the text is shown; and numbers of issues.
  [/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});|#(?=\d)|gh-(?=\d)/gi, `$&${NOTHING}`],
  // Links and pictures, their definitions, and bare addresses.
  [/\](?=[([:])/g, `]${NOTHING}`],
  [/:(?=\/\/)/g, `:${NOTHING}`],
  [/www(?=\.)/gi, `$&${NOTHING}`],
  // Code blocks that become a drawing or a map.
  [/(?<=```|~~~)(?=[^\S\n]*[a-z])(?!text$)/gim, NOTHING],
];

/** All control characters but line feed and tab, and those that turn the direction of writing. */
const UNSEEN = /[\0-\x08\x0B-\x1F\x7F-\x9F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/**
 * An untrusted text made safe to show in our name: no mentions, links, images or tags but those that fold. It looks the
 * same, in code blocks too, and does not depend on where they start and end, which the text could fake.
 */
export function sanitize(markdown: string): string {
  const text = markdown.replaceAll("\r\n", "\n").replace(UNSEEN, "");
  return BREAKS.reduce((before, [sign, broken]) => before.replace(sign, broken), text);
}
