import { HIDDEN } from "../fault";
import { nearest } from "../../lib/suggestion";
import type { Reader } from "../reader";
import { checkCredentials } from "./credentials";
import { partitionOf, regionNames } from "../../lib/regions";
import { checkConnection } from "./connection";

const REGION = "aws:region";

/** Checks what the stage tells the AWS provider and reads its region. */
export function readProvider(reader: Reader): { readonly region: string } {
  checkCredentials(reader);
  for (const key of ["aws:allowedAccountIds", "aws:forbiddenAccountIds"]) checkAccounts(reader, key);
  for (const key of ["aws:assumeRoles", "aws:endpoints"]) checkObjectList(reader, key);
  checkConnection(reader);
  return { region: readRegion(reader) };
}

function readRegion(reader: Reader): string {
  const allowed = "an AWS region such as ap-northeast-1";
  const hint = "pulumi config set aws:region ap-northeast-1";
  const region = reader.text(REGION);
  if (region === undefined) reader.missing(REGION, { allowed, hint });
  else if (reader.isSecret(REGION)) {
    reader.fault(REGION, undefined, "is stored as a secret, but shows in names and plans", {
      allowed: "plain text",
      hint,
    });
  } else if (region === "") reader.fault(REGION, undefined, "is empty", { allowed, hint });
  else if (partitionOf(region) === undefined) {
    reader.fault(REGION, region, "is not a region of AWS", { allowed, suggestion: nearest(region, regionNames) });
  }
  return region ?? "";
}

function checkAccounts(reader: Reader, key: string): void {
  const allowed = 'a list of account ids, each of 12 digits in quotes: ["123456789012"]';
  const ids = parseList(reader, key, allowed);
  if (ids?.length === 0) reader.fault(key, undefined, "is an empty list", { allowed, hint: "leave it out" });
  ids?.forEach((id, index) => {
    if (typeof id === "number") {
      // YAML reads 012345678901 as a number and drops its first digit.
      reader.fault(`${key}[${index}]`, id, "is a number, not text", { allowed, hint: "put it in quotes" });
    } else if (typeof id !== "string" || !/^\d{12}$/.test(id)) {
      reader.fault(`${key}[${index}]`, id, "is not an account id", { allowed });
    }
  });
}

function checkObjectList(reader: Reader, key: string): void {
  const allowed = "a list of objects, as the AWS provider's documentation shows";
  parseList(reader, key, allowed)?.forEach((item, index) => {
    const isObject = typeof item === "object" && item !== null && !Array.isArray(item);
    if (!isObject) reader.fault(`${key}[${index}]`, item, "is not an object", { allowed });
  });
}

function parseList(reader: Reader, key: string, allowed: string): readonly unknown[] | undefined {
  const text = reader.text(key);
  if (text === undefined || (text === HIDDEN && reader.isSecret(key))) return undefined;
  const value = parseJson(text);
  if (Array.isArray(value)) return value as readonly unknown[];
  reader.fault(key, text === "" ? undefined : (value ?? text), text === "" ? "is empty" : "is not a list", {
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
