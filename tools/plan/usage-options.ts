import { UserError } from "../../lib/user-error";
import { DEFAULT_USAGE, type Usage } from "../costs";

/** Options that say how much a stage is used, by name without dashes in front: `gb-out`. */
export const USAGE_OPTIONS: ReadonlyMap<string, keyof Usage> = new Map(
  (Object.keys(DEFAULT_USAGE) as (keyof Usage)[]).map((key) => [
    key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    key,
  ]),
);

/**
 * Usage as given on the command line, defaults for the rest.
 * @throws UserError when a value is no number of 0 or more
 */
export function readUsage(values: Readonly<Record<string, unknown>>): Usage {
  const given = [...USAGE_OPTIONS].flatMap(([option, key]) => {
    const text = values[option];
    return typeof text === "string" ? [[key, numberOf(option, text)] as const] : [];
  });
  return { ...DEFAULT_USAGE, ...Object.fromEntries(given) };
}

function numberOf(option: string, text: string): number {
  const number = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(number) || number < 0) {
    throw new UserError(`--${option} ${text}: expected a number of 0 or more`, 2);
  }
  return number;
}
