import * as fs from "node:fs";
import * as path from "node:path";

import type { Account } from "./account";
import type { Stage } from "./changes";

/** The kinds of faults of the survey, with the words for them in its tables. */
export const FAULTS = {
  kill: { kind: "kill", words: "killed after" },
  "kill before": { kind: "kill before", words: "killed before" },
  "kill alone": { kind: "kill alone", words: "killed alone" },
  lost: { kind: "lost", words: "lost" },
  error: { kind: "error", words: "error" },
  throttled: { kind: "throttled", words: "throttled" },
  failing: { kind: "error", times: Infinity, words: "failing" },
} as const;

export type FaultName = keyof typeof FAULTS;

/** What became of a fault. */
type Outcome =
  /** The command succeeded all the same. */
  | "invisible"
  /** The command succeeded without the call, as the provider only logs its error, and so did `pulumi up --refresh`. */
  | "refreshed"
  /** The command ended, `npm run recover` succeeded, and the next command went on. */
  | "recovered"
  /** The command, the recovery or what came after did not do what it must. */
  | "failed";

/** A call that met a fault. */
export interface Row {
  readonly stage: Stage;
  readonly change: string;
  readonly point: string;
  readonly fault: FaultName;
  readonly outcome: Outcome;
  /** What recovery deleted, and the operations that it cleared. */
  readonly deleted?: number;
  readonly cleared?: number;
  /** Why it counts as failed. */
  readonly reason?: string;
}

/** A change without faults: what the account has afterwards, and the calls that it makes. */
export interface Reference {
  readonly stage: Stage;
  readonly change: string;
  readonly points: readonly string[];
  readonly account: Account;
}

/** What a survey has found so far: in a folder, and before in the committed results. */
export class SurveyRecord {
  constructor(
    private readonly folder: string,
    private readonly earlier: readonly Row[],
  ) {
    fs.mkdirSync(folder, { recursive: true });
  }

  references(stage: Stage): readonly Reference[] {
    const all = this.read("references.jsonl") as readonly Reference[];
    return all.filter((one) => one.stage === stage);
  }

  addReference(reference: Reference): void {
    this.append("references.jsonl", reference);
  }

  /** A call that failed and was tried again counts as it ended last. */
  rows(): readonly Row[] {
    const all = [...this.earlier, ...(this.read("rows.jsonl") as readonly Row[])];
    const last = new Map(all.map((row) => [keyOf(row), row]));
    return [...last.values()];
  }

  addRow(row: Row): void {
    this.append("rows.jsonl", row);
  }

  /** Keeps the output of a failure. */
  keep(name: string, text: string): string {
    const file = path.join(this.folder, `${new Date().toISOString().replace(/[:.]/g, "-")}-${name}.log`);
    fs.writeFileSync(file, text);
    return file;
  }

  private read(file: string): readonly unknown[] {
    const whole = path.join(this.folder, file);
    if (!fs.existsSync(whole)) return [];
    const lines = fs.readFileSync(whole, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as unknown);
  }

  private append(file: string, line: object): void {
    fs.appendFileSync(path.join(this.folder, file), `${JSON.stringify(line)}\n`);
  }
}

export function keyOf({ stage, change, point, fault }: Pick<Row, "stage" | "change" | "point" | "fault">): string {
  return [stage, change, point, fault].join("|");
}
