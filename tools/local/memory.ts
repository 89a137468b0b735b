import * as fs from "node:fs";

/**
 * The memory of a process and of all processes below it, each page that several share counted once: their proportional set
 * sizes. Where the system does not tell them, that of this process alone.
 */
export function memoryMiB(root: number = process.pid): number {
  const sizes = treeOf(root).map(proportionalSetSize);
  const known = sizes.filter((size) => size !== undefined);
  const bytes = known.length > 0 ? known.reduce((sum, size) => sum + size, 0) : process.memoryUsage.rss();
  return Math.round(bytes / 2 ** 20);
}

/** A process and its descendants. */
function treeOf(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of list("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    // The name in parentheses may hold spaces and parentheses.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

function proportionalSetSize(pid: number): number | undefined {
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

function list(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
