import { UserError } from "../../lib/user-error";
import { readTunnelCommand, TUNNEL_USAGE } from "../login/command-line";
import { findLogin } from "../login/find-login";
import { isRunning, SSH_FAILED, ssh, start, whyNotThere } from "../login/program";
import { TUNNEL } from "../login/ssh-config";
import { greetingFrom, isFree } from "./port";

const PAUSE_MS = 250;

/**
 * Runs `npm run tunnel`: until Ctrl-C, or until SSH gives up.
 * @returns the exit status
 */
export async function main(args: readonly string[], root: string): Promise<number> {
  const asked = readTunnelCommand(args);
  if (asked.kind === "help") {
    console.log(TUNNEL_USAGE);
    return 0;
  }
  if (!(await isFree(TUNNEL.address, TUNNEL.port))) {
    throw new UserError(`Port ${TUNNEL.port} of this machine is in use, perhaps by another tunnel: end that first`);
  }
  const found = await findLogin({
    root,
    ...asked,
    say: (line) => {
      console.log(line);
    },
  });
  if (!("login" in found) || found.way.kind !== "jump") {
    throw new UserError(
      `With access: ssm there is no SSH to tunnel to; log in with: npm run ssh -- ${asked.stageName} web`,
    );
  }
  const { way, login } = found;
  const { configFile } = login;
  const forward = `${TUNNEL.address}:${TUNNEL.port}:${way.to.privateIp}:22`;
  const options = ["-N", "-o", "ExitOnForwardFailure=yes", "-L", forward];
  const { child, ended } = start(ssh(configFile, [...options, way.bastion.id]), "passed on");
  // A failure to start is `ended`'s to tell.
  const over = ended.then(
    () => true,
    () => true,
  );
  while (isRunning(child) && !(await greetingFrom(TUNNEL.address, TUNNEL.port))) {
    if (await Promise.race([over, pause(PAUSE_MS)])) break;
  }
  if (isRunning(child)) {
    console.log(`The tunnel is open until Ctrl-C. In another terminal:
  ssh -F ${configFile} ${TUNNEL.host}
  scp -F ${configFile} FILE ${TUNNEL.host}:`);
  }
  const status = await ended;
  if (status === SSH_FAILED) console.error(whyNotThere(found.stage));
  return status;
}

async function pause(milliseconds: number): Promise<false> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return false;
}
