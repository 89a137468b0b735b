import { join } from "node:path";

import { UserError } from "../../lib/user-error";
import { readSshCommand } from "../login/command-line";
import { findLogin } from "../login/find-login";
import { session, SSH_FAILED, ssh, start } from "../login/program";
import { runInSession } from "../login/run-on-instance";
import { sayOn } from "../say";
import type { StageInstance } from "../stage/instances";
import type { OperatedStage } from "../stage/stage";

/** Session Manager itself ends a session that is idle for 20 minutes, unless the account says otherwise. */
const SESSION_TIMEOUT_SECONDS = 3600;

/** Runs `npm run ssh`. Returns the exit status of what ran on the instance. */
export async function run(args: readonly string[]): Promise<number> {
  const request = readSshCommand(args);
  if ("help" in request) {
    process.stdout.write(request.help);
    return 0;
  }
  // The standard output is the command's own.
  const say = sayOn(process.stderr);
  const found = await findLogin(request, { root: join(__dirname, "..", ".."), say });
  if (!("login" in found)) return bySession(found.stage, found.path.to, request.command);
  const { path, login } = found;
  const to = path.kind === "jump" ? path.to : path.bastion;
  const command = request.command.length > 0 ? ["--", ...request.command] : [];
  const status = await start(ssh(login.configFile, [to.id, ...command])).ended;
  if (status === SSH_FAILED) say(found.advice);
  return status;
}

/** A shell at this terminal, or the output of a command once it has ended: a session shows nothing before. */
async function bySession(stage: OperatedStage, to: StageInstance, words: readonly string[]): Promise<number> {
  if (words.length === 0) return start(session(stage, to)).ended;
  const interrupt = new AbortController();
  process.once("SIGINT", () => {
    interrupt.abort(new UserError("Interrupted"));
  });
  const limits = { limitSeconds: SESSION_TIMEOUT_SECONDS, signal: interrupt.signal };
  const { status, stdout, stderr } = await runInSession({ stage, to, command: words.join(" "), ...limits });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return status;
}
