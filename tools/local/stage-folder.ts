import * as path from "node:path";

/** Where everything of one stage on this machine is. */
export interface StageFolder {
  readonly folder: string;
  /** The project's copy. */
  readonly project: string;
  /** Pulumi's state. */
  readonly state: string;
}

/** The places of a stage below `.local` in the project's root. */
export function stageFolder(root: string, stage: string): StageFolder {
  const folder = path.join(root, ".local", stage);
  return { folder, project: path.join(folder, "project"), state: path.join(folder, "state") };
}
