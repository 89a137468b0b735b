import { describedAs, NAMESPACE } from "../../config";
import { UserError } from "../../lib/user-error";
import { readGoYaml, UnreadableYaml } from "../../offline/stage-file/go-yaml";
import { withFullKeys } from "../../offline/stage-file/stage-file";
import { withTimesAsText } from "../../offline/stage-file/yaml-file";

/**
 * Changes some of a stage's settings.
 * @param settings by full key
 * @param sets as on the command line: `nat=gateway`, `web.max=4`, `zones[1].privateCidr=10.0.3.0/24`; values are YAML
 * @throws UserError when one is not of that form, or names a part of a value without parts
 */
export function withSets(
  settings: Readonly<Record<string, unknown>>,
  sets: readonly string[],
): Record<string, unknown> {
  return sets.reduce<Record<string, unknown>>(
    (current, set) => {
      const { key, path, value } = readSet(set);
      const [fullKey = key] = Object.keys(withFullKeys({ [key]: value }, NAMESPACE));
      return { ...current, [fullKey]: put(current[fullKey] ?? listBehind(fullKey), path, value, set) };
    },
    { ...settings },
  );
}

/** A key, and steps to a part of its value. */
const PLACE = /^[^.[\]]+(?:\.[^.[\]]+|\[[^.[\]]+\])*$/;

function readSet(set: string): { key: string; path: string[]; value: unknown } {
  const [, place = "", text = ""] = /^([^=]+)=(.*)$/s.exec(set) ?? [];
  const [key, ...path] = PLACE.test(place) ? stepsOf(place) : [];
  const usage = new UserError(`--set ${JSON.stringify(set)}: expected KEY=VALUE, such as nat=gateway or web.max=4`, 2);
  if (key === undefined || text === "") throw usage;
  try {
    return { key, path, value: withTimesAsText(readGoYaml(text)) };
  } catch (error) {
    throw error instanceof UnreadableYaml ? usage : error;
  }
}

/** The commands that put settings into a stage's file; Pulumi takes each part of a list or an object by itself. */
export function configCommands(stage: string, sets: readonly string[], project: string): string[] {
  return sets.flatMap((set) => {
    const [place = ""] = set.split("=");
    const { key, value } = readSet(set);
    const [fullKey = key] = Object.keys(withFullKeys({ [key]: value }, project));
    return leavesOf(place.replace(key, fullKey), value).map(([path, leaf]) => {
      const option = path === fullKey ? "" : "--path ";
      return `pulumi config set --stack ${stage} ${option}${quoted(path)} ${quoted(String(leaf))}`;
    });
  });
}

function leavesOf(place: string, value: unknown): (readonly [place: string, leaf: unknown])[] {
  if (typeof value !== "object" || value === null) return [[place, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(`${place}[${index}]`, item));
  return Object.entries(value).flatMap(([key, item]) => leavesOf(`${place}.${key}`, item));
}

/** For a shell. */
export function quoted(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The steps of a place: `zones`, `1`, `privateCidr` of `zones[1].privateCidr`. */
export function stepsOf(place: string): string[] {
  return place.split(/[.[\]]+/).filter((step) => step !== "");
}

/** The default list, so that a part of it can be set. Missing parts of objects get their defaults anyway. */
function listBehind(fullKey: string): unknown {
  const fallback = describedAs(fullKey.replace(`${NAMESPACE}:`, ""))?.default;
  return Array.isArray(fallback) ? fallback : undefined;
}

function put(current: unknown, [step, ...rest]: readonly string[], value: unknown, set: string): unknown {
  if (step === undefined) return value;
  // No object has a number as a key, so a number starts a list.
  const whole = current ?? (/^\d+$/.test(step) ? [] : {});
  if (typeof whole !== "object") throw new UserError(`--set ${JSON.stringify(set)}: there is no part ${step} in it`, 2);
  if (!Array.isArray(whole)) {
    const parts = whole as Readonly<Record<string, unknown>>;
    return { ...parts, [step]: put(Object.hasOwn(parts, step) ? parts[step] : undefined, rest, value, set) };
  }
  const index = Number(step);
  if (!Number.isInteger(index) || index < 0 || index > whole.length) {
    throw new UserError(`--set ${JSON.stringify(set)}: the list has ${whole.length} items, counted from 0`, 2);
  }
  return Object.assign([...(whole as unknown[])], { [index]: put(whole[index], rest, value, set) });
}
