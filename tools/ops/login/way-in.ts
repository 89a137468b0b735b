import { ToolError } from "../../tool-error";
import type { Machine, Role } from "../machines";
import type { OperatedStage } from "../stage";

/** What somebody wants to log in to: a role, or one machine by its id. */
export type Target = Role | `i-${string}`;

/** How to get to a machine. */
export type WayIn =
  /** SSH to the bastion itself. */
  | { readonly kind: "bastion"; readonly bastion: Reachable }
  /** SSH through the bastion. */
  | { readonly kind: "jump"; readonly bastion: Reachable; readonly to: Machine }
  /** Session Manager: no key and no open port. */
  | { readonly kind: "session"; readonly to: Machine };

/** A machine with a public address. */
export type Reachable = Machine & { readonly publicIp: string };

const CALLED: Readonly<Record<Role, string>> = { web: "web server", bastion: "bastion", nat: "NAT instance" };

/** What a machine is called in sentences: `web server i-0123 (10.0.1.10, ap-northeast-1a)`. */
export function describe({ role, id, privateIp, zone }: Machine): string {
  return `${CALLED[role]} ${id} (${privateIp}, ${zone})`;
}

/**
 * Finds the way to a machine, from what the stage file says and what is there. Changes nothing.
 *
 * @throws ToolError when there is none, with the one command that makes it
 */
export function findWayIn(stage: OperatedStage, machines: readonly Machine[], target: Target): WayIn {
  if (machines.length === 0) {
    const { stage: name } = stage.stageName;
    throw new ToolError(`${name} has no machine; is it deployed? pulumi up --stack ${name}`);
  }
  if (stage.settings.login.access === "ssm") return { kind: "session", to: bySession(stage, machines, target) };
  const bastion = usableBastion(stage, machines);
  const to = target === "bastion" || target === bastion.id ? bastion : pick(stage, machines, target);
  return to.role === "bastion" ? { kind: "bastion", bastion } : { kind: "jump", bastion, to };
}

/** Session Manager's role is on web servers alone. */
function bySession(stage: OperatedStage, machines: readonly Machine[], target: Target): Machine {
  const to = target === "bastion" ? undefined : pick(stage, machines, target);
  if (to?.role === "web") return to;
  const what = to === undefined ? "there is no bastion" : `nobody logs in to a ${CALLED[to.role]}`;
  throw new ToolError(
    `With access: ssm ${what}; the web servers are reached without one: npm run ssh -- ${stage.stageName.stage} web`,
  );
}

function pick(stage: OperatedStage, machines: readonly Machine[], target: Target): Machine {
  const wanted = machines.filter(({ role, id }) => role === target || id === target);
  const running = wanted.find(({ state }) => state === "running");
  if (running !== undefined) return running;
  const name = stage.stageName.stage;
  const [found] = wanted;
  if (found !== undefined) throw new ToolError(`${describe(found)} of ${name} is ${found.state}, not running`);
  if (target === "nat" && stage.settings.nat.kind !== "instance") {
    throw new ToolError(`${name} has no NAT instance (nat: ${stage.settings.nat.kind})`);
  }
  if (isRole(target)) {
    throw new ToolError(`No ${CALLED[target]} of ${name} is running; is it deployed? pulumi up --stack ${name}`);
  }
  const others = machines.map(({ id }) => id).join(", ");
  throw new ToolError(`${name} has no machine ${target}; it has ${others === "" ? "none" : others}`);
}

function usableBastion(stage: OperatedStage, machines: readonly Machine[]): Reachable {
  const name = stage.stageName.stage;
  const bastions = machines.filter(({ role }) => role === "bastion");
  const bastion = bastions.find(({ state }) => state === "running") ?? bastions[0];
  if (bastion === undefined) throw new ToolError(`The bastion of ${name} is off. ${turnOn(stage)}`);
  if (bastion.state === "stopped") {
    throw new ToolError(
      `The bastion of ${name} has powered itself off. To start it: aws ${awsArguments(stage, ["ec2", "start-instances", "--instance-ids", bastion.id]).join(" ")}`,
    );
  }
  if (bastion.state !== "running")
    throw new ToolError(`The bastion of ${name} is ${bastion.state}: try again in a minute`);
  const { publicIp } = bastion;
  if (publicIp === undefined) {
    throw new ToolError(`The bastion of ${name} has no public address. To give it one: pulumi up --stack ${name}`);
  }
  return { ...bastion, publicIp };
}

/** The command that turns the bastion on. */
function turnOn({ project, stageName: { stage }, settings }: OperatedStage): string {
  const set = (path: string, value: string) =>
    `pulumi config set --stack ${stage} --path '${project}:${path}' ${value}`;
  const commands = [
    ...(settings.bastion.adminCidrs.length > 0 ? [] : [set("adminCidrs[0]", "YOUR_ADDRESS/32")]),
    ...(settings.bastion.enabled ? [] : [set("bastion", "true")]),
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
