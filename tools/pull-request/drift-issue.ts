import type { Api } from "./api";
import { isFromBot, marker, type Written } from "./bot-marker";

/** How the nightly check of a stage ended: GitHub's word for it. */
export interface Check {
  readonly stage: string;
  readonly result: string;
  readonly url: string;
}

interface Issue extends Written {
  readonly number: number;
}

/**
 * Keeps one open issue per stage while its check fails, and closes it when the stage is clean again.
 *
 * @returns what was done, in a sentence
 */
export async function reportDrift(api: Api, check: Check): Promise<string> {
  const { stage, result, url } = check;
  const mark = marker(`drift of ${stage}`);
  const open = (await api.list<Issue>("/issues?state=open")).find((issue) => isFromBot(issue, mark));
  if (result === "success") {
    if (open === undefined) return `${stage} is clean.`;
    await api.send("POST", `/issues/${open.number}/comments`, { body: `[Clean again](${url}).` });
    await api.send("PATCH", `/issues/${open.number}`, { state: "closed", state_reason: "completed" });
    return `${stage} is clean again: closed issue ${open.number}.`;
  }
  const issue = { title: `${stage} is not as it was deployed`, body: bodyOf(mark, check) };
  if (open === undefined) await api.send("POST", "/issues", issue);
  else await api.send("PATCH", `/issues/${open.number}`, issue);
  return `${stage} did not pass: ${open === undefined ? "opened an issue" : `issue ${open.number} is still open`}.`;
}

function bodyOf(mark: string, { stage, result, url }: Check): string {
  return [
    mark,
    `The nightly \`pulumi preview --refresh --expect-no-changes\` of \`${stage}\` did not pass. The newest run that did not: ` +
      `[${result}](${url}).`,
    "",
    "The run says which it is:",
    "",
    "- **Something was changed by hand.** Put it into the settings, or take it back with `pulumi up`.",
    "- **The main branch was not deployed.** Approve or repeat the deployment.",
    "- **The check could not run**: credentials, the state, AWS.",
    "",
    "The next run that passes closes this issue.",
    "",
  ].join("\n");
}
