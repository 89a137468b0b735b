import * as pulumi from "@pulumi/pulumi";

import { SettingsError } from "../../config";
import { HELP, readCommandLine, UsageError } from "./command-line";
import { run, UnknownLookUp } from "./engine";
import { loadProgram } from "./load-program";
import { nextSteps, report, type Page } from "./render/report";
import { asPulumiConfig, readProjectName, readStageSettings, stagesIn, StageFileError } from "./stage-file";

/** Where a command reads from and writes to. */
export interface Surroundings extends Page {
  /** The project's folder. */
  readonly root: string;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/** How a command ends. */
export const EXIT = { ok: 0, failed: 1, wrongUse: 2 } as const;

/**
 * Shows the plan of each stage that is asked for.
 *
 * @param args the command line after the program's name
 * @returns the exit status
 */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    const command = readCommandLine(args, stagesIn(surroundings.root));
    if (command.help) surroundings.write(HELP);
    else await showStages(command.stages, surroundings);
    return EXIT.ok;
  } catch (error) {
    const { message, status } = explain(error);
    surroundings.writeError(`${message}\n`);
    return status;
  }
}

async function showStages(stages: readonly string[], surroundings: Surroundings): Promise<void> {
  const { root, write, writeError } = surroundings;
  const project = readProjectName(root);
  for (const stage of stages) {
    const { config, secretKeys } = asPulumiConfig(readStageSettings(root, stage, project));
    const recording = await run(loadProgram(root), { project, stage, config, secretKeys, preview: true });
    for (const { severity, message } of recording.logs) writeError(`${severity}: ${message}\n`);
    write(report(recording, config["aws:region"] ?? "no region", surroundings));
  }
  write(nextSteps(stages.at(-1) ?? "", surroundings));
}

function explain(error: unknown): { message: string; status: number } {
  if (!(error instanceof Error)) return { message: String(error), status: EXIT.failed };
  const { message } = error;
  if (error instanceof UsageError || error instanceof StageFileError || error instanceof SettingsError) {
    return { message, status: EXIT.wrongUse };
  }
  // Anything else is a fault of the program's own, to be found by its trace.
  const trace = error.stack ?? message;
  const isForPeople = error instanceof UnknownLookUp || pulumi.RunError.isInstance(error);
  return { message: isForPeople ? message : trace, status: EXIT.failed };
}
