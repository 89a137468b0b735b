import { readFileSync } from "node:fs";

import { UsageError } from "./usage-error";
import type { PlanDocument } from "./document";

/**
 * Reads what `--json` printed earlier.
 * @throws UsageError when the file cannot be read or is something else
 */
export function readEarlierPlans(file: string): PlanDocument[] {
  const { plans } = parse(file, read(file)) as { readonly plans?: readonly Partial<PlanDocument>[] };
  if (!Array.isArray(plans) || plans.some(({ format }: Partial<PlanDocument>) => format !== 1)) {
    throw new UsageError(`${file}: is not what npm start -- --json prints`);
  }
  return plans as PlanDocument[];
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parse(file: string, text: string): object {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    throw new UsageError(`${file}: is not JSON`);
  }
}
