import { goDurationSeconds } from "../lib/go-duration";
import { partitionOf, regionNames } from "../lib/regions";
import { nearest, oneOf } from "../lib/suggestion";
import { isObject, parseJson, type SettingsParser } from "./parser";

/** Settings of the AWS provider, `aws:KEY`, as of \@pulumi/aws 7.48 (its `config/vars.d.ts`). */
export const AWS_KEYS: readonly string[] = (
  "accessKey allowedAccountIds assumeRoleWithWebIdentity assumeRoles customCaBundle defaultTags " +
  "ec2MetadataServiceEndpoint ec2MetadataServiceEndpointMode endpoints forbiddenAccountIds httpProxy httpsProxy " +
  "ignoreTags insecure maxRetries noProxy profile region retryMode s3UsEast1RegionalEndpoint s3UsePathStyle secretKey " +
  "sharedConfigFiles sharedCredentialsFiles skipCredentialsValidation skipMetadataApiCheck skipRegionValidation " +
  "skipRequestingAccountId stsRegion tagPolicyCompliance token tokenBucketRateLimiterCapacity useDualstackEndpoint " +
  "useFipsEndpoint userAgents"
).split(" ");

/** Settings of the AWS provider that hold one of these words. */
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
 * Checks the settings of the AWS provider and reads its region. The program's own AWS clients connect the same way, so
 * what they cannot do is an issue too.
 * @returns the region, when it is valid
 */
export function readProvider(parser: SettingsParser): string | undefined {
  checkCredentials(parser);
  for (const key of ["aws:allowedAccountIds", "aws:forbiddenAccountIds"]) checkAccounts(parser, key);
  const roles = checkObjectList(parser, "aws:assumeRoles");
  checkObjectList(parser, "aws:endpoints");
  for (const [key, choices] of Object.entries(CHOICES)) checkChoice(parser, key, choices);
  for (const key of ["aws:httpProxy", "aws:httpsProxy"]) checkProxy(parser, key);
  for (const key of ["aws:sharedConfigFiles", "aws:sharedCredentialsFiles"]) checkFiles(parser, key);
  const retries = parser.usable("aws:maxRetries");
  if (retries !== undefined && !/^\d+$/.test(retries)) {
    parser.issue("aws:maxRetries", retries, "is not a whole number", { allowed: "0 or more" });
  }
  roles?.forEach((role, index) => {
    if (isObject(role)) checkRole(parser, `aws:assumeRoles[${index}]`, role, ROLE);
  });
  checkWebIdentity(parser);
  return readRegion(parser, "aws:region");
}

function readRegion(parser: SettingsParser, key: string): string | undefined {
  const allowed = "an AWS region such as ap-northeast-1";
  const hint = "pulumi config set aws:region ap-northeast-1";
  const region = parser.text(key);
  if (region === undefined) parser.missing(key, { allowed, hint });
  else if (parser.isSecret(key)) {
    parser.issue(key, undefined, "is stored as a secret, but appears in names and plans", {
      allowed: "plain text",
      hint,
    });
  } else if (region === "") parser.issue(key, undefined, "is empty", { allowed, hint });
  else if (partitionOf(region) === undefined) {
    parser.issue(key, region, "is not an AWS region", { allowed, suggestion: nearest(region, regionNames) });
  }
  return parser.isValid(key) ? region : undefined;
}

/** Names of credentials in objects, such as `webIdentityToken` of a role. */
const CREDENTIAL_PARTS = /^(?:access_?key(?:_?id)?|secret_?(?:access_?)?key|(?:session_?|web_?identity_?)?token)$/i;

/** Finds credentials in the settings of providers, at any depth. The program's own settings have none. */
function checkCredentials(parser: SettingsParser): void {
  const { project, values } = parser.source;
  for (const fullKey of Object.keys(values).sort()) {
    const [namespace = "", name = ""] = fullKey.split(":");
    if (namespace === project) continue;
    const isNamed = /^(?:accessKey|secretKey)$/.test(name) || fullKey === "aws:token";
    for (const place of isNamed ? [fullKey] : credentialsIn(fullKey, parseJson(values[fullKey] ?? ""))) {
      parser.issue(place, undefined, "contains credentials", {
        allowed: "credentials from the environment or a profile, never in a stage file",
        hint: `remove it: pulumi config rm ${place === fullKey ? place : `--path '${place}'`}`,
      });
    }
  }
}

function credentialsIn(place: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => credentialsIn(`${place}[${index}]`, item));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    CREDENTIAL_PARTS.test(name) ? [`${place}.${name}`] : credentialsIn(`${place}.${name}`, inner),
  );
}

