import { awsArguments, describe } from "../login/login-path";
import type { StageInstance } from "../stage/instances";
import { outcomeOf, passed, skipped, type Check } from "./check";

const HOUR_MS = 60 * 60 * 1000;

/** The timer starts after the instance, and powering off takes a while. */
const SLACK_MS = 10 * 60 * 1000;

export const bastion: Check = {
  id: "bastion",
  needsInstances: false,
  title: ({ bastion: { hours: bastionHours } }) =>
    bastionHours > 0 ? `No bastion has been on for longer than ${bastionHours} hours` : "A bastion may stay on",
  run: ({ stage, deployed, clock }) => {
    const { hours: bastionHours } = stage.settings.bastion;
    const found = deployed.instances.filter(({ role }) => role === "bastion");
    const on = found.filter(({ state }) => state === "pending" || state === "running");
    if (on.length === 0) return Promise.resolve(passed(found.length === 0 ? "off" : off(found)));
    const seen = on.map((instance) => `${describe(instance)} has been on for ${age(instance, clock.now())}`);
    if (bastionHours === 0) {
      return Promise.resolve(skipped(`${seen.join("; ")}; bastionHours is 0, so it stays on`));
    }
    const old = on.filter(({ startedAt }) => clock.now() - startedAt.getTime() > bastionHours * HOUR_MS + SLACK_MS);
    const stop = awsArguments(stage, ["ec2", "stop-instances", "--instance-ids", ...old.map(({ id }) => id)]);
    const issues = old.map((instance) => `${describe(instance)} has been on for ${age(instance, clock.now())}`);
    return Promise.resolve(
      outcomeOf(issues.length === 0 ? [] : [...issues, `to stop it: aws ${stop.join(" ")}`], seen.join("; ")),
    );
  },
};

function off(instances: readonly StageInstance[]): string {
  return `off: ${instances.map((instance) => `${describe(instance)} is ${instance.state}`).join("; ")}`;
}

function age({ startedAt }: StageInstance, now: number): string {
  const minutes = Math.floor((now - startedAt.getTime()) / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? `${rest} min` : `${hours} h ${rest} min`;
}
