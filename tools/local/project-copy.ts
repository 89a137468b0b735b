import * as fs from "node:fs";
import * as path from "node:path";

import { stageFileName, stagesIn } from "../../offline/stage-file/stage-file";
import { localProjectFile, localStageFile, saltOf } from "./stage-file";

/** Not copied: the packages, which are linked, the history, other copies, states. */
const excluded = new Set(["node_modules", ".git", ".local", ".pulumi"]);

type SetsByStage = ReadonlyMap<string, readonly string[]>;

export interface ProjectCopy {
  readonly folder: string;
  /** Settings left out because they lead to a real account or another state, such as `Pulumi.stg.yaml: aws:profile`. */
  readonly dropped: readonly string[];
}

/**
 * Copies the project, since `pulumi stack init` writes an `encryptionsalt` into the stage file and `pulumi stack rm`
 * deletes it. A copy that exists is replaced, except for the salts of its own states. Stage files are adapted to the
 * emulator.
 *
 * @param sets settings by stage that override those of its file, as `--set` of `npm start`
 * @throws UserError for a stage file that cannot be used.
 */
export function copyProject(root: string, folder: string, sets: SetsByStage = new Map()): ProjectCopy {
  const adapted = adaptedFiles(root, folder, sets);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(root)) {
    if (excluded.has(name) || name.endsWith(".log")) continue;
    fs.cpSync(path.join(root, name), path.join(folder, name), {
      recursive: true,
      // A site may have its own packages.
      filter: (source) => path.basename(source) === "node_modules" || !excluded.has(path.basename(source)),
      verbatimSymlinks: true,
    });
  }
  for (const [name, { text }] of adapted) fs.writeFileSync(path.join(folder, name), text);
  fs.symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "junction");
  const dropped = [...adapted].flatMap(([name, file]) => file.dropped.map((key) => `${name}: ${key}`));
  return { folder, dropped };
}

function adaptedFiles(root: string, copy: string, sets: SetsByStage) {
  const adapted = stagesIn(root).map(
    (stage) => [stageFileName(stage), localStageFile(root, stage, saltOf(copy, stage), sets.get(stage))] as const,
  );
  return new Map([["Pulumi.yaml", localProjectFile(root)] as const, ...adapted]);
}
