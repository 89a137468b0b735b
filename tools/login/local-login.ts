import { UserError } from "../../lib/user-error";
import { useEnvironment } from "../local/child-environment";
import { findLocalStage, privateKeyFile, type LocalStage } from "../local/local-stage";
import type { StageInstance } from "../stage/instances";
import { readStage, type OperatedStage } from "../stage/stage";
import type { LoginRequest } from "./command-line";
import type { LoginPath } from "./login-path";

/** An address for the documentation of `adminCidrs`: RFC 5737. */
const EXAMPLE_CIDR = "203.0.113.10/32";

/** The stage on this computer to log in to, or `undefined` for the stage in AWS. */
export async function meantLocalStage(
  root: string,
  { stageName, aws }: Pick<LoginRequest, "stageName" | "aws">,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<LocalStage | undefined> {
  // An endpoint in the environment is a choice too.
  const isChosen = environment.AWS_ENDPOINT_URL !== undefined || environment.AWS_ENDPOINT_URL_EC2 !== undefined;
  return aws === true || isChosen || !/^[\w.-]+$/.test(stageName) ? undefined : findLocalStage(root, stageName);
}

/**
 * Makes this process work with a local stage, and reads the settings that were deployed.
 * @throws UserError when its instances do not run, or it is for Session Manager
 */
export function enterLocalStage({ stage, status, places, environment }: LocalStage): OperatedStage {
  if (!status.instances.running) {
    throw new UserError(`There is nothing to log in to: instances are not running here (${status.instances.reason})`);
  }
  const operated = readStage(places.project, stage);
  if (operated.settings.login.access === "ssm") {
    throw new UserError(
      `${stage} has access: ssm, and there is no Session Manager on this computer. ` +
        `To log in with SSH: ${bastionCommand(operated, ["access=ssh"])}`,
    );
  }
  useEnvironment(environment);
  return operated;
}

/** @throws UserError when the bastion is off */
export function requireBastion(operated: OperatedStage, instances: readonly StageInstance[]): void {
  if (instances.some(({ role, state }) => role === "bastion" && state !== "stopped")) return;
  const { stage } = operated.stageName;
  throw new UserError(`The bastion of ${stage} is off. To turn it on: ${bastionCommand(operated, [])}`);
}

function bastionCommand({ stageName: { stage }, settings }: OperatedStage, sets: readonly string[]): string {
  const admins = settings.bastion.adminCidrs.length > 0 ? [] : [`'adminCidrs[0]=${EXAMPLE_CIDR}'`];
  return ["npm run local --", stage, ...[...sets, "bastion=true", ...admins].map((set) => `--set ${set}`)].join(" ");
}

/**
 * The path to an instance by the bastion's port on this computer.
 * @throws UserError when the bastion has none
 */
export function throughLocalPort<P extends Exclude<LoginPath, { readonly kind: "session" }>>(
  path: P,
  { stage, status }: LocalStage,
): P {
  const port = status.ports.ssh;
  if (port === undefined) {
    throw new UserError(
      `The bastion of ${stage} has no port on this computer yet: npm run local -- ${stage} --status shows the ports`,
    );
  }
  return { ...path, bastion: { ...path.bastion, publicIp: "127.0.0.1", port } };
}

/** The SSH key and the folder for a local login. */
export async function localLoginFiles(
  local: LocalStage,
  identityFile: string | undefined,
): Promise<{ readonly folder: string; readonly identityFile?: string }> {
  const key = identityFile ?? (await privateKeyFile(local));
  return { folder: local.places.login, ...(key === undefined ? {} : { identityFile: key }) };
}

/** What to check when SSH could not log in. */
export function localAdvice({ stage }: LocalStage): string {
  return `The console of the bastion: npm run local -- ${stage} --logs bastion`;
}
