import { isCall, param, type Correction } from "../api";
import { editXml, element, items, parseXml, setChild, textAt } from "../xml";

/** Line with which a script says that it fails in the emulator, and with what last words: how to see a guest fail. */
const MARK = /^# emulator: fails with: (.+)$/m;

/** A value that a script begins with, another script in Base64, say. */
const VALUE = /^\w+='([A-Za-z0-9+/]+=*)'$/gm;

/** No guest ever runs in the emulator. One whose script says so has failed: its last words are on its console. */
export function guestFailure(): Correction {
  const consoles = new Map<string, string>();
  return {
    what: "a guest whose script has a line `# emulator: fails with: WORDS` says them on its console, and stays on",
    applies: (call) => isCall(call, "ec2", "RunInstances", "GetConsoleOutput"),
    handle: async (call, next) => {
      const answer = await next(call);
      if (call.action === "GetConsoleOutput") {
        const words = consoles.get(param(call, "InstanceId") ?? "");
        if (words === undefined) return answer;
        const output = Buffer.from(`${words}\r\n`).toString("base64");
        return editXml(answer, (root) => {
          setChild(root, element("output", output));
        });
      }
      const words = lastWords(param(call, "UserData"));
      for (const made of words === undefined ? [] : items(parseXml(answer.body.toString("utf8")), "instancesSet")) {
        consoles.set(textAt(made, "instanceId") ?? "", words ?? "");
      }
      return answer;
    },
  };
}

/**
 * What some user data, or a script that it holds, says that it fails with; undefined: it does not fail.
 * @param userData - As the API takes it, in Base64.
 */
export function lastWords(userData = ""): string | undefined {
  const script = unpacked(userData);
  const held = [...script.matchAll(VALUE)].map(([, value = ""]) => unpacked(value));
  return [script, ...held].flatMap((text) => MARK.exec(text)?.[1] ?? [])[0];
}

function unpacked(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}
