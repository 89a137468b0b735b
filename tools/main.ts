// Must come before everything that loads Pulumi.
import "../offline/stub-arborist";

import { createRequire } from "node:module";

import { nearest, oneOf } from "../lib/suggestion";
import { UserError } from "../lib/user-error";
import { exitStatusOf } from "./explain-error";

/** Runs a command with the arguments that follow its name. Returns the exit status. */
type Run = (args: readonly string[]) => Promise<number>;

/** The commands, each with the module that runs it. Only the one that is called is loaded. */
const COMMANDS: Readonly<Record<string, string>> = {
  plan: "./plan",
  local: "./local/main",
  ssh: "./ssh",
  tunnel: "./tunnel",
  verify: "./verify",
  scan: "./scan",
  recover: "./recover",
  "pull-request": "./pull-request",
};

/** Runs `node tools/cli.js NAME ARGUMENT…`. */
export async function main([name = "", ...args]: readonly string[]): Promise<void> {
  process.exitCode = await exitStatusOf(async () => {
    const path = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (path === undefined) throw new UserError(unknownCommand(name), 2);
    const { run } = createRequire(__filename)(path) as { readonly run: Run };
    return run(args);
  });
}

function unknownCommand(name: string): string {
  const known = Object.keys(COMMANDS);
  const suggestion = nearest(name, known);
  const hint = suggestion === undefined ? "" : ` (did you mean ${suggestion}?)`;
  const what = name === "" ? "no command" : `unknown command ${JSON.stringify(name)}${hint}`;
  return `${what}: expected ${oneOf(known)}`;
}
