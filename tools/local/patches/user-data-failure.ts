/** Line with which a script says that it fails in the emulator, and with what last words: how to see a guest fail. */
const MARK = /^# emulator: fails with: (.+)$/m;

/** A value that a script begins with, another script in Base64, say. */
const VALUE = /^\w+='([A-Za-z0-9+/]+=*)'$/gm;

/**
 * What some user data, or a script that it holds, says that it fails with; undefined: it does not fail.
 * @param userData - As the API takes it, in Base64.
 */
export function failureMessage(userData = ""): string | undefined {
  const script = unpacked(userData);
  return [script, ...heldScripts(script)].flatMap((text) => MARK.exec(text)?.[1] ?? [])[0];
}

/** The scripts that a script holds in Base64: the user's own, which runs before ours has finished. */
export function heldScripts(script: string): string[] {
  return [...script.matchAll(VALUE)].map(([, value = ""]) => unpacked(value));
}

/** The text of something in Base64. */
export function unpacked(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}
