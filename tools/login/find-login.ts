import { UserError } from "../../lib/user-error";
import { isEmulator } from "../stage/emulator";
import { findInstances } from "../stage/instances";
import { clientsOf, readStage, type OperatedStage } from "../stage/stage";
import type { LoginRequest } from "./command-line";
import { writeLogin, type Login } from "./login-folder";
import { describe, findLoginPath, type LoginPath } from "./login-path";

/** A login that is about to start. */
export type Found = { readonly stage: OperatedStage } & (
  | { readonly path: Extract<LoginPath, { readonly kind: "session" }> }
  | { readonly path: Exclude<LoginPath, { readonly kind: "session" }>; readonly login: Login }
);

/** Looks up the stage's instances, finds the login path, and writes the SSH configuration for it. */
export async function findLogin(
  { stageName, target, identityFile }: Omit<LoginRequest, "command">,
  { root, say }: { readonly root: string; readonly say: (line: string) => void },
): Promise<Found> {
  const stage = readStage(root, stageName);
  if (await isEmulator(stage.provider)) {
    throw new UserError("The emulator runs no instances that you could log in to; npm run verify checks what it has");
  }
  const ec2 = await clientsOf(stage).ec2();
  const instances = await findInstances(stage.stageName, ec2);
  const path = findLoginPath(stage, instances, target);
  if (path.kind === "session") {
    say(`${describe(path.to)} with Session Manager`);
    return { stage, path };
  }
  say(
    path.kind === "jump"
      ? `${describe(path.to)} through the bastion ${path.bastion.publicIp}`
      : `bastion ${path.bastion.publicIp}`,
  );
  const login = await writeLogin(
    { root, stage: stageName, path, instances, ...(identityFile === undefined ? {} : { identityFile }) },
    ec2,
  );
  if (login.unverified.length > 0) {
    const whose = login.unverified.map(describe).join(" and ");
    say(`AWS does not show the host keys of ${whose} yet: SSH accepts the keys that it sees now`);
  }
  return { stage, path, login };
}
