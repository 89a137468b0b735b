import { isCall, listOf, param, type ApiCall, type ApiResponse, type Ask, type Patch } from "../api";
import { bodyOf, editXml, element, membersOf, setChild, textAt } from "../xml";
import { launchedIn } from "./instances";

/*
 * No instance boots in the emulator. These patches show what an instance would do according to its user data: print to
 * its console, power itself off, or fail.
 */

/** The provider reads an instance 10 s after its launch for the first time, and expects it to be running. */
const SCRIPT_MS = 15_000;

/**
 * An instance stops, or terminates where its shutdown behavior says so, when its user data contains a line that begins
 * with `poweroff` or `shutdown`. AWS reports such a stop as the instance's own.
 * @param scriptMs milliseconds from the launch until the script has finished
 */
export function instancePowerOff(scriptMs = SCRIPT_MS): Patch {
  const timers = new Map<string, NodeJS.Timeout>();
  const poweredOff = new Set<string>();

  const forget = (id: string) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    poweredOff.delete(id);
  };
  const powerOff = async (id: string, call: ApiCall, ask: Ask) => {
    timers.delete(id);
    const [instance] = membersOf(
      bodyOf(await ask("ec2", "DescribeInstances", { "InstanceId.1": id }, call)),
      "instancesSet",
    );
    if (textAt(instance, "instanceState/name") !== "running") return;
    const terminates = param(call, "InstanceInitiatedShutdownBehavior") === "terminate";
    await ask("ec2", terminates ? "TerminateInstances" : "StopInstances", { "InstanceId.1": id }, call);
    poweredOff.add(id);
  };

  return {
    description: "an instance whose user data powers it off stops about 15 s after its launch",
    applies: (call) =>
      isCall(call, "ec2", "RunInstances", "DescribeInstances", "StartInstances", "StopInstances", "TerminateInstances"),
    handle: async (call, next, ask) => {
      const response = await next(call);
      if (call.action === "DescribeInstances") {
        return editXml(response, (root) => {
          for (const instance of membersOf(root, "instancesSet")) {
            if (!poweredOff.has(textAt(instance, "instanceId") ?? "")) continue;
            const code = "Client.InstanceInitiatedShutdown";
            const message = `${code}: Instance initiated shutdown`;
            setChild(instance, element("stateReason", [element("code", code), element("message", message)]));
            setChild(instance, element("reason", ""));
          }
        });
      }
      if (response.status >= 300) return response;
      if (call.action !== "RunInstances") {
        listOf(call, "InstanceId").forEach(forget);
        return response;
      }
      const delay = powerOffAfter(param(call, "UserData"), scriptMs);
      if (delay === undefined) return response;
      for (const id of launchedIn(response)) {
        timers.set(
          id,
          setTimeout(() => void powerOff(id, call, ask).catch(() => undefined), delay),
        );
      }
      return response;
    },
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

/** When an instance's console shows output, in milliseconds. */
export interface ConsoleTimes {
  /** From the launch until the script has finished. `Latest` shows a running instance's console without delay. */
  readonly scriptMs: number;
  /** From a stop until EC2 posts the output: minutes on AWS. */
  readonly postMs: number;
}

interface BootedInstance {
  readonly lines: readonly string[];
  /** When it prints them. */
  readonly printsAt: number;
  stoppedAt?: number;
}

/** The kernel's last line. */
const POWERED_DOWN = "reboot: Power down";

/**
 * `GetConsoleOutput` with `Latest` shows what the user data prints at its end once the script has finished; the console of
 * a stopped instance is posted some time later.
 */
export function instanceConsole({ scriptMs, postMs }: ConsoleTimes = { scriptMs: 12_000, postMs: 3000 }): Patch {
  const instances = new Map<string, BootedInstance>();
  const launched = (response: ApiResponse, userData: string | undefined): void => {
    const lines = consoleLines(userData);
    if (lines === undefined) return;
    // An instance that powers itself off prints its lines just before.
    const end = powerOffAfter(userData);
    const printsAt = Date.now() + (end === undefined ? scriptMs : Math.max(scriptMs, end - 1000));
    for (const id of launchedIn(response)) instances.set(id, { lines, printsAt });
  };

  return {
    description: "an instance prints to its console that its user data is done or has failed, with AWS's delay",
    applies: (call) => isCall(call, "ec2", "RunInstances", "StartInstances", "StopInstances", "GetConsoleOutput"),
    handle: async (call, next) => {
      const response = await next(call);
      if (response.status >= 300) return response;
      if (call.action === "RunInstances") launched(response, param(call, "UserData"));
      const named = listOf(call, "InstanceId").flatMap((id) => instances.get(id) ?? []);
      if (call.action === "StopInstances") for (const instance of named) instance.stoppedAt ??= Date.now();
      if (call.action === "StartInstances") for (const instance of named) delete instance.stoppedAt;
      const instance = instances.get(param(call, "InstanceId") ?? "");
      if (call.action !== "GetConsoleOutput" || instance === undefined) return response;
      const lines = outputOf(instance, param(call, "Latest") === "true", postMs);
      if (lines === undefined) return response;
      return editXml(response, (root) => {
        setChild(root, element("output", Buffer.from(lines.map((line) => `${line}\r\n`).join("")).toString("base64")));
      });
    },
  };
}

/** The lines on the console now; undefined: the emulator's own, which are the boot messages of a Linux kernel. */
function outputOf(
  { lines, printsAt, stoppedAt }: BootedInstance,
  latest: boolean,
  postMs: number,
): readonly string[] | undefined {
  const printed = printsAt <= (stoppedAt ?? Date.now()) ? lines : [];
  if (stoppedAt === undefined) return latest && printed.length > 0 ? printed : undefined;
  return Date.now() < stoppedAt + postMs ? [] : [...printed, POWERED_DOWN];
}

/** How our scripts define printing to the console, with the prefix of each line. */
const SAY = /^say\(\) \{ echo "(.+) \$\*" >>\/dev\/console; \}$/m;

/** What a script prints at its end, outside of any function. */
const PRINTED = /^say "([^"$`]+)"$/gm;

/**
 * What some user data prints to the console: its error where it fails, otherwise what it prints at its end. An empty list:
 * the instance is powered off before. Undefined: it prints nothing.
 * @param userData as the API accepts it, in Base64
 */
export function consoleLines(userData = ""): readonly string[] | undefined {
  const failure = failureMessage(userData);
  if (failure !== undefined) return [failure];
  const script = decoded(userData);
  const prefix = SAY.exec(script)?.[1];
  const printed = [...script.matchAll(PRINTED)].map(([, words = ""]) => `${prefix ?? ""} ${words}`);
  if (prefix === undefined || printed.length === 0) return undefined;
  const powersOffEarly = embeddedScripts(script).some((embedded) => minutesIn(embedded, ANY_POWER_OFF) === 0);
  return powersOffEarly ? [] : printed;
}

/**
 * Milliseconds from the launch until some user data, or a script embedded in it, powers the instance off; undefined: it
 * never does, or fails before. `shutdown +MINUTES` waits that long in addition; a shutdown at a time of day is ignored.
 * @param userData as the API accepts it, in Base64
 * @param scriptMs how long the script takes
 */
export function powerOffAfter(userData = "", scriptMs = SCRIPT_MS): number | undefined {
  if (failureMessage(userData) !== undefined) return undefined;
  const script = decoded(userData);
  const minutes = [
    minutesIn(script, POWER_OFF),
    ...embeddedScripts(script).map((embedded) => minutesIn(embedded, ANY_POWER_OFF)),
  ];
  const [first] = minutes.filter((found) => found !== undefined).sort((a, b) => a - b);
  return first === undefined ? undefined : scriptMs + first * 60_000;
}

const POWER_OFF = /^(poweroff|shutdown)\b(.*)$/m;

/** The many ways in which a user's own script can power an instance off. */
const ANY_POWER_OFF =
  /^[ \t]*(?:sudo +)?(?:\/(?:usr\/)?s?bin\/)?(poweroff|halt|shutdown|systemctl +(?:poweroff|halt)|init +0)\b(.*)$/m;

/** Minutes that the matching line waits before it powers the instance off; undefined: no line matches. */
function minutesIn(script: string, pattern: RegExp): number | undefined {
  const line = pattern.exec(script);
  if (line === null) return undefined;
  const words = (line[2] ?? "").split(/[\s;&|#]+/);
  if (words.some((word) => /^\d{1,2}:\d\d$/.test(word))) return undefined;
  const minutes = words.map((word) => /^\+(\d+)$/.exec(word)?.[1]).find((found) => found !== undefined);
  return Number(minutes ?? 0);
}

/** A comment with which a script fails in the emulator, and the error that it prints. */
const FAILS = /^# emulator: fails with: (.+)$/m;

/** A value at the beginning of a script, such as another script in Base64. */
const VALUE = /^\w+='([A-Za-z0-9+/]+=*)'$/gm;

/**
 * The error with which some user data, or a script embedded in it, fails; undefined: it does not fail.
 * @param userData as the API accepts it, in Base64
 */
function failureMessage(userData = ""): string | undefined {
  const script = decoded(userData);
  return [script, ...embeddedScripts(script)].flatMap((text) => FAILS.exec(text)?.[1] ?? [])[0];
}

/** Scripts that a script contains in Base64: the user's own, which runs before the project's script has finished. */
function embeddedScripts(script: string): string[] {
  return [...script.matchAll(VALUE)].map(([, value = ""]) => decoded(value));
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
