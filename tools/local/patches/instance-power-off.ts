import { isCall, listOf, param, type ApiCall, type Ask, type Patch } from "../api";
import { editXml, element, findAll, items, parseXml, setChild, textAt } from "../xml";
import { heldScripts, failureMessage, unpacked } from "./user-data-failure";

/** The provider looks for the first time 10 s after a launch and wants to see the instance running. */
const scriptTakes = 15_000;

/**
 * No guest ever runs in the emulator. One whose user data has a line beginning with `poweroff` or `shutdown` stops (or
 * terminates, where its shutdown behaviour says so) when the script would be done, and is reported as what it is: the
 * guest's own doing, not the user's.
 * @param delay - Milliseconds from launch to power-off.
 */
export function instancePowerOff(delay = scriptTakes): Patch {
  const timers = new Map<string, NodeJS.Timeout>();
  const offByItself = new Set<string>();

  const forget = (id: string) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    offByItself.delete(id);
  };
  const powerOff = async (id: string, call: ApiCall, ask: Ask) => {
    timers.delete(id);
    if ((await stateOf(id, call, ask)) !== "running") return;
    const ends = param(call, "InstanceInitiatedShutdownBehavior") === "terminate";
    await ask("ec2", ends ? "TerminateInstances" : "StopInstances", { "InstanceId.1": id }, call);
    offByItself.add(id);
  };

  return {
    what: "a guest whose script powers the machine off is stopped about 15 s after its launch",
    applies: (call) =>
      isCall(call, "ec2", "RunInstances", "DescribeInstances", "StartInstances", "StopInstances", "TerminateInstances"),
    handle: async (call, next, ask) => {
      const answer = await next(call);
      if (call.action === "DescribeInstances")
        return editXml(answer, (root) => {
          markOffByItself(root, offByItself);
        });
      if (answer.status >= 300) return answer;
      if (call.action !== "RunInstances") {
        listOf(call, "InstanceId").forEach(forget);
        return answer;
      }
      const wait = powerOffAfter(param(call, "UserData"), delay);
      if (wait === undefined) return answer;
      for (const item of items(parseXml(answer.body.toString("utf8")), "instancesSet")) {
        const id = textAt(item, "instanceId") ?? "";
        const timer = setTimeout(() => void powerOff(id, call, ask).catch(() => undefined), wait);
        timers.set(id, timer);
      }
      return answer;
    },
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

/**
 * Milliseconds from launch until the script of some user data, or one that it holds, powers the machine off;
 * `undefined`: it never does, or fails before.
 * `shutdown +MINUTES` waits so long in addition. A shutdown at a time of day is left out.
 * @param userData - As the API takes it, in Base64.
 * @param scriptMs - How long the script takes.
 */
export function powerOffAfter(userData: string | undefined, scriptMs = scriptTakes): number | undefined {
  if (failureMessage(userData) !== undefined) return undefined;
  const script = unpacked(userData ?? "");
  const minutes = [minutesIn(script, POWER_OFF), ...heldScripts(script).map((held) => minutesIn(held, ANY_POWER_OFF))];
  const [first] = minutes.filter((found) => found !== undefined).sort((a, b) => a - b);
  return first === undefined ? undefined : scriptMs + first * 60_000;
}

/** Whether a script that another holds, which runs before the other's end, powers the machine off at once. */
export function powersOffEarly(script: string): boolean {
  return heldScripts(script).some((held) => minutesIn(held, ANY_POWER_OFF) === 0);
}

const POWER_OFF = /^(poweroff|shutdown)\b(.*)$/m;

/** In whatever way a user's own script says it. */
const ANY_POWER_OFF =
  /^[ \t]*(?:sudo +)?(?:\/(?:usr\/)?s?bin\/)?(poweroff|halt|shutdown|systemctl +(?:poweroff|halt)|init +0)\b(.*)$/m;

/** Minutes that a script's line waits before it powers the machine off; undefined: there is none. */
function minutesIn(script: string, pattern: RegExp): number | undefined {
  const line = pattern.exec(script);
  if (line === null) return undefined;
  const words = (line[2] ?? "").split(/[\s;&|#]+/);
  if (words.some((word) => /^\d{1,2}:\d\d$/.test(word))) return undefined;
  const minutes = words.map((word) => /^\+(\d+)$/.exec(word)?.[1]).find((found) => found !== undefined);
  return Number(minutes ?? 0);
}

async function stateOf(id: string, call: ApiCall, ask: Ask): Promise<string | undefined> {
  const answer = await ask("ec2", "DescribeInstances", { "InstanceId.1": id }, call);
  const root = parseXml(answer.body.toString("utf8"));
  return root && textAt(findAll(root, "instanceState")[0], "name");
}

function markOffByItself(root: Parameters<typeof findAll>[0], ids: ReadonlySet<string>): void {
  for (const instance of findAll(root, "instancesSet").flatMap(({ children }) => children)) {
    if (!ids.has(textAt(instance, "instanceId") ?? "")) continue;
    const code = "Client.InstanceInitiatedShutdown";
    const message = `${code}: Instance initiated shutdown`;
    setChild(instance, element("stateReason", [element("code", code), element("message", message)]));
    setChild(instance, element("reason", ""));
  }
}
