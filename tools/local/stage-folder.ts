import * as path from "node:path";

/** The files of one stage's emulator. */
export interface StageFolder {
  readonly folder: string;
  /** The project's copy. */
  readonly project: string;
  /** Pulumi's state. */
  readonly state: string;
}

export function stageFolder(root: string, stage: string): StageFolder {
  const folder = path.join(root, ".local", stage);
  return { folder, project: path.join(folder, "project"), state: path.join(folder, "state") };
}
