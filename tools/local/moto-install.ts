import { installPython, type PythonEnvironment } from "../python/environment";
import type { Say } from "../say";

const MOTO: PythonEnvironment = {
  folder: "venv",
  requirements: ["moto[server]==5.2.*"],
  what: "the emulator (moto)",
  takes: "a minute",
};

/** Installs the emulator below the project's root, once, and hands back the path of its Python. */
export function installMoto(root: string, say: Say): Promise<string> {
  return installPython(root, MOTO, say);
}
