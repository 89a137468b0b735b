import * as fs from "node:fs";
import * as path from "node:path";

/** A path is relative to the folder, with `/` on every system. */
export type FolderEntry =
  | { readonly type: "folder"; readonly path: string }
  | { readonly type: "file"; readonly path: string; readonly executable: boolean; readonly bytes: number }
  | { readonly type: "link"; readonly path: string; readonly target: string };

/** What is in a folder, sorted by path. */
export interface Folder {
  readonly entries: readonly FolderEntry[];
  /** Files and folders whose names begin with a dot. They are in no entry. */
  readonly hidden: readonly string[];
  readonly fileCount: number;
  /** The size of all files. */
  readonly bytes: number;
  /** Differs after every change in the folder, also one that leaves all sizes alone. */
  readonly stamp: string;
}

/** What an archive of the folder cannot hold; completes "the folder …". */
class Unusable extends Error {}

/**
 * Lists a folder of the project.
 * @param name relative to the project
 * @returns text that completes "the folder …" when it is no such folder, or holds what a server could not use
 */
export function listFolder(project: string, name: string): Folder | string {
  const root = path.join(project, name);
  if (!fs.statSync(root, { throwIfNoEntry: false })?.isDirectory()) return "is not a folder of the project";
  const inside = path.relative(fs.realpathSync(project), fs.realpathSync(root));
  if (isOutside(inside)) return "is a symbolic link to a folder outside the project";
  try {
    return new Listing(root).read();
  } catch (error) {
    if (error instanceof Unusable) return error.message;
    const { code, path: at = root } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === "ENOENT" ? CHANGED : `cannot be read: ${code} at ${path.relative(project, at)}`;
  }
}

/** Completes "the folder …". */
export const CHANGED = "changed while it was read";

class Listing {
  private readonly entries: FolderEntry[] = [];
  private readonly hidden: string[] = [];
  private readonly stamps: string[] = [];

  constructor(private readonly root: string) {}

  read(): Folder {
    this.readFolder("");
    const files = this.entries.flatMap((entry) => (entry.type === "file" ? [entry] : []));
    return {
      entries: this.entries.sort((a, b) => (a.path < b.path ? -1 : 1)),
      hidden: this.hidden.sort(),
      fileCount: files.length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      stamp: this.stamps.sort().join("\n"),
    };
  }

  private readFolder(folder: string): void {
    for (const name of fs.readdirSync(path.join(this.root, folder))) {
      const entry = path.posix.join(folder, name);
      if (name.startsWith(".")) this.hidden.push(entry);
      else this.readEntry(entry);
    }
  }

  private readEntry(entry: string): void {
    // Node.js replaces what is not UTF-8, and finds no file of that name.
    if (entry.includes("\ufffd")) throw new Unusable(`holds a name that is not UTF-8: ${JSON.stringify(entry)}`);
    const stat = fs.lstatSync(path.join(this.root, entry), { bigint: true });
    this.stamps.push([entry, stat.ino, stat.mode, stat.size, stat.mtimeNs, stat.ctimeNs].join(" "));
    if (stat.isDirectory()) {
      this.entries.push({ type: "folder", path: entry });
      this.readFolder(entry);
    } else if (stat.isFile()) {
      const executable = (Number(stat.mode) & 0o100) !== 0;
      this.entries.push({ type: "file", path: entry, executable, bytes: Number(stat.size) });
    } else if (stat.isSymbolicLink()) {
      this.entries.push({ type: "link", path: entry, target: this.targetOf(entry) });
    } else {
      throw new Unusable(`holds ${entry}, which is not a file, a folder or a symbolic link`);
    }
  }

  /** The text of a symbolic link, which must lead to the same place on a server. */
  private targetOf(link: string): string {
    const file = path.join(this.root, link);
    const target = fs.readlinkSync(file).replaceAll(path.sep, "/");
    const what = `holds the symbolic link ${link} to ${target}`;
    const next = path.posix.join(path.posix.dirname(link), target);
    if (path.posix.isAbsolute(target) || isOutside(next)) throw new Unusable(`${what}, which is outside the folder`);
    if (!fs.existsSync(file)) throw new Unusable(`${what}, which does not exist`);
    const real = path.relative(fs.realpathSync(this.root), fs.realpathSync(file));
    if (isOutside(real)) throw new Unusable(`${what}, which leads out of the folder`);
    if (real.split(path.sep).some((part) => part.startsWith("."))) throw new Unusable(`${what}, which is hidden`);
    return target;
  }
}

function isOutside(relative: string): boolean {
  return path.isAbsolute(relative) || relative.split(/[/\\]/)[0] === "..";
}
