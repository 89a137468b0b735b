import { readFileSync } from "node:fs";

import { UserError, messageOf } from "../../lib/user-error";
import type { PlanDocument } from "./document";

const NOTHING_FOUND: Pick<PlanDocument, "findings"> = { findings: [] };

/**
 * Reads plans that `--json` printed earlier.
 * @throws UserError when the file cannot be read or is something else
 */
export function readEarlierPlans(file: string): PlanDocument[] {
  const { plans } = parse(file, read(file)) as { readonly plans?: readonly Partial<PlanDocument>[] };
  if (!Array.isArray(plans) || !plans.every(isPlan)) {
    throw new UserError(`${file}: is not what npm start -- --json prints`, 2);
  }
  // The base of a pull request may be older than the findings of a plan.
  return plans.map((plan: PlanDocument) => ({ ...NOTHING_FOUND, ...plan }));
}

/** Whether a value has all parts that a comparison needs. */
function isPlan(value: unknown): boolean {
  const { format, stage, settings, resources, outputs, access, costs } = (value ?? {}) as Partial<PlanDocument>;
  const lists: readonly unknown[] = [settings, resources, access?.allowed, costs?.lines];
  return (
    format === 1 &&
    typeof stage === "string" &&
    typeof outputs === "object" &&
    typeof costs?.totals === "object" &&
    lists.every(Array.isArray)
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const reason = missing
      ? "there is no such file; npm start --silent -- STAGE --json >FILE writes one"
      : messageOf(error);
    throw new UserError(`--against ${file}: ${reason}`, 2);
  }
}

function parse(file: string, text: string): object {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    throw new UserError(`${file}: is not JSON`, 2);
  }
}
