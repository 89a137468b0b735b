import { UserError } from "../lib/user-error";

/** What stands in a message, or in a plan made without the stack's key, where a secret's value would. */
export const HIDDEN = "[secret]";

/** One thing wrong with one setting. */
export interface SettingIssue {
  /** Where: `nat`, `web.min`, `zones[1].publicCidr`, `aws:region`, or `stage` for the stack's name. */
  readonly key: string;
  /** The value got, as text fit for a message; `[secret]` for a secret; absent where there is none. */
  readonly value?: string;
  /** What is wrong with it. Never holds a value that may be secret. */
  readonly message: string;
  /** What would be right. */
  readonly allowed: string;
  /** What to do. */
  readonly hint?: string;
  /** A value or name that was probably meant. Absent for secrets. */
  readonly suggestion?: string;
}

/** One issue as one line of plain words. */
export function formatIssue(issue: SettingIssue): string {
  const subject = issue.value === undefined ? "" : `${issue.value} `;
  const parts = [`${issue.key}: ${subject}${issue.message}`, `allowed: ${issue.allowed}`];
  if (issue.hint !== undefined) parts.push(issue.hint);
  if (issue.suggestion !== undefined) parts.push(`did you mean ${issue.suggestion}?`);
  return parts.join("; ");
}

/** All issues of a stage: a line that counts them, then one line each. */
export function formatIssues(stage: string, issues: readonly SettingIssue[]): string {
  const count = issues.length === 1 ? "1 issue" : `${issues.length} issues`;
  return [`The settings of stage "${stage}" have ${count}:`, ...issues.map((issue) => `  ${formatIssue(issue)}`)].join(
    "\n",
  );
}

/** The settings are wrong. Pulumi prints a `RunError`'s message alone, without a stack trace. */
export class SettingsError extends UserError {
  constructor(
    readonly stage: string,
    readonly issues: readonly SettingIssue[],
  ) {
    super(formatIssues(stage, issues));
    this.name = "SettingsError";
  }
}

const PRIVATE_KEY = /PRIVATE KEY|PuTTY-User-Key-File/;
const LONGEST_SHOWN = 60;

/**
 * A value as a message shows it: plain words bare, anything else in quotes, long ones cut.
 * A private key is hidden wherever it was pasted.
 */
export function show(value: unknown): string {
  const text = typeof value === "string" ? value : ((JSON.stringify(value) as string | undefined) ?? "nothing");
  if (PRIVATE_KEY.test(text)) return HIDDEN;
  const cut = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return typeof value !== "string" || /^[\w./:@*+-]+$/.test(text) ? cut : JSON.stringify(cut);
}
