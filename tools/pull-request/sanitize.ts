/** Ends a word for whoever looks for mentions, links and tags, and is not seen. */
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
 * A text by a stranger that may be shown in our name: it mentions nobody, links nowhere, loads nothing and holds no tag
 * but those that fold. It looks as before, in code blocks too: where they begin and end need not be known, and cannot be
 * faked.
 */
export function harmless(markdown: string): string {
  const text = markdown.replaceAll("\r\n", "\n").replace(UNSEEN, "");
  return BREAKS.reduce((before, [sign, broken]) => before.replace(sign, broken), text);
}
