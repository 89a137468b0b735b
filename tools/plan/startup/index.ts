import { join } from "node:path";

import { CompileCache } from "./compile-cache";
import { leaveOutNpmInstaller } from "./npm-installer";

/** The project's folder. */
export const ROOT = join(__dirname, "..", "..", "..");

/** In a folder that `npm ci` empties. */
export const compileCache = new CompileCache(
  join(ROOT, "node_modules", ".cache", "minimal-secure-web", "compiled.json"),
);

leaveOutNpmInstaller();
