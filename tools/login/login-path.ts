import { NAMESPACE } from "../../config";
import { UserError } from "../../lib/user-error";
import type { StageInstance, Role } from "../stage/instances";
import type { OperatedStage } from "../stage/stage";

/** What to log in to: a role, or one instance by its ID. */
export type Target = Role | `i-${string}`;

/** How to get to an instance. */
export type LoginPath =
  /** SSH to the bastion itself. */
  | { readonly kind: "bastion"; readonly bastion: Reachable }
  /** SSH through the bastion. */
  | { readonly kind: "jump"; readonly bastion: Reachable; readonly to: StageInstance }
  /** Session Manager: no key and no open port. */
  | { readonly kind: "session"; readonly to: StageInstance };

/** An instance with a public address. */
export type Reachable = StageInstance & {
  readonly publicIp: string;
  /** Of SSH. @default 22 */
  readonly port?: number;
};

const CALLED: Readonly<Record<Role, string>> = { web: "web server", bastion: "bastion", nat: "NAT instance" };

/** An instance in a sentence: `web server i-0123 (10.0.1.10, ap-northeast-1a)`. */
export function describe({ role, id, privateIp, zone }: StageInstance): string {
  return `${CALLED[role]} ${id} (${privateIp}, ${zone})`;
}

/**
 * Finds the login path to an instance, from the stage file and the stage's instances. Changes nothing.
 *
 * @throws UserError when there is none, with the command that opens one
 */
export function findLoginPath(stage: OperatedStage, instances: readonly StageInstance[], target: Target): LoginPath {
  if (instances.length === 0) {
    const { stage: name } = stage.stageName;
    throw new UserError(`${name} has no instance; is it deployed? pulumi up --stack ${name}`);
  }
  if (stage.settings.login.access === "ssm") return { kind: "session", to: bySession(stage, instances, target) };
  const bastion = usableBastion(stage, instances);
  const to = target === "bastion" || target === bastion.id ? bastion : pick(stage, instances, target);
  return to.role === "bastion" ? { kind: "bastion", bastion } : { kind: "jump", bastion, to };
}

/** Only web servers have the Session Manager role. */
function bySession(stage: OperatedStage, instances: readonly StageInstance[], target: Target): StageInstance {
  const to = target === "bastion" ? undefined : pick(stage, instances, target);
  if (to?.role === "web") return to;
  const what = to === undefined ? "there is no bastion" : `you cannot log in to a ${CALLED[to.role]}`;
  throw new UserError(
    `With access: ssm ${what}; log in to the web servers: npm run ssh -- ${stage.stageName.stage} web`,
  );
}

function pick(stage: OperatedStage, instances: readonly StageInstance[], target: Target): StageInstance {
  const wanted = instances.filter(({ role, id }) => role === target || id === target);
  const running = wanted.find(({ state }) => state === "running");
  if (running !== undefined) return running;
  const name = stage.stageName.stage;
  const [found] = wanted;
  if (found !== undefined) throw new UserError(`${describe(found)} of ${name} is ${found.state}, not running`);
  if (target === "nat" && stage.settings.nat.kind !== "instance") {
    throw new UserError(`${name} has no NAT instance (nat: ${stage.settings.nat.kind})`);
  }
  if (isRole(target)) {
    throw new UserError(`No ${CALLED[target]} of ${name} is running; is it deployed? pulumi up --stack ${name}`);
  }
  const others = instances.map(({ id }) => id).join(", ");
  throw new UserError(`${name} has no instance ${target}; it has ${others === "" ? "none" : others}`);
}

function usableBastion(stage: OperatedStage, instances: readonly StageInstance[]): Reachable {
  const name = stage.stageName.stage;
  const bastions = instances.filter(({ role }) => role === "bastion");
  const bastion = bastions.find(({ state }) => state === "running") ?? bastions[0];
  if (bastion === undefined) throw new UserError(`The bastion of ${name} is off. ${turnOn(stage)}`);
  if (bastion.state === "stopped") {
    throw new UserError(
      `The bastion of ${name} has powered itself off. To start it: aws ${awsArguments(stage, ["ec2", "start-instances", "--instance-ids", bastion.id]).join(" ")}`,
    );
  }
  if (bastion.state !== "running")
    throw new UserError(`The bastion of ${name} is ${bastion.state}: try again in a minute`);
  const { publicIp } = bastion;
  if (publicIp === undefined) {
    throw new UserError(`The bastion of ${name} has no public address. To assign one: pulumi up --stack ${name}`);
  }
  return { ...bastion, publicIp };
}

/** The command that turns the bastion on. */
function turnOn({ stageName: { stage }, settings }: OperatedStage): string {
  const set = `pulumi config set --stack ${stage}`;
  const commands = [
    ...(settings.bastion.adminCidrs.length > 0 ? [] : [`${set} --path '${NAMESPACE}:adminCidrs[0]' YOUR_ADDRESS/32`]),
    ...(settings.bastion.enabled ? [] : [`${set} ${NAMESPACE}:bastion true`]),
    `pulumi up --stack ${stage}`,
  ];
  const address = settings.bastion.adminCidrs.length > 0 ? "" : " (your address: curl https://checkip.amazonaws.com)";
  return `To turn it on${address}: ${commands.join(" && ")}`;
}

/** The AWS CLI's arguments for a command in the stage's region, with its profile. */
export function awsArguments({ provider: { region, profile } }: OperatedStage, command: readonly string[]): string[] {
  return [...command, "--region", region, ...(profile === undefined ? [] : ["--profile", profile])];
}

function isRole(target: Target): target is Role {
  return target in CALLED;
}
