import * as fs from "node:fs";
import * as path from "node:path";

import { stageFileName, stagesIn } from "../../offline/stage-file/stage-file";
import { localProjectFile, localStageFile, saltOf } from "./stage-file";

/** What a copy is made without: what is linked, the history, other copies, states, logs. */
const left = new Set(["node_modules", ".git", ".local", ".pulumi"]);

/** A copy of the project for the emulator. */
export interface ProjectCopy {
  readonly folder: string;
  /** Settings left out because they lead out of this machine, as `Pulumi.stg.yaml: aws:profile`. */
  readonly dropped: readonly string[];
}

/**
 * Copies the project, or refreshes a copy: `pulumi stack init` writes an `encryptionsalt` into the stage file, and
 * `pulumi stack rm` deletes the file. A refreshed copy is the project as it is now, but for the salts that belong to
 * the copy's own states. Stage files are made fit for the emulator.
 * @throws UserError for a stage file that cannot be used.
 */
export function copyProject(root: string, folder: string): ProjectCopy {
  const fitted = fitFiles(root, folder);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(root)) {
    if (left.has(name) || name.endsWith(".log")) continue;
    fs.cpSync(path.join(root, name), path.join(folder, name), {
      recursive: true,
      filter: (source) => !left.has(path.basename(source)),
    });
  }
  for (const [name, { text }] of fitted) fs.writeFileSync(path.join(folder, name), text);
  fs.symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "junction");
  const dropped = [...fitted].flatMap(([name, file]) => file.dropped.map((key) => `${name}: ${key}`));
  return { folder, dropped };
}

function fitFiles(root: string, copy: string) {
  const fitted = stagesIn(root).map(
    (stage) => [stageFileName(stage), localStageFile(root, stage, saltOf(copy, stage))] as const,
  );
  return new Map([["Pulumi.yaml", localProjectFile(root)] as const, ...fitted]);
}
