import * as fs from "node:fs";
import * as path from "node:path";

import { userDataFrom, refuseCarriageReturn } from "../../lib/user-data";

const PROJECT_FOLDER = path.join(__dirname, "..", "..");

/**
 * The script that makes a web server of a plain machine and powers it off.
 *
 * @param ownScript path of the user's own script, from the project's folder; it runs after ours, and its failure is a
 * failed image
 * @throws Error when both together are more than EC2 takes, or one has a carriage return in it
 */
export function webUserData(ownScript?: string): string {
  return userDataFrom(path.join(__dirname, "web.sh"), {
    OWN_SCRIPT: ownScript === undefined ? "" : readOwnScript(ownScript),
  });
}

function readOwnScript(file: string): string {
  const content = fs.readFileSync(path.join(PROJECT_FOLDER, file));
  refuseCarriageReturn(file, content.toString("latin1"));
  return content.toString("base64");
}
