import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { Header, Pax } from "tar";
import type { Folder, FolderEntry } from "./list";

/** Where the parts of an archive go: nowhere, if only its digest is of interest. */
export type WriteBytes = (bytes: Uint8Array) => void;

export interface Archive {
  /** SHA-256 of the archive's bytes, in hexadecimal digits. */
  readonly sha256: string;
  /** SHA-256 of the sorted list of paths, modes and contents: the same whatever wrote the archive. */
  readonly version: string;
}

/** A file that is not in the folder. */
export interface ExtraFile {
  readonly path: string;
  readonly content: Uint8Array;
}

const BLOCK = 512;

/**
 * Writes a tar archive that is the same for the same content: owner, times and order are fixed, and it is not compressed,
 * since zlib's output differs between versions of Node.js.
 * @param root the folder that was listed
 * @param extra an executable file besides, whose name begins with a dot and so is not in the folder
 */
export function archiveFolder(
  root: string,
  { entries }: Folder,
  write: WriteBytes,
  {
    extra,
    readFile = fs.readFileSync,
  }: { extra?: ExtraFile | undefined; readFile?: (file: string) => Uint8Array } = {},
): Archive {
  const bytesHash = createHash("sha256");
  const list = createHash("sha256");
  const put = (bytes: Uint8Array): void => {
    bytesHash.update(bytes);
    write(bytes);
  };
  const add = (entry: FolderEntry, content: Uint8Array): void => {
    list.update(JSON.stringify([entry.path, modeOf(entry), entry.type, sha256(content)]));
    for (const part of [...headersOf(entry, content.length), content, paddingOf(content)]) put(part);
  };
  if (extra !== undefined) {
    add({ type: "file", path: extra.path, executable: true, bytes: extra.content.length }, extra.content);
  }
  for (const entry of entries) {
    if (entry.type === "file") add(entry, readFile(path.join(root, entry.path)));
    // The header holds a link's target, the list its digest.
    else if (entry.type === "link") {
      list.update(entry.target);
      add(entry, new Uint8Array());
    } else add(entry, new Uint8Array());
  }
  put(new Uint8Array(2 * BLOCK));
  return { sha256: bytesHash.digest("hex"), version: list.digest("hex") };
}

const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** Only whether a file can be executed counts: the rest differs between computers. */
function modeOf(entry: FolderEntry): number {
  return entry.type === "folder" || (entry.type === "file" && entry.executable) ? 0o755 : 0o644;
}

const TYPES = { folder: "Directory", file: "File", link: "SymbolicLink" } as const;

function headersOf(entry: FolderEntry, size: number): Uint8Array[] {
  const names = { path: entry.path, ...(entry.type === "link" ? { linkpath: entry.target } : {}) };
  const header = new Header({
    ...names,
    type: TYPES[entry.type],
    mode: modeOf(entry),
    size,
    uid: 0,
    gid: 0,
    mtime: new Date(0),
  });
  header.encode();
  const blocks = [header.block ?? new Uint8Array()];
  // Long names and names beyond ASCII are in a header of their own.
  return header.needPax ? [new Pax({ ...names, uid: 0, gid: 0, mtime: new Date(0) }).encode(), ...blocks] : blocks;
}

const paddingOf = ({ length }: Uint8Array): Uint8Array => new Uint8Array((BLOCK - (length % BLOCK)) % BLOCK);
