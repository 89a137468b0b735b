import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../defaults";
import { HIDDEN } from "../issue";
import { MAX_COMMON_NAME, MAX_VALIDITY_DAYS } from "../limits";
import type { SettingsParser } from "../parser";
import { partitionOf } from "../../lib/regions";
import type { HttpMode, SelfSignedCertificate, Settings } from "../settings";

type Certificate = Settings["certificate"];

/** Reads what the load balancer answers to: `http`, `https` and `certificate`. */
export function readSite(
  parser: SettingsParser,
  region: string,
  names: { readonly serviceName: string; readonly stage: string },
): Pick<Settings, "http" | "https" | "certificate"> {
  const http = parser.choice<HttpMode>("http", ["serve", "redirect", "off"], DEFAULTS.http);
  const https = parser.boolean("https", DEFAULTS.https);
  if (parser.isValid("http", "https") && !https && http !== "serve") {
    const message = http === "off" ? "leaves no listener with https: false" : "leads nowhere with https: false";
    parser.issue("http", http, message, {
      allowed: "serve with https: false",
      hint: "set https to true, or http to serve",
    });
  }
  return { http, https, certificate: readCertificate(parser, region, `${names.serviceName}-${names.stage}`) };
}

function readCertificate(parser: SettingsParser, region: string, commonName: string): Certificate {
  // Of a certificate only the ARN of an existing one is worth a secret.
  if (parser.isUndecrypted("certificate")) return { arn: pulumi.secret(HIDDEN) };
  const parts = parser.parts("certificate", parser.json("certificate")) ?? {};
  if (parts.arn === undefined) {
    if (parser.isSecret("certificate") && parser.text("certificate") !== undefined && parser.isValid("certificate")) {
      const hint = "store it without --secret";
      parser.issue("certificate", undefined, "is stored as a secret, but holds none", {
        allowed: "plain text, or {arn}",
        hint,
      });
    }
    return readSelfSigned(parser, parts, commonName);
  }
  const others = Object.keys(parts).filter((name) => name !== "arn");
  if (others.length > 0) {
    const allowed = "arn alone, or the settings of a self-signed certificate";
    parser.issue("certificate", undefined, `has arn and ${others.join(", ")}`, {
      allowed,
      hint: "remove one or the other",
    });
  }
  const arn = parser.textPart("certificate.arn", parts.arn) ?? "";
  if (parser.isValid("certificate.arn") && !parser.isUndecrypted("certificate", arn)) checkArn(parser, arn, region);
  return { arn: parser.input("certificate", arn) };
}

/** An ELB takes certificates of IAM, which has no regions, and of ACM in its own region. */
function checkArn(parser: SettingsParser, arn: string, region: string): void {
  const place = "certificate.arn";
  const match =
    /^arn:(aws[a-z-]*):(iam|acm):([a-z0-9-]*):\d{12}:(server-certificate|certificate)\/([\w+=,.@/-]+)$/.exec(arn);
  const [, partition, service, where, kind] = match ?? [];
  const isPair =
    service === "iam" ? kind === "server-certificate" && where === "" : kind === "certificate" && where !== "";
  if (match === null || !isPair) {
    parser.issue(place, arn, "is not the ARN of a certificate");
    return;
  }
  if (!parser.isValid("aws:region")) return;
  // The region stays out of the message: the ARN may be a secret.
  if (partition !== partitionOf(region)) parser.issue(place, arn, `is of another partition than ${region}`);
  else if (service === "acm" && where !== region) parser.issue(place, arn, `is not in ${region}`);
}

function readSelfSigned(
  parser: SettingsParser,
  parts: Readonly<Record<string, unknown>>,
  defaultName: string,
): SelfSignedCertificate {
  const { dnsNames, earlyRenewalDays, generation } = DEFAULTS.certificate;
  const commonName = parser.textPart("certificate.commonName", parts.commonName) ?? defaultName;
  if (parts.commonName !== undefined && parser.isValid("certificate.commonName")) {
    checkCommonName(parser, commonName);
  }
  const validityDays = parser.integerPart(
    "certificate.validityDays",
    parts.validityDays,
    { min: 1, max: MAX_VALIDITY_DAYS },
    DEFAULTS.certificate.validityDays,
  );
  return {
    commonName,
    dnsNames: readHostNames(parser, parts.dnsNames) ?? dnsNames,
    validityDays,
    // As many days as it is valid, and every `up` would make a new one.
    earlyRenewalDays: parser.integerPart(
      "certificate.earlyRenewalDays",
      parts.earlyRenewalDays,
      { min: 0, max: validityDays - 1 },
      earlyRenewalDays,
    ),
    generation: parser.integerPart("certificate.generation", parts.generation, { min: 1 }, generation),
  };
}

function checkCommonName(parser: SettingsParser, name: string): void {
  const place = "certificate.commonName";
  if (!/^[ -~]+$/.test(name)) parser.issue(place, name, "has characters outside printable ASCII");
  else if (name.length > MAX_COMMON_NAME) parser.issue(place, name, `has ${name.length} characters`);
}

function readHostNames(parser: SettingsParser, value: unknown): readonly string[] | undefined {
  const place = "certificate.dnsNames";
  const names = parser.textList(place, value);
  const places = new Map<string, string>();
  names?.forEach((name, index) => {
    const here = `${place}[${index}]`;
    const before = places.get(name.toLowerCase());
    if (!parser.isValid(here)) return;
    if (!isHostName(name)) parser.issue(here, name, "is not a host name");
    else if (before !== undefined) parser.issue(here, name, `is ${before} already`);
    else places.set(name.toLowerCase(), here);
  });
  return names;
}

/** Labels of letters, digits and dashes, the first of which may be `*` (RFC 1123, RFC 6125); no address. */
function isHostName(name: string): boolean {
  const labels = name.replace(/^\*\./, "").split(".");
  const areLabels = labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
  return name.length <= 253 && areLabels && !/^\d+$/.test(labels.at(-1) ?? "");
}
