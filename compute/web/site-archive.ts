import * as fs from "node:fs";
import * as path from "node:path";
import { hasEngine } from "../../lib/hooks";
import { archiveFolder, type WriteBytes } from "../../lib/folder/archive";
import { CHANGED, listFolder, type Folder } from "../../lib/folder/list";
import { UserError } from "../../lib/user-error";

/** The user's script in the archive. No file of the folder has this name, since hidden ones are left out. */
export const SCRIPT_NAME = ".web-script";

/** In the bucket the same for every archive: a new one replaces the one before it. */
export const ARCHIVE_NAME = "site.tar";

/**
 * Where archives are written, relative to the project: the provider compares the path of an archive with the one in the
 * state, so it is the same on every computer.
 */
const ARCHIVES = ".local/site-archives";

/** Longer than a deployment takes. */
const KEPT_MS = 86_400_000;

/** The files of the setting `web.files`, with `web.script` if there is one. */
export interface SiteArchive {
  /** SHA-256 of the archive. */
  readonly sha256: string;
  /** The same for the same paths, modes and contents. */
  readonly version: string;
  readonly fileCount: number;
  readonly bytes: number;
  readonly hidden: readonly string[];
  readonly hasScript: boolean;
  /** The archive's file, relative to the project. It is missing where nothing is deployed. */
  readonly file: string;
}

interface Source {
  /** The project's folder. */
  readonly project: string;
  /** Relative to the project. */
  readonly files: string;
  readonly script?: string | undefined;
}

/**
 * Archives a folder of the project. The archive is written only where an engine uploads it.
 * @throws UserError when the folder cannot be used, or changes meanwhile
 */
export function createSiteArchive(
  { project, files, script }: Source,
  { isUploaded = hasEngine(), readFile }: { isUploaded?: boolean; readFile?: (file: string) => Uint8Array } = {},
): SiteArchive {
  const folder = usable(files, listFolder(project, files));
  const extra =
    script === undefined ? undefined : { path: SCRIPT_NAME, content: fs.readFileSync(path.join(project, script)) };
  const part = path.join(project, ARCHIVES, `${process.pid}.part`);
  const digests = writing(isUploaded ? part : undefined, (write) => {
    try {
      return archiveFolder(path.join(project, files), folder, write, { extra, ...(readFile && { readFile }) });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") throw changed(files);
      throw error;
    }
  });
  const after = listFolder(project, files);
  if (typeof after === "string" || after.stamp !== folder.stamp) throw changed(files);
  const { fileCount, bytes, hidden } = folder;
  const file = path.posix.join(ARCHIVES, `${digests.version}.tar`);
  if (isUploaded) fs.renameSync(part, path.join(project, file));
  return { ...digests, fileCount, bytes, hidden, hasScript: script !== undefined, file };
}

function usable(files: string, folder: Folder | string): Folder {
  if (typeof folder !== "string") return folder;
  throw folder === CHANGED ? changed(files) : new UserError(`web.files: ${files} ${folder}`);
}

function changed(files: string): UserError {
  return new UserError(`web.files: ${files} ${CHANGED}; run the command again when nothing writes to it`);
}

function writing<T>(file: string | undefined, act: (write: WriteBytes) => T): T {
  if (file === undefined) return act(() => undefined);
  removeOldArchives(path.dirname(file));
  const descriptor = fs.openSync(file, "w", 0o600);
  try {
    return act((bytes) => {
      for (let at = 0; at < bytes.length; at += fs.writeSync(descriptor, bytes, at));
    });
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Another deployment may need an archive that was just written. */
function removeOldArchives(folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    const written = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (written < Date.now() - KEPT_MS) fs.rmSync(file, { force: true });
  }
}
