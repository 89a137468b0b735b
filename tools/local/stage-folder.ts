import { createHash } from "node:crypto";
import * as path from "node:path";
import { pathToFileURL } from "node:url";

/** The files of one local stage. */
export interface StageFolder {
  readonly folder: string;
  /** The project's copy. */
  readonly project: string;
  /** Pulumi's state. */
  readonly state: string;
  /** The output of the last deployment. */
  readonly engineLog: string;
  /** SSH configuration and private key. */
  readonly login: string;
}

export function stageFolder(root: string, stage: string): StageFolder {
  const folder = path.join(root, ".local", "local", stage);
  return {
    folder,
    project: path.join(folder, "project"),
    state: path.join(folder, "state"),
    engineLog: path.join(folder, "engine.log"),
    login: path.join(folder, "login"),
  };
}

/** The URL of the stage's state for Pulumi. */
export function stateUrl({ state }: Pick<StageFolder, "state">): string {
  return pathToFileURL(path.resolve(state)).href;
}

/** The name of the stage's sandbox, which no other folder has. */
export function sandboxName({ folder }: Pick<StageFolder, "folder">): string {
  return `minimal-secure-web-${createHash("sha256").update(path.resolve(folder)).digest("hex").slice(0, 12)}`;
}
