import { posix } from "node:path";
import { DEFAULTS } from "../defaults";
import { instanceTypeProblem, nearestInstanceType } from "../instance-types";
import { MAX_SCRIPT_BYTES, MAX_WEB_SERVERS } from "../limits";
import type { Reader } from "../reader";
import type { InstanceTypes, SettingValues, WebValues } from "../settings";

type Servers = "instanceTypes" | "imageGeneration" | "previousImage" | "web";

/** Reads what servers are, how many, and which image they start from. */
export function readServers(reader: Reader): Pick<SettingValues, Servers> {
  return {
    instanceTypes: readInstanceTypes(reader),
    imageGeneration: reader.integer("imageGeneration", { min: 1 }, DEFAULTS.imageGeneration),
    previousImage: reader.boolean("previousImage", DEFAULTS.previousImage),
    web: readWeb(reader),
  };
}

function readInstanceTypes(reader: Reader): InstanceTypes {
  const parts = reader.parts("instanceTypes", reader.json("instanceTypes")) ?? {};
  const read = (role: keyof InstanceTypes): string => {
    const place = `instanceTypes.${role}`;
    const type = reader.textPart(place, parts[role]) ?? DEFAULTS.instanceTypes[role];
    const problem = reader.sound(place) ? instanceTypeProblem(type) : undefined;
    if (problem !== undefined) reader.fault(place, type, problem, { suggestion: nearestInstanceType(type) });
    return type;
  };
  return { web: read("web"), nat: read("nat"), bastion: read("bastion") };
}

function readWeb(reader: Reader): WebValues {
  const parts = reader.parts("web", reader.json("web")) ?? {};
  const range = { min: 1, max: MAX_WEB_SERVERS };
  const min = reader.integerPart("web.min", parts.min, range, DEFAULTS.web.min);
  const max = reader.integerPart("web.max", parts.max, range, DEFAULTS.web.max);
  if (reader.sound("web.min", "web.max") && min > max) {
    const allowed = "at most web.max";
    reader.fault("web.min", min, `is above web.max (${max})`, { allowed, hint: "lower web.min or raise web.max" });
  }
  const script = readScript(reader, parts.script);
  return { min, max, ...(script !== undefined && { script }) };
}

/** The path of the user's script, tidied: `./a//b.sh` is `a/b.sh`. */
function readScript(reader: Reader, value: unknown): string | undefined {
  const place = "web.script";
  const text = reader.textPart(place, value);
  if (text === undefined) return undefined;
  const path = posix.normalize(text);
  const problem =
    posix.isAbsolute(path) || path === ".." || path.startsWith("../") || path.includes("\\")
      ? "is not a path inside the project"
      : scriptProblem(reader.source.readFile(path));
  if (problem !== undefined) reader.fault(place, text, problem);
  return path;
}

function scriptProblem(content: string | undefined): string | undefined {
  if (content === undefined) return "is not a file of the project";
  if (content.trim() === "") return "is an empty file";
  if (content.startsWith("\ufeff")) return "begins with a byte order mark (BOM): save it as UTF-8 without one";
  // Read as UTF-8, what is UTF-16 begins with replacement characters, or has a NUL in every other place.
  if (content.startsWith("\ufffd") || content.includes("\0")) return "is not UTF-8 text: save it as UTF-8";
  if (!content.startsWith("#!")) return "does not begin with #!";
  // Linux takes the carriage return for a part of the interpreter's name.
  if (content.includes("\r\n")) return "has Windows line ends";
  if (content.includes("\r")) return "has a carriage return, which is no line end in Linux: save it with LF line ends";
  // Spaces around the interpreter's name are cut off by Linux: https://man7.org/linux/man-pages/man2/execve.2.html
  if (!/^#![ \t]*\/[!-~]+(?=[ \t\n]|$)/.test(content))
    return "does not name its interpreter by path, as #!/bin/bash does";
  const bytes = Buffer.byteLength(content);
  return bytes > MAX_SCRIPT_BYTES ? `has ${bytes} bytes` : undefined;
}
