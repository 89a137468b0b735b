import type { Api } from "./api";
import { isFromBot, marker, type Written } from "./bot-marker";

interface Issue extends Written {
  readonly number: number;
}

/**
 * Keeps one open issue per stage while its nightly check fails (`result` as GitHub names it), and closes it when it passes.
 *
 * @returns what was done, in a sentence
 */
export async function reportDrift(api: Api, check: { stage: string; result: string; url: string }): Promise<string> {
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

function bodyOf(mark: string, { stage, result, url }: Parameters<typeof reportDrift>[1]): string {
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