function checkAccounts(parser: SettingsParser, key: string): void {
  const allowed = 'a list of account IDs, each of 12 digits in quotes: ["123456789012"]';
  const ids = readList(parser, key, allowed);
  if (ids?.length === 0) parser.issue(key, undefined, "is an empty list", { allowed, hint: "leave it out" });
  ids?.forEach((id, index) => {
    if (typeof id === "number") {
      // YAML reads 012345678901 as a number and drops its first digit.
      parser.issue(`${key}[${index}]`, id, "is a number, not text", { allowed, hint: "put it in quotes" });
    } else if (typeof id !== "string" || !/^\d{12}$/.test(id)) {
      parser.issue(`${key}[${index}]`, id, "is not an account ID", { allowed });
    }
  });
}

function checkObjectList(parser: SettingsParser, key: string): readonly unknown[] | undefined {
  const allowed = "a list of objects, as the AWS provider's documentation shows";
  const list = readList(parser, key, allowed);
  list?.forEach((item, index) => {
    if (!isObject(item)) parser.issue(`${key}[${index}]`, item, "is not an object", { allowed });
  });
  return list;
}

function readList(parser: SettingsParser, key: string, allowed: string): readonly unknown[] | undefined {
  const text = parser.text(key);
  const value = readValue(parser, key);
  if (value === undefined || Array.isArray(value)) return value;
  parser.issue(key, text === "" ? undefined : value, text === "" ? "is empty" : "is not a list", {
    allowed,
    hint: `pulumi config set --path --type string '${key}[0]' VALUE`,
  });
  return undefined;
}

function checkChoice(parser: SettingsParser, key: string, choices: readonly string[]): void {
  const text = parser.usable(key);
  if (text === undefined || choices.includes(text)) return;
  parser.issue(key, text, "is not valid", { allowed: oneOf(choices), suggestion: nearest(text, choices) });
}

function checkProxy(parser: SettingsParser, key: string): void {
  const text = parser.usable(key);
  // An empty one switches off the environment's proxy.
  if (text === undefined || text === "") return;
  const url = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  // It may hold a password.
  parser.issue(key, undefined, "is not the URL of an HTTP proxy", { allowed: "http://HOST:PORT or https://HOST:PORT" });
}

function checkFiles(parser: SettingsParser, key: string): void {
  const files = readValue(parser, key);
  const allowed = "a list of one file, such as [~/.aws/config]";
  if (files === undefined) return;
  if (!Array.isArray(files) || files.some((file) => typeof file !== "string" || file === "")) {
    parser.issue(key, files, "is not a list of files", { allowed });
  } else if (files.length !== 1) {
    parser.issue(key, undefined, `lists ${files.length} files, but the program's own AWS clients can read only one`, {
      allowed,
    });
  }
}

function checkWebIdentity(parser: SettingsParser): void {
  const place = "aws:assumeRoleWithWebIdentity";
  const role = readValue(parser, place);
  if (role === undefined) return;
  if (!isObject(role)) {
    parser.issue(place, role, "is not an object", { allowed: oneOf(WEB_IDENTITY_ROLE) });
    return;
  }
  checkRole(parser, place, role, WEB_IDENTITY_ROLE);
  if (Object.hasOwn(role, "webIdentityToken") || role.webIdentityTokenFile !== undefined) return;
  parser.missing(`${place}.webIdentityTokenFile`, { allowed: "the path of the file that holds the token" });
}

function checkRole(
  parser: SettingsParser,
  place: string,
  role: Readonly<Record<string, unknown>>,
  known: readonly string[],
): void {
  for (const name of Object.keys(role).filter((each) => !known.includes(each))) {
    // Credentials have a message of their own.
    if (parser.isValid(`${place}.${name}`))
      parser.unknownName(place, name, known, (other) => Object.hasOwn(role, other));
  }
  const { duration } = role;
  if (duration === undefined) return;
  const seconds = typeof duration === "string" ? goDurationSeconds(duration) : NaN;
  if (seconds >= 900 && seconds <= 43_200) return;
  parser.issue(`${place}.duration`, duration, "is not a session's duration", {
    allowed: "15m to 12h, such as 1h or 1h30m",
  });
}

/** The value of a setting stored as JSON, or its text when it is not JSON; undefined when it is absent or unknown here. */
function readValue(parser: SettingsParser, key: string): unknown {
  const text = parser.text(key);
  return text === undefined || parser.isUndecrypted(key) ? undefined : (parseJson(text) ?? text);
}
