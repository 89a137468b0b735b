/** An issue or a comment. */
export interface Written {
  readonly body?: string | null;
  readonly user?: { readonly login: string; readonly type: string } | null;
}

const BOT = "github-actions[bot]";

/** An invisible first line that identifies our text. */
export function marker(name: string): string {
  return `<!-- minimal-secure-web: ${name} -->`;
}

/** Whether one of our workflows wrote it. A marker can be copied, but only workflows write as the bot. */
export function isFromBot({ body, user }: Written, mark: string): boolean {
  return user?.type === "Bot" && user.login === BOT && (body ?? "").startsWith(mark);
}
