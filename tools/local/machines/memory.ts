import * as fs from "node:fs";

const KIB_PER_MIB = 1024;

/** Proportional set size, in MiB, of a process and all its descendants, which are in its namespaces or in others. */
export function memoryOf(root: number, proc = "/proc"): number {
  const children = new Map<number, number[]>();
  for (const entry of fs.readdirSync(proc).filter((name) => /^\d+$/.test(name))) {
    const parent = parentOf(`${proc}/${entry}/stat`);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return Math.round(tree.reduce((sum, pid) => sum + pssOf(`${proc}/${pid}/smaps_rollup`), 0) / KIB_PER_MIB);
}

function parentOf(stat: string): number | undefined {
  // The name in parentheses may contain spaces.
  const fields = read(stat)?.split(") ").at(-1)?.split(" ");
  return fields === undefined ? undefined : Number(fields[1]);
}

function pssOf(rollup: string): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(read(rollup) ?? "")?.[1] ?? 0);
}

/** A process may end at any time. */
function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
