import { isIPv4 } from "node:net";
import { UserError } from "../../lib/user-error";
import { zoneSuffix } from "../../lib/naming";
import type { CommandResult } from "../login/run-on-instance";
import { describe, findLoginPath } from "../login/login-path";
import type { StageInstance } from "../stage/instances";
import { failed, outcomeOf, skipped, type Check, type CheckContext } from "./check";
import { natAddresses, type NatAddress } from "./nat";

/** AWS's service that returns the address of a request. */
const WHO_AM_I = "curl --silent --show-error --max-time 20 https://checkip.amazonaws.com";
const PING = "ping -c 3 -W 5 8.8.8.8";

/** curl's exit statuses for an unresolved name, a failed connection and a timeout. */
const NO_ANSWER: readonly number[] = [6, 7, 28];
/** ping's exit statuses for no answer and no route. */
const NO_ECHO: readonly number[] = [1, 2];

/** Every web server reaches the internet from the NAT's address; with `nat: none` none does. */
export const internetEgress: Check = {
  id: "way-out",
  needsInstances: true,
  title: ({ nat }) =>
    nat.kind === "none"
      ? "No web server reaches the internet"
      : "Every web server reaches the internet from the NAT's address and can ping 8.8.8.8",
  run: async (context) => {
    const { instances } = context.deployed;
    const servers = instances.filter(({ role, state }) => role === "web" && state === "running");
    const [first] = servers;
    if (first === undefined) return failed("no web server is running");
    const closed = whyNoLogin(context, first);
    if (closed !== undefined) return skipped(closed);
    const addresses = await natAddresses(context);
    const issues: string[] = [];
    const seen: string[] = [];
    // One after the other: the SSH configuration is for one instance.
    for (const server of servers) {
      context.say(`logs in to ${describe(server)}`);
      const [asked, pinged] = [
        await context.runOn(server, WHO_AM_I, instances),
        await context.runOn(server, PING, instances),
      ];
      const found =
        context.stage.settings.nat.kind === "none"
          ? [reachedIssue(asked), echoIssue(pinged)]
          : [addressIssue(asked, expectedOf(server, addresses, context)), pingIssue(pinged)];
      issues.push(...found.flatMap((issue) => (issue === undefined ? [] : [`${describe(server)} ${issue}`])));
      seen.push(
        context.stage.settings.nat.kind === "none"
          ? `${server.id} reaches nothing`
          : `${server.id} comes from ${asked.stdout.trim()}, ${echoes(pinged)}`,
      );
    }
    return outcomeOf(issues, seen.join("; "));
  },
};

/** Why a login is impossible, with the command that changes it; undefined: it is possible. */
function whyNoLogin({ stage, deployed }: CheckContext, { id }: StageInstance): string | undefined {
  try {
    findLoginPath(stage, deployed.instances, id as `i-${string}`);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** The addresses that a server may have: with a NAT per zone, only that of its own zone. */
function expectedOf(
  { zone }: StageInstance,
  addresses: readonly NatAddress[],
  { stage }: CheckContext,
): readonly string[] {
  const own = stage.settings.nat.perZone ? addresses.filter((nat) => nat.zone === zoneSuffix(zone)) : addresses;
  return own.map(({ address }) => address);
}

function addressIssue({ status, stdout, stderr }: CommandResult, expected: readonly string[]): string | undefined {
  const address = stdout.trim();
  if (status !== 0) return `cannot determine its address: ${lastLine(stderr + stdout)} (curl ended with ${status})`;
  if (!isIPv4(address)) return `gets the address ${JSON.stringify(address.slice(0, 60))}`;
  if (expected.includes(address)) return undefined;
  const wanted = expected.length === 0 ? "; there is no NAT" : `, instead of ${expected.join(" or ")}`;
  return `comes from ${address}${wanted}`;
}

function pingIssue({ status, stdout, stderr }: CommandResult): string | undefined {
  return status === 0 ? undefined : `cannot ping 8.8.8.8: ${lastLine(stderr + stdout)}`;
}

function reachedIssue({ status, stdout, stderr }: CommandResult): string | undefined {
  if (NO_ANSWER.includes(status)) return undefined;
  if (status === 0) return `reaches the internet, from ${stdout.trim()}, although nat is none`;
  return `cannot run curl: ${lastLine(stderr + stdout)} (curl ended with ${status})`;
}

function echoIssue({ status, stdout, stderr }: CommandResult): string | undefined {
  if (NO_ECHO.includes(status)) return undefined;
  if (status === 0) return "can ping 8.8.8.8, although nat is none";
  return `cannot run ping: ${lastLine(stderr + stdout)}`;
}

/** `3 of 3 pings answered` */
function echoes({ stdout }: CommandResult): string {
  const [, sent, received] = /(\d+) packets transmitted, (\d+)(?: packets)? received/.exec(stdout) ?? [];
  return sent === undefined || received === undefined
    ? "its ping is answered"
    : `${received} of ${sent} pings answered`;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
