import { UserError } from "../../lib/user-error";
import { isEmulator } from "../stage/emulator";
import { findMachines } from "../stage/instances";
import { clientsOf, readStage, type OperatedStage } from "../stage/stage";
import { writeLogin, type Login } from "./login-folder";
import { describe, findWayIn, type Target, type WayIn } from "./login-path";

/** A login that is about to begin. */
export type Found = { readonly stage: OperatedStage } & (
  | { readonly way: Extract<WayIn, { readonly kind: "session" }> }
  | { readonly way: Exclude<WayIn, { readonly kind: "session" }>; readonly login: Login }
);

/** What somebody asked for. */
export interface LoginRequest {
  readonly root: string;
  readonly stageName: string;
  readonly target: Target;
  readonly identityFile?: string;
  /** Tells the user what is going on. */
  readonly say: (line: string) => void;
}

/** Looks up what runs, finds the way in, and writes what SSH needs for it. */
export async function findLogin({ root, stageName, target, identityFile, say }: LoginRequest): Promise<Found> {
  const stage = readStage(root, stageName);
  if (await isEmulator(stage.provider)) {
    throw new UserError(
      "No machine runs in the emulator, so nobody can log in to one: npm run verify looks at what is there",
    );
  }
  const ec2 = await clientsOf(stage).ec2();
  const machines = await findMachines(stage.stageName, ec2);
  const way = findWayIn(stage, machines, target);
  if (way.kind === "session") {
    say(`${describe(way.to)} by Session Manager`);
    return { stage, way };
  }
  say(
    way.kind === "jump"
      ? `${describe(way.to)} through the bastion ${way.bastion.publicIp}`
      : `bastion ${way.bastion.publicIp}`,
  );
  const login = await writeLogin(
    { root, stage: stageName, way, machines, ...(identityFile === undefined ? {} : { identityFile }) },
    ec2,
  );
  if (login.unproven.length > 0) {
    const whose = login.unproven.map(describe).join(" and ");
    say(`AWS does not show the host keys of ${whose} yet: SSH keeps the keys that it sees now`);
  }
  return { stage, way, login };
}
