import { UserError } from "../lib/user-error";

/** What stands in a message, or in a plan made without the stack's key, where a secret's value would. */
export const HIDDEN = "[secret]";

/** One thing wrong with one setting. */
export interface Fault {
  /** Where: `nat`, `web.min`, `zones[1].publicCidr`, `aws:region`, or `stage` for the stack's name. */
  readonly key: string;
  /** The value got, as text fit for a message; `[secret]` for a secret; absent where there is none. */
  readonly value?: string;
  /** What is wrong with it. Never holds a value that may be secret. */
  readonly problem: string;
  /** What would be right. */
  readonly allowed: string;
  /** What to do. */
  readonly hint?: string;
  /** A value or name that was probably meant. Absent for secrets. */
  readonly suggestion?: string;
}

/** One fault as one line of plain words. */
export function formatFault(fault: Fault): string {
  const subject = fault.value === undefined ? "" : `${fault.value} `;
  const parts = [`${fault.key}: ${subject}${fault.problem}`, `allowed: ${fault.allowed}`];
  if (fault.hint !== undefined) parts.push(fault.hint);
  if (fault.suggestion !== undefined) parts.push(`did you mean ${fault.suggestion}?`);
  return parts.join("; ");
}

/** All faults of a stage: a line that counts them, then one line each. */
export function formatFaults(stage: string, faults: readonly Fault[]): string {
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return [`The settings of stage "${stage}" have ${count}:`, ...faults.map((fault) => `  ${formatFault(fault)}`)].join(
    "\n",
  );
}

/** The settings are wrong. Pulumi prints a `RunError`'s message alone, without a stack trace. */
export class SettingsError extends UserError {
  constructor(
    readonly stage: string,
    readonly faults: readonly Fault[],
  ) {
    super(formatFaults(stage, faults), 2);
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
