import { UserError } from "../../lib/user-error";
import type { LocalStage } from "../local/local-stage";
import { isEmulator } from "../local/endpoint";
import { findInstances } from "../stage/instances";
import { clientsOf, readStage, type OperatedStage } from "../stage/stage";
import type { LoginRequest } from "./command-line";
import {
  enterLocalStage,
  localAdvice,
  localLoginFiles,
  meantLocalStage,
  requireBastion,
  throughLocalPort,
} from "./local-login";
import { writeLogin, type Login } from "./login-folder";
import { describe, findLoginPath, type LoginPath } from "./login-path";
import { sshAdvice } from "./program";

/** A login that is about to start. */
export type Found = {
  readonly stage: OperatedStage;
  /** What to check when SSH could not log in. SSH itself has printed the reason. */
  readonly advice: string;
} & (
  | { readonly path: Extract<LoginPath, { readonly kind: "session" }> }
  | { readonly path: Exclude<LoginPath, { readonly kind: "session" }>; readonly login: Login }
);

/** Looks up the stage's instances, finds the login path, and writes the SSH configuration for it. */
export async function findLogin(
  request: Omit<LoginRequest, "command">,
  { root, say }: { readonly root: string; readonly say: (line: string) => void },
): Promise<Found> {
  const { stageName, target, identityFile } = request;
  const local = await meantLocalStage(root, request);
  if (local !== undefined) say(`${stageName} is running on this computer: using it (--aws uses the deployed stage)`);
  const stage = local === undefined ? await deployedStage(root, stageName) : enterLocalStage(local);
  const ec2 = await clientsOf(stage).ec2();
  const instances = await findInstances(stage.stageName, ec2);
  if (local !== undefined) requireBastion(stage, instances);
  const found = findLoginPath(stage, instances, target);
  const advice = local === undefined ? sshAdvice(stage) : localAdvice(local);
  if (found.kind === "session") {
    say(`${describe(found.to)} with Session Manager`);
    return { stage, path: found, advice };
  }
  const path = local === undefined ? found : throughLocalPort(found, local);
  say(lineOf(path));
  const files = await filesOf(local, identityFile);
  const login = await writeLogin({ root, stage: stage.stageName.stage, path, instances, ...files }, ec2);
  if (login.unverified.length > 0) {
    const whose = login.unverified.map(describe).join(" and ");
    say(`AWS does not show the host keys of ${whose} yet: SSH accepts the keys that it receives now`);
  }
  return { stage, path, login, advice };
}

async function deployedStage(root: string, stageName: string): Promise<OperatedStage> {
  const stage = readStage(root, stageName);
  if (!(await isEmulator(stage.provider))) return stage;
  throw new UserError("The emulator runs no instances to log in to; npm run verify still checks the API");
}

function lineOf(path: Exclude<LoginPath, { readonly kind: "session" }>): string {
  const { publicIp, port } = path.bastion;
  const address = port === undefined ? publicIp : `${publicIp}:${port}`;
  return path.kind === "jump" ? `${describe(path.to)} through the bastion ${address}` : `bastion ${address}`;
}

async function filesOf(local: LocalStage | undefined, identityFile: string | undefined) {
  if (local !== undefined) return localLoginFiles(local, identityFile);
  return identityFile === undefined ? {} : { identityFile };
}
