import { UserError } from "../../lib/user-error";
import { readSshCommand, SSH_USAGE } from "../login/command-line";
import { findLogin } from "../login/find-login";
import { runBySession } from "../login/run-on-instance";
import { session } from "../login/session";
import { SSH_FAILED, ssh, start, whyNotThere } from "../login/program";
import type { Machine } from "../stage/instances";
import type { OperatedStage } from "../stage/stage";

/** Session Manager itself ends a session that says nothing after 20 minutes, unless the account says otherwise. */
const SESSION_LIMIT_SECONDS = 3600;

/**
 * Runs `npm run ssh`.
 * @returns the exit status: that of what ran there
 */
export async function main(args: readonly string[], root: string): Promise<number> {
  const asked = readSshCommand(args);
  if (asked.kind === "help") {
    console.log(SSH_USAGE);
    return 0;
  }
  // What a command prints is its own.
  const say = (line: string) => {
    console.error(line);
  };
  const found = await findLogin({ root, ...asked, say });
  if (!("login" in found)) return bySession(found.stage, found.way.to, asked.command);
  const { way, login } = found;
  const to = way.kind === "jump" ? way.to : way.bastion;
  const command = asked.command.length > 0 ? ["--", ...asked.command] : [];
  const status = await start(ssh(login.configFile, [to.id, ...command])).ended;
  if (status === SSH_FAILED) say(whyNotThere(found.stage));
  return status;
}

/** A shell at this terminal, or what a command says when it has ended: a session hands on nothing before. */
async function bySession(stage: OperatedStage, to: Machine, words: readonly string[]): Promise<number> {
  if (words.length === 0) return start(session(stage, to)).ended;
  const interrupt = new AbortController();
  process.once("SIGINT", () => {
    interrupt.abort(new UserError("Interrupted"));
  });
  const limits = { limitSeconds: SESSION_LIMIT_SECONDS, signal: interrupt.signal };
  const { status, stdout, stderr } = await runBySession({ stage, to, command: words.join(" "), ...limits });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return status;
}
