import { AWS_CREDENTIAL_KEYS } from "../aws-keys";
import type { SettingsParser } from "../parser";

/** Names under which providers take credentials inside objects, such as `webIdentityToken` of a role. */
const INSIDE = /^(?:access_?key(?:_?id)?|secret_?(?:access_?)?key|(?:session_?|web_?identity_?)?token)$/i;

/** Names that mean credentials of AWS whatever the namespace. */
const ANYWHERE = /^(?:accessKey|secretKey)$/;

/** Finds credentials in the settings of providers, at any depth. The program's own settings know none. */
export function checkCredentials(parser: SettingsParser): void {
  const { project, values } = parser.source;
  for (const fullKey of Object.keys(values).sort()) {
    const [namespace = "", name = ""] = fullKey.split(":");
    if (namespace === project) continue;
    const isNamed = namespace === "aws" ? AWS_CREDENTIAL_KEYS.includes(name) : ANYWHERE.test(name);
    for (const place of isNamed ? [fullKey] : placesIn(fullKey, parsed(values[fullKey] ?? ""))) {
      parser.issue(place, undefined, "holds credentials", {
        allowed: "credentials from the environment or a profile, never in a stage file",
        hint: `remove it: pulumi config rm ${place === fullKey ? place : `--path '${place}'`}`,
      });
    }
  }
}

/** Places inside a value that are named like credentials. */
function placesIn(place: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => placesIn(`${place}[${index}]`, item));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    INSIDE.test(name) ? [`${place}.${name}`] : placesIn(`${place}.${name}`, inner),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
