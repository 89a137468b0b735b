import { UserError } from "../lib/user-error";
import { isPrivateKey, UNDECRYPTED } from "./secrets";

export interface SettingIssue {
  /** Where: `nat`, `web.min`, `zones[1].publicCidr`, `aws:region`, or `stage` for the stack's name. */
  readonly key: string;
  /** The value as text for a message; `[secret]` for a secret. @default there is no value */
  readonly value?: string;
  /** What is wrong with it. Never holds a value that may be secret. */
  readonly message: string;
  readonly allowed: string;
  readonly hint?: string;
  /** A value or name that was probably meant. Absent for secrets. */
  readonly suggestion?: string;
}

export function formatIssue({ key, value, message, allowed, hint, suggestion }: SettingIssue): string {
  return [
    `${key}: ${value === undefined ? "" : `${value} `}${message}`,
    `allowed: ${allowed}`,
    ...(hint === undefined ? [] : [hint]),
    ...(suggestion === undefined ? [] : [`did you mean ${suggestion}?`]),
  ].join("; ");
}

/** The settings of a stage are invalid. The message has one line for each issue. */
export class SettingsError extends UserError {
  constructor(
    readonly stage: string,
    readonly issues: readonly SettingIssue[],
  ) {
    const count = issues.length === 1 ? "1 issue" : `${issues.length} issues`;
    const lines = issues.map((issue) => `  ${formatIssue(issue)}`);
    super([`The settings of stage "${stage}" have ${count}:`, ...lines].join("\n"), 2);
    this.name = "SettingsError";
  }
}

const MAX_SHOWN = 60;

/** A value as a message shows it: plain words bare, anything else in quotes, truncated. Private keys are hidden. */
export function show(value: unknown): string {
  const text = typeof value === "string" ? value : ((JSON.stringify(value) as string | undefined) ?? "nothing");
  if (isPrivateKey(text)) return UNDECRYPTED;
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return typeof value !== "string" || /^[\w./:@*+-]+$/.test(text) ? shown : JSON.stringify(shown);
}
