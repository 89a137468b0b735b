import * as path from "node:path";

import { InvalidArgumentError } from "commander";

import { createCommand, parseArguments } from "../../../tools/command-line";
import { changesOf, type Stage } from "./changes";
import { choose, untried, type Choice, type Trial } from "./choice";
import { runLifecycle, recordReferences, changesToMake, type LifecycleIo } from "./lifecycle";
import { keyOf, SurveyRecord } from "./record";
import { committedRows, summaryLines, writeResults } from "./report";

const STAGES: readonly Stage[] = ["stg", "prod"];
const FOLDER = path.join(__dirname, "..", "..", "..", ".local", "survey");

const DESCRIPTION = {
  name: "npm run survey --",
  summary:
    "Injects faults into calls of pulumi up and pulumi destroy in the local emulator, recovers the stage after each, and " +
    "compares the account with one without faults. Continues where it stopped: the record is in .local/survey, and earlier " +
    "results are in tests/e2e/survey/results.json.",
  examples: [
    ["", "tries everything that has not been tried"],
    ["--stage stg --points 20", "20 faults for each change of stg"],
    ["--untried", "shows what has been tried and what has not"],
    ["--write", "writes the results to docs/faults.md"],
    ["--again", "repeats what the committed results contain"],
  ],
  notes: "Needs pulumi and Python. Exit status: 0 all tried faults recovered, 1 not all.",
} as const;

interface Options extends Choice {
  readonly stages: readonly Stage[];
  readonly untried: boolean;
  readonly write: boolean;
  readonly again: boolean;
  /** @default all */
  readonly change?: readonly string[];
}

type CommandOptions = Pick<Options, "seed"> & Partial<Options> & { readonly stage?: Stage; readonly points: number };

function readOptions(args: readonly string[]) {
  const number = (text: string): number => {
    if (/^\d+$/.test(text)) return Number(text);
    throw new InvalidArgumentError("It must be a whole number.");
  };
  const command = createCommand(DESCRIPTION)
    .option("--stage <stage>", "stg or prod, by default both")
    .option("--change <names...>", "some changes of a stage only, such as destroy")
    .option("--points <number>", "faults for each change", number, 10)
    .option("--seed <number>", "chooses the calls", number, 1)
    .option("--untried", "shows what has been tried and what has not, and tries nothing")
    .option("--again", "ignores the committed results")
    .option("--write", "writes the results to docs/faults.md, and tries nothing");
  return parseArguments(command, args, (): Options => {
    const { stage, points: size, ...rest } = command.opts<CommandOptions>();
    if (stage !== undefined && !STAGES.includes(stage)) command.error(`${stage as string} is not stg or prod`);
    return {
      untried: false,
      write: false,
      again: false,
      ...rest,
      size,
      stages: stage === undefined ? STAGES : [stage],
    };
  });
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if ("help" in options) {
    process.stdout.write(options.help);
    return;
  }
  const record = new SurveyRecord(FOLDER, options.again ? [] : committedRows());
  if (options.write) {
    writeResults(record, options);
    return;
  }
  if (!options.untried) for (const stage of options.stages) await survey(stage, record, options);
  for (const line of summaryLines(record, options)) console.log(line);
  if (record.rows().some(({ outcome }) => outcome === "failed")) process.exitCode = 1;
}

/** Trials of one change in one lifecycle: what it has tried counts when it has ended well. */
const TRIALS_PER_LIFECYCLE = 80;

/** Repeats the lifecycle until nothing is untried, or until two in a row have tried nothing new. Tries again what failed before. */
async function survey(stage: Stage, record: SurveyRecord, options: Options): Promise<void> {
  const failed = new Set<string>();
  // Surveys of different changes may run at the same time.
  const name = ["survey", stage, ...(options.change ?? [])].join("-").replaceAll(" ", "-");
  const io: LifecycleIo = {
    onRow: (row) => {
      if (row.outcome === "failed") failed.add(keyOf(row));
      record.addRow(row);
    },
    say: (line) => {
      console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
    },
    keep: (name, text) => record.keep(name, text),
  };
  const known = new Set(record.references(stage).map(({ change }) => change));
  const missing = changesOf(stage).filter(({ name }) => !known.has(name));
  if (missing.length > 0) {
    const changes = changesToMake(
      stage,
      missing.map(({ name }) => name),
    );
    await recordReferences(stage, name, io, changes, (one) => {
      if (!known.has(one.change)) record.addReference(one);
    });
  }
  const references = record.references(stage);
  const left = (): readonly Trial[] => {
    const rows = record.rows().filter((row) => row.outcome !== "failed" || failed.has(keyOf(row)));
    const isWanted = ({ change }: Trial) => options.change?.includes(change) !== false;
    return references.flatMap((one) => untried(choose(one, options), rows)).filter(isWanted);
  };
  for (let idle = 0; left().length > 0 && idle < 2;) {
    const before = left().length;
    const trials = changesOf(stage).flatMap(({ name }) =>
      left()
        .filter(({ change }) => change === name)
        .slice(0, TRIALS_PER_LIFECYCLE),
    );
    await runLifecycle(stage, name, trials, references, io).catch((error: unknown) => {
      io.say(`  the next lifecycle begins: ${String(error).split("\n")[0]}`);
    });
    idle = left().length < before ? 0 : idle + 1;
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
