import { goDurationSeconds } from "../../lib/go-duration";
import { nearest, oneOf } from "../../lib/suggestion";
import type { SettingsParser } from "../parser";

/** Settings of the AWS provider that hold one of these texts. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  "aws:insecure": ["true", "false"],
  "aws:skipMetadataApiCheck": ["true", "false"],
  "aws:useDualstackEndpoint": ["true", "false"],
  "aws:useFipsEndpoint": ["true", "false"],
  "aws:retryMode": ["standard", "adaptive"],
  "aws:ec2MetadataServiceEndpointMode": ["IPv4", "IPv6"],
};

const SESSION = ["roleArn", "sessionName", "duration", "policy", "policyArns"];
const ROLE = [...SESSION, "externalId", "sourceIdentity", "tags", "transitiveTagKeys"];
const WEB_IDENTITY_ROLE = [...SESSION, "webIdentityTokenFile", "webIdentityToken"];

/**
 * Checks how the stage's AWS provider connects. The program's own AWS clients connect the same way, so what they
 * cannot do is refused here by its name.
 */
export function checkConnection(parser: SettingsParser): void {
  for (const [key, choices] of Object.entries(CHOICES)) checkChoice(parser, key, choices);
  for (const key of ["aws:httpProxy", "aws:httpsProxy"]) checkProxy(parser, key);
  for (const key of ["aws:sharedConfigFiles", "aws:sharedCredentialsFiles"]) checkFiles(parser, key);
  checkRetries(parser);
  const roles = parsed(parser, "aws:assumeRoles");
  if (Array.isArray(roles)) roles.forEach((role, index) => checkRole(parser, `aws:assumeRoles[${index}]`, role, ROLE));
  checkWebIdentity(parser);
}

function checkChoice(parser: SettingsParser, key: string, choices: readonly string[]): void {
  const text = parser.usable(key);
  if (text === undefined || choices.includes(text)) return;
  parser.issue(key, text, "is not known", { allowed: oneOf(choices), suggestion: nearest(text, choices) });
}

function checkProxy(parser: SettingsParser, key: string): void {
  const text = parser.usable(key);
  // Empty takes the environment's proxy away.
  if (text === undefined || text === "") return;
  const url = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  // It may hold a password.
  parser.issue(key, undefined, "is not the URL of an HTTP proxy", { allowed: "http://HOST:PORT or https://HOST:PORT" });
}

function checkFiles(parser: SettingsParser, key: string): void {
  const files = parsed(parser, key);
  const allowed = "a list of one file, such as [~/.aws/config]";
  if (files === undefined) return;
  if (!Array.isArray(files) || files.some((file) => typeof file !== "string" || file === "")) {
    parser.issue(key, files, "is not a list of files", { allowed });
  } else if (files.length !== 1) {
    parser.issue(key, undefined, `lists ${files.length} files, of which the program's own AWS clients can read one`, {
      allowed,
    });
  }
}

function checkRetries(parser: SettingsParser): void {
  const text = parser.usable("aws:maxRetries");
  if (text === undefined || /^\d+$/.test(text)) return;
  parser.issue("aws:maxRetries", text, "is not a whole number", { allowed: "0 or more" });
}

function checkWebIdentity(parser: SettingsParser): void {
  const place = "aws:assumeRoleWithWebIdentity";
  const role = parsed(parser, place);
  if (role === undefined) return;
  if (!checkRole(parser, place, role, WEB_IDENTITY_ROLE) || "webIdentityToken" in role) return;
  if (role.webIdentityTokenFile === undefined) {
    parser.missing(`${place}.webIdentityTokenFile`, { allowed: "the path of the file that holds the token" });
  }
}

/** Issues of a role to assume; false: it is no object. */
function checkRole(
  parser: SettingsParser,
  place: string,
  role: unknown,
  known: readonly string[],
): role is Readonly<Record<string, unknown>> {
  if (typeof role !== "object" || role === null || Array.isArray(role)) {
    // Of a list, the caller has said so already.
    if (!place.endsWith("]")) parser.issue(place, role, "is not an object", { allowed: oneOf(known) });
    return false;
  }
  const parts = role as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(parts).filter((each) => !known.includes(each))) {
    // Credentials have a message of their own.
    if (!parser.isValid(`${place}.${name}`)) continue;
    parser.issue(place, name, "is not a name it knows", { allowed: oneOf(known), suggestion: nearest(name, known) });
  }
  const { duration } = parts;
  if (duration !== undefined) {
    const seconds = typeof duration === "string" ? goDurationSeconds(duration) : NaN;
    if (!(seconds >= 900 && seconds <= 43_200)) {
      parser.issue(`${place}.duration`, duration, "is not a session's duration", {
        allowed: "15m to 12h, such as 1h or 1h30m",
      });
    }
  }
  return true;
}

/** The value of a setting stored as JSON; undefined when it is absent or unusable, which others report. */
function parsed(parser: SettingsParser, key: string): unknown {
  const text = parser.text(key);
  if (text === undefined || parser.isUndecrypted(key)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
