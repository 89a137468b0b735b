import { createRequire } from "node:module";
import { join } from "node:path";

import type { Program } from ".";

/**
 * The program that `pulumi up` runs. It is loaded only when asked for: it brings the whole of the AWS package along,
 * for which a test of one component or a wrong option need not wait.
 *
 * @param root the project's folder
 */
export function loadProgram(root: string): Program {
  return createRequire(__filename)(join(root, "index")) as Program;
}
