import { readSshCommand, SSH_USAGE } from "../login/command-line";
import { findLogin, type Found } from "../login/find";
import { session } from "../login/session";
import { ssh, start, type Program } from "../login/start";

/** What SSH exits with when it does not get there. */
const SSH_FAILED = 255;

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
  const status = await start(programOf(found, asked.command)).ended;
  if (found.way.kind !== "session" && status === SSH_FAILED) {
    const { stage } = found.stage.owner;
    say(
      `If it was refused for its key: pulumi stack output sshPrivateKey --show-secrets --stack ${stage} >${stage}.key, ` +
        `chmod 600 ${stage}.key, and name it with -i ${stage}.key. If nothing answered: is your address in adminCidrs?`,
    );
  }
  return status;
}

function programOf(found: Found, command: readonly string[]): Program {
  if (!("login" in found)) return session(found.stage, found.way.to, command);
  const { way, login } = found;
  const to = way.kind === "jump" ? way.to : way.bastion;
  return ssh(login.configFile, [to.id, ...(command.length > 0 ? ["--", ...command] : [])]);
}
