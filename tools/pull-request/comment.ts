import type { Api } from "./api";
import type { Artifact } from "./artifact";
import { sanitize } from "./sanitize";
import { isFromBot, marker, type Written } from "./bot-marker";

/** The workflow run, from GitHub: trusted, unlike its artifact. */
export interface Run {
  readonly sha: string;
  /** `owner/name` of the repository that the commit was pushed to: this one or a fork. */
  readonly repository: string;
  readonly url: string;
}

/** GitHub rejects a longer comment. */
const LIMIT = 65_536;

const FENCE = "```";
const FOLD_END = "</details>";

const MARKER = marker("offline plan");

/**
 * Writes the plan as a comment of the pull request, or updates that comment.
 *
 * The artifact names the pull request, and could lie: the newest commit of that pull request must be the one of the run.
 *
 * @returns what was done, in a sentence
 */
export async function commentPlan(api: Api, run: Run, { number, plan }: Artifact): Promise<string> {
  const { head } = await api.get<{ head: { sha: string; repo: { full_name: string } | null } }>(`/pulls/${number}`);
  if (head.sha !== run.sha || head.repo?.full_name !== run.repository) {
    return `Nothing written: the newest commit of pull request ${number} is not the one that this plan is of.`;
  }
  const body = commentOf(plan, run);
  const comments = await api.list<Written & { id: number }>(`/issues/${number}/comments`);
  const before = comments.find((comment) => isFromBot(comment, MARKER));
  if (before === undefined) await api.send("POST", `/issues/${number}/comments`, { body });
  else await api.send("PATCH", `/issues/comments/${before.id}`, { body });
  return `${before === undefined ? "Wrote" : "Updated"} the comment on pull request ${number}.`;
}

/** Our heading comes first, where nothing in the plan can hide it. */
function commentOf(plan: string, { sha, url }: Run): string {
  const heading = (note: string): string =>
    [
      MARKER,
      `## Offline plan of ${sha.slice(0, 7)}`,
      "",
      `[Made](${url}) without credentials by the pull request's own code: an aid to reading it, not a proof.${note}`,
      "",
      "",
    ].join("\n");
  const whole = `${heading("")}${sanitize(plan)}`;
  if (whole.length <= LIMIT) return whole;
  const shortened = heading(" **Truncated: too long for a comment. The run's summary has the whole plan.**");
  return `${shortened}${truncate(sanitize(plan), LIMIT - shortened.length)}`;
}

/** The first lines of a Markdown text, at most `limit` UTF-16 units. Closes an open code block and an open fold. */
function truncate(markdown: string, limit: number): string {
  if (markdown.length <= limit) return markdown;
  const closing = `\n${FENCE}\n\n${FOLD_END}\n`;
  const room = markdown.slice(0, Math.max(0, limit - closing.length));
  const end = room.lastIndexOf("\n");
  // A single long line is truncated between characters.
  const kept = end < 0 ? room.replace(/[\uD800-\uDBFF]$/, "") : room.slice(0, end);
  const lines = kept.split("\n");
  const count = (start: string): number => lines.filter((line) => line.startsWith(start)).length;
  const fence = count(FENCE) % 2 === 0 ? "" : `\n${FENCE}`;
  const fold = count("<details>") > count(FOLD_END) ? `\n\n${FOLD_END}` : "";
  return `${kept}${fence}${fold}\n`;
}
