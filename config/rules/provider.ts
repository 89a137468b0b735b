import { HIDDEN } from "../issue";
import { nearest } from "../../lib/suggestion";
import type { SettingsParser } from "../parser";
import { checkCredentials } from "./credentials";
import { partitionOf, regionNames } from "../../lib/regions";
import { checkConnection } from "./connection";

const REGION = "aws:region";

/** Checks what the stage tells the AWS provider and reads its region. */
export function readProvider(parser: SettingsParser): { readonly region: string } {
  checkCredentials(parser);
  for (const key of ["aws:allowedAccountIds", "aws:forbiddenAccountIds"]) checkAccounts(parser, key);
  for (const key of ["aws:assumeRoles", "aws:endpoints"]) checkObjectList(parser, key);
  checkConnection(parser);
  return { region: readRegion(parser) };
}

function readRegion(parser: SettingsParser): string {
  const allowed = "an AWS region such as ap-northeast-1";
  const hint = "pulumi config set aws:region ap-northeast-1";
  const region = parser.text(REGION);
  if (region === undefined) parser.missing(REGION, { allowed, hint });
  else if (parser.isSecret(REGION)) {
    parser.issue(REGION, undefined, "is stored as a secret, but shows in names and plans", {
      allowed: "plain text",
      hint,
    });
  } else if (region === "") parser.issue(REGION, undefined, "is empty", { allowed, hint });
  else if (partitionOf(region) === undefined) {
    parser.issue(REGION, region, "is not a region of AWS", { allowed, suggestion: nearest(region, regionNames) });
  }
  return region ?? "";
}

function checkAccounts(parser: SettingsParser, key: string): void {
  const allowed = 'a list of account ids, each of 12 digits in quotes: ["123456789012"]';
  const ids = parseList(parser, key, allowed);
  if (ids?.length === 0) parser.issue(key, undefined, "is an empty list", { allowed, hint: "leave it out" });
  ids?.forEach((id, index) => {
    if (typeof id === "number") {
      // YAML reads 012345678901 as a number and drops its first digit.
      parser.issue(`${key}[${index}]`, id, "is a number, not text", { allowed, hint: "put it in quotes" });
    } else if (typeof id !== "string" || !/^\d{12}$/.test(id)) {
      parser.issue(`${key}[${index}]`, id, "is not an account id", { allowed });
    }
  });
}

function checkObjectList(parser: SettingsParser, key: string): void {
  const allowed = "a list of objects, as the AWS provider's documentation shows";
  parseList(parser, key, allowed)?.forEach((item, index) => {
    const isObject = typeof item === "object" && item !== null && !Array.isArray(item);
    if (!isObject) parser.issue(`${key}[${index}]`, item, "is not an object", { allowed });
  });
}

function parseList(parser: SettingsParser, key: string, allowed: string): readonly unknown[] | undefined {
  const text = parser.text(key);
  if (text === undefined || (text === HIDDEN && parser.isSecret(key))) return undefined;
  const value = parseJson(text);
  if (Array.isArray(value)) return value as readonly unknown[];
  parser.issue(key, text === "" ? undefined : (value ?? text), text === "" ? "is empty" : "is not a list", {
    allowed,
    hint: `pulumi config set --path --type string '${key}[0]' VALUE`,
  });
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
