import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

/** A file of a backend in a folder that a killed `pulumi` left incomplete. */
export interface DamagedFile {
  readonly file: string;
  /** `remove`: Pulumi does not need it. `restore`: its `.bak` has the state from before the last write. */
  readonly repair: "remove" | "restore";
}

/** The folder of a backend, of `file:///home/me/state` or `file://~`; undefined for other backends. */
export function backendFolder(url: string): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const rest = url.slice("file://".length).replace(/\?.*$/, "");
  // As in `pulumi login file://./state`, from the project's folder.
  if (rest.startsWith(".")) return path.resolve(rest);
  return rest.startsWith("~") ? path.join(os.homedir(), rest.slice(1)) : fileURLToPath(`file://${rest}`);
}

/** The folder with the locks of a stack. */
export function lockFolder(folder: string, project: string, stack: string): string {
  return path.join(folder, ".pulumi", "locks", "organization", project, stack);
}

/**
 * Finds incomplete files of a stack. Pulumi replaces the state as a whole, but not the file of attributes beside it: killed
 * in between, it cannot read the state any more ("failed to load checkpoint: EOF").
 */
export function damagedFiles(backendUrl: string, project: string, stack: string): readonly DamagedFile[] {
  const folder = backendFolder(backendUrl);
  if (folder === undefined) return [];
  const states = path.join(folder, ".pulumi", "stacks", project);
  const isOfStack = (name: string) => new RegExp(`^${stack}\\.json(?:\\.gz)?(?:\\.bak)?\\.attrs$`).test(name);
  const attributes = [
    ...filesIn(states).filter((file) => isOfStack(path.basename(file))),
    ...filesIn(lockFolder(folder, project, stack)).filter((file) => file.endsWith(".attrs")),
  ].filter((file) => !isJson(file));
  const state = path.join(states, `${stack}.json`);
  const isDamaged =
    (fs.existsSync(state) || fs.existsSync(`${state}.attrs`)) && !isJson(state) && isJson(`${state}.bak`);
  return [
    ...attributes.map((file) => ({ file, repair: "remove" as const })),
    ...(isDamaged ? [{ file: state, repair: "restore" as const }] : []),
  ];
}

export function repairFile({ file, repair }: DamagedFile): void {
  if (repair === "restore") fs.copyFileSync(`${file}.bak`, file);
  else fs.rmSync(file);
}

function filesIn(folder: string): readonly string[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
}

function isJson(file: string): boolean {
  try {
    JSON.parse(fs.readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
