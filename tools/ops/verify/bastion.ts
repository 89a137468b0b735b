import { awsArguments, describe } from "../login/way-in";
import type { Machine } from "../machines";
import { judged, passed, skipped, type Check } from "./check";

const HOUR_MS = 60 * 60 * 1000;

/** From its start until its timer runs, and until a machine that powers off is off. */
const SLACK_MS = 10 * 60 * 1000;

/** A bastion is off, or has not been on for longer than it may be. */
export const bastion: Check = {
  id: "bastion",
  asksMachines: false,
  title: ({ bastion: { hours: bastionHours } }) =>
    bastionHours > 0
      ? `No bastion has been on for longer than ${bastionHours} hours`
      : "A bastion may be on for as long as it likes",
  look: ({ stage, deployed, clock }) => {
    const { hours: bastionHours } = stage.settings.bastion;
    const found = deployed.machines.filter(({ role }) => role === "bastion");
    const on = found.filter(({ state }) => state === "pending" || state === "running");
    if (on.length === 0) return Promise.resolve(passed(found.length === 0 ? "off" : off(found)));
    const seen = on.map((machine) => `${describe(machine)} has been on for ${age(machine, clock.now())}`);
    if (bastionHours === 0) {
      return Promise.resolve(skipped(`${seen.join("; ")}; bastionHours is 0, so it stays on`));
    }
    const old = on.filter(({ startedAt }) => clock.now() - startedAt.getTime() > bastionHours * HOUR_MS + SLACK_MS);
    const stop = awsArguments(stage, ["ec2", "stop-instances", "--instance-ids", ...old.map(({ id }) => id)]);
    const faults = old.map((machine) => `${describe(machine)} has been on for ${age(machine, clock.now())}`);
    return Promise.resolve(
      judged(faults.length === 0 ? [] : [...faults, `to stop it: aws ${stop.join(" ")}`], seen.join("; ")),
    );
  },
};

function off(machines: readonly Machine[]): string {
  return `off: ${machines.map((machine) => `${describe(machine)} is ${machine.state}`).join("; ")}`;
}

function age({ startedAt }: Machine, now: number): string {
  const minutes = Math.floor((now - startedAt.getTime()) / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? `${rest} min` : `${hours} h ${rest} min`;
}
