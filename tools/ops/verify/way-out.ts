import { isIPv4 } from "node:net";

import { zoneSuffix } from "../../../lib/naming";
import { ToolError } from "../../tool-error";
import type { Ran } from "../login/run-there";
import { describe, findWayIn } from "../login/way-in";
import type { Machine } from "../machines";
import { failed, judged, skipped, type Check } from "./check";
import { natAddresses, type NatAddress } from "./nat";
import type { Scene } from "./scene";

/** Says which address a request comes from: AWS's own. */
const WHO_AM_I = "curl --silent --show-error --max-time 20 https://checkip.amazonaws.com";
const PING = "ping -c 3 -W 5 8.8.8.8";

/** What curl exits with when a name is not resolved, nothing is reached, or nothing answers in time. */
const NO_ANSWER: readonly number[] = [6, 7, 28];
/** What ping exits with when nothing answers, or there is no route. */
const NO_ECHO: readonly number[] = [1, 2];

/** Every web server reaches the internet, and under the NAT's address; with `nat: none` none does. */
export const natTarget: Check = {
  id: "way-out",
  asksMachines: true,
  title: ({ nat }) =>
    nat.kind === "none"
      ? "No web server reaches the internet"
      : "Every web server reaches the internet under the NAT's address, and 8.8.8.8 answers its ping",
  look: async (scene) => {
    const { machines } = scene.deployed;
    const servers = machines.filter(({ role, state }) => role === "web" && state === "running");
    const [first] = servers;
    if (first === undefined) return failed("no web server is running");
    const closed = whyNoWayIn(scene, first);
    if (closed !== undefined) return skipped(closed);
    const addresses = await natAddresses(scene);
    const faults: string[] = [];
    const seen: string[] = [];
    // One after the other: a login's configuration is for one machine.
    for (const server of servers) {
      scene.say(`logs in to ${describe(server)}`);
      const [asked, pinged] = [
        await scene.runOn(server, WHO_AM_I, machines),
        await scene.runOn(server, PING, machines),
      ];
      const found =
        scene.stage.settings.nat.kind === "none"
          ? [reachedFault(asked), echoFault(pinged)]
          : [addressFault(asked, expectedOf(server, addresses, scene)), pingFault(pinged)];
      faults.push(...found.flatMap((fault) => (fault === undefined ? [] : [`${describe(server)} ${fault}`])));
      seen.push(
        scene.stage.settings.nat.kind === "none"
          ? `${server.id} reaches nothing`
          : `${server.id} comes from ${asked.stdout.trim()}, ${echoes(pinged)}`,
      );
    }
    return judged(faults, seen.join("; "));
  },
};

/** Why nobody can log in, with the command that changes it; undefined: somebody can. */
function whyNoWayIn({ stage, deployed }: Scene, { id }: Machine): string | undefined {
  try {
    findWayIn(stage, deployed.machines, id as `i-${string}`);
    return undefined;
  } catch (error) {
    if (error instanceof ToolError) return error.message;
    throw error;
  }
}

/** Addresses that a server may come from: with a NAT per zone only that of its own zone. */
function expectedOf({ zone }: Machine, addresses: readonly NatAddress[], { stage }: Scene): readonly string[] {
  const own = stage.settings.nat.perZone ? addresses.filter((nat) => nat.zone === zoneSuffix(zone)) : addresses;
  return own.map(({ address }) => address);
}

function addressFault({ status, stdout, stderr }: Ran, expected: readonly string[]): string | undefined {
  const address = stdout.trim();
  if (status !== 0) return `cannot ask who it is: ${lastLine(stderr + stdout)} (curl ended with ${status})`;
  if (!isIPv4(address)) return `asks who it is and hears ${JSON.stringify(address.slice(0, 60))}`;
  if (expected.includes(address)) return undefined;
  const wanted = expected.length === 0 ? "and there is no NAT" : `instead of ${expected.join(" or ")}`;
  return `comes from ${address}, ${wanted}`;
}

function pingFault({ status, stdout, stderr }: Ran): string | undefined {
  return status === 0 ? undefined : `gets no answer from 8.8.8.8: ${lastLine(stderr + stdout)}`;
}

function reachedFault({ status, stdout, stderr }: Ran): string | undefined {
  if (NO_ANSWER.includes(status)) return undefined;
  if (status === 0) return `reaches the internet, from ${stdout.trim()}, though nat is none`;
  return `was asked to reach the internet, and says: ${lastLine(stderr + stdout)} (curl ended with ${status})`;
}

function echoFault({ status, stdout, stderr }: Ran): string | undefined {
  if (NO_ECHO.includes(status)) return undefined;
  if (status === 0) return "gets an answer from 8.8.8.8, though nat is none";
  return `was asked to ping 8.8.8.8, and says: ${lastLine(stderr + stdout)}`;
}

/** `3 of 3 pings answered` */
function echoes({ stdout }: Ran): string {
  const [, sent, received] = /(\d+) packets transmitted, (\d+)(?: packets)? received/.exec(stdout) ?? [];
  return sent === undefined || received === undefined
    ? "its ping is answered"
    : `${received} of ${sent} pings answered`;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
