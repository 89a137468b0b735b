import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { UserError, messageOf } from "../../lib/user-error";

/** How to use the command. */
export const USAGE = `Looks whether a deployed stage does what it is for: the site answers over HTTP and HTTPS with the certificate that
the stage uploaded, every web server is in service and goes out under the NAT's address, nothing else answers
from outside, and no bastion has been forgotten. Reads the stage file and asks AWS; changes nothing.

  npm run verify -- STAGE               the checks
  npm run verify -- STAGE --kill-one    and then terminates one web server, after asking, and follows its replacement

  --yes     terminates it without asking
  --json    the report as data (docs/verify.md), and nothing else on the standard output
  -i FILE   the private key for SSH; without it those of your SSH agent
  --help    this text

Exit status: 0 every check passed or was skipped, 1 one failed, 2 wrong use, 130 interrupted.`;

/** What somebody asked for. */
export type Command =
  | { readonly kind: "help" }
  | {
      readonly kind: "verify";
      readonly stageName: string;
      readonly json: boolean;
      readonly killOne: boolean;
      /** Not to be asked. */
      readonly yes: boolean;
      readonly identityFile?: string;
    };

/**
 * Reads the command line.
 * @throws UserError with status 2 when it makes no sense
 */
export function readCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const { help = false, json = false, "kill-one": killOne = false, yes = false, identity } = values;
  if (help) return { kind: "help" };
  const [stageName, ...more] = positionals;
  if (stageName === undefined) throw wrong("say which stage");
  if (more.length > 0) throw wrong(`one stage at a time, not ${positionals.join(" and ")}`);
  if (yes && !killOne) throw wrong("--yes goes with --kill-one: nothing else asks");
  if (identity !== undefined && !existsSync(identity)) throw wrong(`there is no file ${identity}`);
  const identityFile = identity === undefined ? {} : { identityFile: resolve(identity) };
  return { kind: "verify", stageName, json, killOne, yes, ...identityFile };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        identity: { type: "string", short: "i" },
        json: { type: "boolean" },
        "kill-one": { type: "boolean" },
        yes: { type: "boolean" },
      },
    });
  } catch (error) {
    throw wrong((messageOf(error).split(". ")[0] ?? "").replace(/^./, (letter) => letter.toLowerCase()));
  }
}

function wrong(message: string): UserError {
  return new UserError(`${message}; see npm run verify -- --help`, 2);
}
