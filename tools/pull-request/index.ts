import { UserError } from "../../lib/user-error";
import { createCommand, parseArguments } from "../command-line";
import { api, type Api } from "./api";
import { readArtifact, type Artifact } from "./artifact";
import { sanitize } from "./sanitize";

const DESCRIPTION = {
  name: "node tools/cli.js pull-request",
  summary:
    "Writes plan comments and drift issues to GitHub, for the workflows. Needs the variables GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN and RUN_URL; comment " +
    "also needs HEAD_SHA and HEAD_REPOSITORY of the run.",
  examples: [
    ["comment FOLDER", "writes the plan in an unpacked artifact as a comment"],
    ["drift STAGE RESULT", "reports the result of a stage's nightly check as an issue"],
  ],
  notes: "Exit status: 0 done, 1 failed, 2 wrong usage.",
} as const;

/** An issue or a comment. */
interface Written {
  readonly body?: string | null;
  readonly user?: { readonly login: string; readonly type: string } | null;
}

const BOT = "github-actions[bot]";

export async function run(args: readonly string[]): Promise<number> {
  console.log(await main(args, process.env));
  return 0;
}

/**
 * Writes to GitHub.
 * @returns what was done, in a sentence
 * @throws UserError when an argument or a variable is missing, or GitHub rejects a request
 */
export async function main(args: readonly string[], variables: NodeJS.ProcessEnv): Promise<string> {
  const variable = (name: string): string => {
    const value = variables[name] ?? "";
    if (value === "") throw new UserError(`${name} is not set`);
    return value;
  };
  const github = (): Api => api(variable("GITHUB_API_URL"), variable("GITHUB_REPOSITORY"), variable("GITHUB_TOKEN"));
  const command = createCommand(DESCRIPTION).argument("<action>").argument("<argument...>");
  const request = parseArguments(command, args, () => {
    const [action = "", first = "", second, ...more] = command.args;
    if (action === "comment" && second === undefined) return { folder: first };
    if (action === "drift" && second !== undefined && more.length === 0) return { stage: first, result: second };
    return command.error("expected comment FOLDER or drift STAGE RESULT");
  });
  if ("help" in request) return request.help;
  if (request.stage !== undefined) return reportDrift(github(), { ...request, url: variable("RUN_URL") });
  const artifact = readArtifact(request.folder);
  if (artifact === undefined) return "Nothing written: the run left no plan.";
  const of = { sha: variable("HEAD_SHA"), repository: variable("HEAD_REPOSITORY"), url: variable("RUN_URL") };
  return commentPlan(github(), of, artifact);
}

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
 * @returns what was done, in a sentence
 */
async function commentPlan(api: Api, run: Run, { number, plan }: Artifact): Promise<string> {
  const { head } = await api.get<{ head: { sha: string; repo: { full_name: string } | null } }>(`/pulls/${number}`);
  if (head.sha !== run.sha || head.repo?.full_name !== run.repository) {
    return `Nothing written: the newest commit of pull request ${number} is not the commit of this plan.`;
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
      `[Generated](${url}) without credentials by the pull request's own code. It helps to review the change, but proves nothing.${note}`,
      "",
      "",
    ].join("\n");
  const whole = `${heading("")}${sanitize(plan)}`;
  if (whole.length <= LIMIT) return whole;
  const shortened = heading(" **Truncated: too long for a comment. The run's summary has the full plan.**");
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

interface Issue extends Written {
  readonly number: number;
}

/**
 * Keeps one open issue per stage while its nightly check fails (`result` as GitHub names it), and closes it when it passes.
 * @returns what was done, in a sentence
 */
async function reportDrift(api: Api, check: { stage: string; result: string; url: string }): Promise<string> {
  const { stage, result, url } = check;
  const mark = marker(`drift of ${stage}`);
  const open = (await api.list<Issue>("/issues?state=open")).find((issue) => isFromBot(issue, mark));
  if (result === "success") {
    if (open === undefined) return `The drift check of ${stage} passes.`;
    await api.send("POST", `/issues/${open.number}/comments`, { body: `The check [passes again](${url}).` });
    await api.send("PATCH", `/issues/${open.number}`, { state: "closed", state_reason: "completed" });
    return `The drift check of ${stage} passes again: closed issue ${open.number}.`;
  }
  const issue = { title: `The drift check of ${stage} failed`, body: bodyOf(mark, check) };
  if (open === undefined) await api.send("POST", "/issues", issue);
  else await api.send("PATCH", `/issues/${open.number}`, issue);
  return `The drift check of ${stage} failed: ${open === undefined ? "opened an issue" : `issue ${open.number} is still open`}.`;
}

function bodyOf(mark: string, { stage, result, url }: Parameters<typeof reportDrift>[1]): string {
  return [
    mark,
    `The nightly \`pulumi preview --refresh --expect-no-changes\` of \`${stage}\` did not pass. Latest run: ` +
      `[${result}](${url}).`,
    "",
    "The log of the run shows the cause:",
    "",
    "- **A resource was changed outside Pulumi.** Change the settings to match, or revert the change with `pulumi up`.",
    "- **The main branch was not deployed.** Approve or rerun the deployment.",
    "- **The check could not run.** Check the credentials, the state backend and AWS.",
    "",
    "The next run that passes closes this issue.",
    "",
  ].join("\n");
}

/** An invisible first line that identifies our text. */
function marker(name: string): string {
  return `<!-- minimal-secure-web: ${name} -->`;
}

/** Whether one of our workflows wrote it. A marker can be copied, but only workflows write as the bot. */
function isFromBot({ body, user }: Written, mark: string): boolean {
  return user?.type === "Bot" && user.login === BOT && (body ?? "").startsWith(mark);
}
