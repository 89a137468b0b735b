/** What a workflow or a person wrote: an issue, or a comment on one. */
export interface Written {
  readonly body?: string | null;
  readonly user?: { readonly login: string; readonly type: string } | null;
}

/** Who workflows write as. */
const BOT = "github-actions[bot]";

/** A line that people do not see, by which a text of ours is found again. */
export function marker(name: string): string {
  return `<!-- minimal-secure-web: ${name} -->`;
}

/** Whether a workflow of ours wrote it. Anybody can copy a marker, but nobody can write as the bot. */
export function isOwn({ body, user }: Written, mark: string): boolean {
  return user?.type === "Bot" && user.login === BOT && (body ?? "").startsWith(mark);
}
