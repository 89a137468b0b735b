import * as pulumi from "@pulumi/pulumi";
import { DEFAULTS } from "../defaults";
import { HIDDEN } from "../fault";
import { MAX_COMMON_NAME, MAX_VALIDITY_DAYS } from "../limits";
import type { Reader } from "../reader";
import { partitionOf } from "../../lib/regions";
import type { HttpMode, SelfSignedCertificate, SettingValues } from "../settings";

type Certificate = SettingValues["certificate"];

/** Reads what the load balancer answers to: `http`, `https` and `certificate`. */
export function readSite(
  reader: Reader,
  region: string,
  names: { readonly serviceName: string; readonly stage: string },
): Pick<SettingValues, "http" | "https" | "certificate"> {
  const http = reader.choice<HttpMode>("http", ["serve", "redirect", "off"], DEFAULTS.http);
  const https = reader.boolean("https", DEFAULTS.https);
  if (reader.sound("http", "https") && !https && http !== "serve") {
    const problem = http === "off" ? "leaves no listener with https: false" : "leads nowhere with https: false";
    reader.fault("http", http, problem, {
      allowed: "serve with https: false",
      hint: "set https to true, or http to serve",
    });
  }
  return { http, https, certificate: readCertificate(reader, region, `${names.serviceName}-${names.stage}`) };
}

function readCertificate(reader: Reader, region: string, commonName: string): Certificate {
  // Of a certificate only the ARN of an existing one is worth a secret.
  if (reader.isUndecrypted("certificate")) return { arn: pulumi.secret(HIDDEN) };
  const parts = reader.parts("certificate", reader.json("certificate")) ?? {};
  if (parts.arn === undefined) {
    if (reader.isSecret("certificate") && reader.text("certificate") !== undefined && reader.sound("certificate")) {
      const hint = "store it without --secret";
      reader.fault("certificate", undefined, "is stored as a secret, but holds none", {
        allowed: "plain text, or {arn}",
        hint,
      });
    }
    return readSelfSigned(reader, parts, commonName);
  }
  const others = Object.keys(parts).filter((name) => name !== "arn");
  if (others.length > 0) {
    const allowed = "arn alone, or the settings of a self-signed certificate";
    reader.fault("certificate", undefined, `has arn and ${others.join(", ")}`, {
      allowed,
      hint: "remove one or the other",
    });
  }
  const arn = reader.textPart("certificate.arn", parts.arn) ?? "";
  if (reader.sound("certificate.arn") && !reader.isUndecrypted("certificate", arn)) checkArn(reader, arn, region);
  return { arn: reader.input("certificate", arn) };
}

/** An ELB takes certificates of IAM, which has no regions, and of ACM in its own region. */
function checkArn(reader: Reader, arn: string, region: string): void {
  const place = "certificate.arn";
  const match =
    /^arn:(aws[a-z-]*):(iam|acm):([a-z0-9-]*):\d{12}:(server-certificate|certificate)\/([\w+=,.@/-]+)$/.exec(arn);
  const [, partition, service, where, kind] = match ?? [];
  const isPair =
    service === "iam" ? kind === "server-certificate" && where === "" : kind === "certificate" && where !== "";
  if (match === null || !isPair) {
    reader.fault(place, arn, "is not the ARN of a certificate");
    return;
  }
  if (!reader.sound("aws:region")) return;
  // The region stays out of the message: the ARN may be a secret.
  if (partition !== partitionOf(region)) reader.fault(place, arn, `is of another partition than ${region}`);
  else if (service === "acm" && where !== region) reader.fault(place, arn, `is not in ${region}`);
}

function readSelfSigned(
  reader: Reader,
  parts: Readonly<Record<string, unknown>>,
  defaultName: string,
): SelfSignedCertificate {
  const { dnsNames, earlyRenewalDays, generation } = DEFAULTS.certificate;
  const commonName = reader.textPart("certificate.commonName", parts.commonName) ?? defaultName;
  if (parts.commonName !== undefined && reader.sound("certificate.commonName")) {
    checkCommonName(reader, commonName);
  }
  const validityDays = reader.integerPart(
    "certificate.validityDays",
    parts.validityDays,
    { min: 1, max: MAX_VALIDITY_DAYS },
    DEFAULTS.certificate.validityDays,
  );
  return {
    commonName,
    dnsNames: readHostNames(reader, parts.dnsNames) ?? dnsNames,
    validityDays,
    // As many days as it is valid, and every `up` would make a new one.
    earlyRenewalDays: reader.integerPart(
      "certificate.earlyRenewalDays",
      parts.earlyRenewalDays,
      { min: 0, max: validityDays - 1 },
      earlyRenewalDays,
    ),
    generation: reader.integerPart("certificate.generation", parts.generation, { min: 1 }, generation),
  };
}

function checkCommonName(reader: Reader, name: string): void {
  const place = "certificate.commonName";
  if (!/^[ -~]+$/.test(name)) reader.fault(place, name, "has characters outside printable ASCII");
  else if (name.length > MAX_COMMON_NAME) reader.fault(place, name, `has ${name.length} characters`);
}

function readHostNames(reader: Reader, value: unknown): readonly string[] | undefined {
  const place = "certificate.dnsNames";
  const names = reader.textList(place, value);
  const places = new Map<string, string>();
  names?.forEach((name, index) => {
    const here = `${place}[${index}]`;
    const before = places.get(name.toLowerCase());
    if (!reader.sound(here)) return;
    if (!isHostName(name)) reader.fault(here, name, "is not a host name");
    else if (before !== undefined) reader.fault(here, name, `is ${before} already`);
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
