import { join, relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { UserError } from "../../lib/user-error";
import { readTunnelCommand } from "../login/command-line";
import { findLogin } from "../login/find-login";
import { isRunning, SSH_FAILED, ssh, start } from "../login/program";
import { TUNNEL } from "../login/ssh-config";
import { sayOn } from "../say";
import { isFree, sshGreets } from "../port";

const INTERVAL_MS = 250;

/** Runs `npm run tunnel`, until Ctrl-C or until SSH gives up. Returns the exit status. */
export async function run(args: readonly string[]): Promise<number> {
  const request = readTunnelCommand(args);
  if ("help" in request) {
    process.stdout.write(request.help);
    return 0;
  }
  if (!(await isFree(TUNNEL.address, TUNNEL.port))) {
    throw new UserError(`Port ${TUNNEL.port} of this computer is in use, perhaps by another tunnel: close it first`);
  }
  const found = await findLogin(request, { root: join(__dirname, "..", ".."), say: sayOn(process.stdout) });
  if (!("login" in found) || found.path.kind !== "jump") {
    throw new UserError(
      `Tunnels need SSH, which access: ssm turns off. Log in with: npm run ssh -- ${request.stageName} web`,
    );
  }
  const { path, login } = found;
  const { configFile } = login;
  const forward = `${TUNNEL.address}:${TUNNEL.port}:${path.to.privateIp}:22`;
  const options = ["-N", "-o", "ExitOnForwardFailure=yes", "-L", forward];
  const { child, ended } = start(ssh(configFile, [...options, path.bastion.id]), "passed on");
  // `await ended` below reports a failure to start.
  const over = ended.then(
    () => true,
    () => true,
  );
  while (isRunning(child) && !(await sshGreets(TUNNEL.address, TUNNEL.port))) {
    if (await Promise.race([over, pause(INTERVAL_MS, false)])) break;
  }
  if (isRunning(child)) {
    // npm runs this in the project's folder, whatever folder the user is in.
    const shown = relative(process.env.INIT_CWD ?? process.cwd(), configFile);
    console.log(`The tunnel is open until Ctrl-C. In another terminal:
  ssh -F ${shown} ${TUNNEL.host}
  scp -F ${shown} FILE ${TUNNEL.host}:`);
  }
  const status = await ended;
  if (status === SSH_FAILED) sayOn(process.stderr)(found.advice);
  return status;
}
