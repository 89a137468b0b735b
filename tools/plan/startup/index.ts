import { join } from "node:path";
import { setFlagsFromString } from "node:v8";

import { CompileCache } from "./compile-cache";
import { leaveOutNpmInstaller } from "./npm-installer";

/** The project's folder. */
export const ROOT = join(__dirname, "..", "..", "..");

/** In a folder that `npm ci` empties. */
export const compileCache = new CompileCache(
  join(ROOT, "node_modules", ".cache", "minimal-secure-web", "compiled.json"),
);

// Machine code made for a run of a second or two costs twice what it saves.
setFlagsFromString("--no-opt");
leaveOutNpmInstaller();
