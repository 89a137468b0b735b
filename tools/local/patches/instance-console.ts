import { isCall, listOf, param, type ApiResponse, type Patch } from "../api";
import { editXml, element, items, parseXml, setChild, textAt } from "../xml";
import { failureMessage, unpacked } from "./user-data-failure";
import { powersOffEarly, powerOffAfter } from "./instance-power-off";

/** When a guest's console shows what, in milliseconds. */
export interface ConsoleTimes {
  /** From the launch until the script has finished. EC2 itself shows a running instance's console as it is. */
  readonly script: number;
  /** From a stop until the console is posted: on AWS it takes minutes. */
  readonly post: number;
}

interface Guest {
  readonly words: readonly string[];
  /** When it says them. */
  readonly saidAt: number;
  stoppedAt?: number;
}

/** The kernel's last line. */
const POWERED_DOWN = "reboot: Power down";

/**
 * No guest ever runs in the emulator. One whose script says something on its console at its end has said so when the
 * script would be done, as `GetConsoleOutput` with `Latest` shows; a stopped guest's console is there some time later.
 */
export function instanceConsole({ script, post }: ConsoleTimes = { script: 12_000, post: 3000 }): Patch {
  const guests = new Map<string, Guest>();
  const launched = (answer: ApiResponse, userData: string | undefined): void => {
    const words = consoleWords(userData);
    if (words === undefined) return;
    // One that powers itself off says its words just before.
    const end = powerOffAfter(userData);
    const saidAt = Date.now() + (end === undefined ? script : Math.max(script, end - 1000));
    for (const made of items(parseXml(answer.body.toString("utf8")), "instancesSet")) {
      guests.set(textAt(made, "instanceId") ?? "", { words, saidAt });
    }
  };

  return {
    what: "a guest whose script says that it is ready, or that it fails, says so on its console, late as on AWS",
    applies: (call) => isCall(call, "ec2", "RunInstances", "StartInstances", "StopInstances", "GetConsoleOutput"),
    handle: async (call, next) => {
      const answer = await next(call);
      if (answer.status >= 300) return answer;
      if (call.action === "RunInstances") launched(answer, param(call, "UserData"));
      const named = listOf(call, "InstanceId").flatMap((id) => guests.get(id) ?? []);
      if (call.action === "StopInstances") for (const guest of named) guest.stoppedAt ??= Date.now();
      if (call.action === "StartInstances") for (const guest of named) delete guest.stoppedAt;
      const guest = guests.get(param(call, "InstanceId") ?? "");
      if (call.action !== "GetConsoleOutput" || guest === undefined) return answer;
      const lines = linesOf(guest, param(call, "Latest") === "true", post);
      if (lines === undefined) return answer;
      return editXml(answer, (root) => {
        setChild(root, element("output", Buffer.from(lines.map((line) => `${line}\r\n`).join("")).toString("base64")));
      });
    },
  };
}

/** What the console shows now; undefined: what the emulator shows, which is the start of a Linux. */
function linesOf({ words, saidAt, stoppedAt }: Guest, latest: boolean, post: number): readonly string[] | undefined {
  const said = saidAt <= (stoppedAt ?? Date.now()) ? words : [];
  if (stoppedAt === undefined) return latest && said.length > 0 ? said : undefined;
  return Date.now() < stoppedAt + post ? [] : [...said, POWERED_DOWN];
}

/** How our scripts write to the console, with what each line begins with. */
const SAY = /^say\(\) \{ echo "(.+) \$\*" >>\/dev\/console; \}$/m;

/** What a script says at its end, outside of any function. */
const SAID = /^say "([^"$`]+)"$/gm;

/**
 * What some user data writes to the console: its last words where it fails, and otherwise what its script says at its
 * end. None: it is powered off before. Undefined: it writes nothing.
 * @param userData - As the API takes it, in Base64.
 */
export function consoleWords(userData = ""): readonly string[] | undefined {
  const failure = failureMessage(userData);
  if (failure !== undefined) return [failure];
  const script = unpacked(userData);
  const beginning = SAY.exec(script)?.[1];
  const said = [...script.matchAll(SAID)].map(([, words = ""]) => `${beginning ?? ""} ${words}`);
  if (beginning === undefined || said.length === 0) return undefined;
  return powersOffEarly(script) ? [] : said;
}
