import type { Api } from "./api";
import type { Artifact } from "./artifact";
import { sanitize } from "./sanitize";
import { isFromBot, marker, type Written } from "./bot-marker";

/** The workflow run, as GitHub describes it: trusted, unlike the artifact of the run. */
export interface Run {
  /** The commit that it was started for. */
  readonly sha: string;
  /** Where that commit was pushed to: `owner/name` of this repository or of a fork. */
  readonly repository: string;
  readonly url: string;
}

interface PullRequest {
  readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
}

interface Comment extends Written {
  readonly id: number;
}

/** GitHub rejects a longer comment. */
const LIMIT = 65_536;

const FENCE = "```";
const FOLD_END = "</details>";

const MARKER = marker("offline plan");

/**
 * Writes the plan as the pull request's one comment of its kind: a new one, or in place of the one before.
 *
 * The artifact says which pull request it is of, and could lie. It is believed only when the newest commit of that pull
 * request is the one that the run was started for.
 *
 * @returns what was done, in a sentence
 */
export async function commentPlan(api: Api, run: Run, { number, plan }: Artifact): Promise<string> {
  const { head } = await api.get<PullRequest>(`/pulls/${number}`);
  if (head.sha !== run.sha || head.repo?.full_name !== run.repository) {
    return `Nothing written: the newest commit of pull request ${number} is not the one that this plan is of.`;
  }
  const body = commentOf(plan, run);
  const comments = await api.list<Comment>(`/issues/${number}/comments`);
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
