import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../lib/regions";
import { checkText, choice, defaultsOf, flag, integer, readParts, text, type Flaw, type ValuesOf } from "../builders";
import { isHostName } from "../host-name";
import type { Definition, SettingsParser } from "../parser";
import { UNDECRYPTED } from "../secrets";

/** The tutorial's ten years. RSA of 2048 bits is not meant for longer (NIST SP 800-57). */
const MAX_VALIDITY_DAYS = 3650;

/** X.520's upper bound of a common name (RFC 5280, appendix A.1). */
const MAX_COMMON_NAME = 64;

const KEY = "certificate";

interface Earlier {
  readonly region?: string;
  readonly serviceName: string;
}

const commonName = text(
  { description: "Common name of the subject.", allowed: `1 to ${MAX_COMMON_NAME} printable ASCII characters` },
  (name): Flaw => {
    if (!/^[ -~]+$/.test(name)) return "has characters outside printable ASCII";
    return name.length > MAX_COMMON_NAME ? `has ${name.length} characters` : undefined;
  },
);

const selfSignedParts = {
  commonName: {
    ...commonName,
    default: "SERVICE-STAGE",
    read: (parser, place, value, earlier: Earlier) =>
      commonName.read(parser, place, value, earlier as never) ?? `${earlier.serviceName}-${parser.source.stage}`,
  } satisfies Definition<string>,
  dnsNames: {
    description: "Host names that it is valid for.",
    allowed: "a list of host names such as www.example.com or *.example.com, each once",
    default: [],
    read(parser, place, value) {
      const taken = new Map<string, string>();
      const names = parser.textList(place, value) ?? [];
      names.forEach((name, index) => {
        checkText(parser, `${place}[${index}]`, name, isHostName(name) ? undefined : "is not a host name");
        parser.requireUnique(taken, `${place}[${index}]`, name);
      });
      return names;
    },
  } satisfies Definition<readonly string[]>,
  validityDays: integer({ min: 1, max: MAX_VALIDITY_DAYS }, MAX_VALIDITY_DAYS, {
    description: "Days from creation to expiry.",
  }),
  earlyRenewalDays: integer({ min: 0 }, 0, {
    description: "The first pulumi up within this many days of its expiry renews it; 0 means never.",
    allowed: "a whole number from 0, less than validityDays",
  }),
  generation: integer({ min: 1 }, 1, { description: "Raise it for a new key and a new certificate." }),
};

const arn = text(
  {
    description: "ARN of your own certificate in IAM or ACM.",
    allowed: "the ARN of an IAM server certificate, or of an ACM certificate of the region",
  },
  arnFlaw,
);

export type SelfSignedCertificate = ValuesOf<typeof selfSignedParts>;

/** A certificate in IAM or ACM that the user owns. */
export interface ExistingCertificate {
  readonly arn: pulumi.Input<string>;
}

const certificate: Definition<SelfSignedCertificate | ExistingCertificate> = {
  description: "The self-signed certificate, or the ARN of an existing one.",
  allowed: "{commonName, dnsNames, validityDays, earlyRenewalDays, generation}, each optional, or {arn} alone",
  default: defaultsOf(selfSignedParts),
  maySecret: true,
  parts: { ...selfSignedParts, arn },
  read: readCertificate,
};

export const loadBalancerSettings = {
  certificate,
  http: choice(["serve", "redirect", "off"], "serve", {
    description:
      "What port 80 does: serve the site, redirect to HTTPS, or have no listener (off). With protect, serve violates the " +
      "policy leads-to-https.",
  }),
  https: flag(true, { description: "HTTPS on port 443." }),
};

function readCertificate(
  parser: SettingsParser,
  _key: string,
  _text: unknown,
  earlier: never,
): SelfSignedCertificate | ExistingCertificate {
  // Only the ARN of an existing certificate is worth a secret.
  if (parser.isUndecrypted(KEY)) return { arn: pulumi.secret(UNDECRYPTED) };
  const parts = parser.parts(KEY, parser.json(KEY)) ?? {};
  if (parts.arn !== undefined) return readExisting(parser, parts, earlier);
  if (parser.isSecret(KEY) && parser.text(KEY) !== undefined && parser.isValid(KEY)) {
    parser.issue(KEY, undefined, "is stored as a secret, but contains none", {
      allowed: "plain text, or {arn}",
      hint: "store it without --secret",
    });
  }
  const values = readParts(parser, KEY, parts, selfSignedParts, earlier);
  const { validityDays, earlyRenewalDays } = values;
  // With as many days as it is valid for, every `up` would renew it.
  if (parser.isValid(`${KEY}.validityDays`, `${KEY}.earlyRenewalDays`) && earlyRenewalDays >= validityDays) {
    parser.issue(`${KEY}.earlyRenewalDays`, earlyRenewalDays, "is too large");
  }
  return values;
}

function readExisting(
  parser: SettingsParser,
  parts: Readonly<Record<string, unknown>>,
  earlier: never,
): ExistingCertificate {
  const others = Object.keys(parts).filter((name) => name !== "arn");
  if (others.length > 0) {
    parser.issue(KEY, undefined, `has arn and ${others.join(", ")}`, {
      allowed: "arn alone, or the settings of a self-signed certificate",
      hint: "remove one or the other",
    });
  }
  const isKnown = !parser.isUndecrypted(KEY, parts.arn);
  const value = isKnown ? arn.read(parser, `${KEY}.arn`, parts.arn, earlier) : UNDECRYPTED;
  return { arn: parser.input(KEY, value ?? "") };
}

/** An ELB takes certificates of IAM, which has no regions, and of ACM in its own region. */
function arnFlaw(value: string, { region }: Earlier): Flaw {
  const match =
    /^arn:(aws[a-z-]*):(iam|acm):([a-z0-9-]*):\d{12}:(server-certificate|certificate)\/([\w+=,.@/-]+)$/.exec(value);
  const [, partition, service, where, kind] = match ?? [];
  const isPair =
    service === "iam" ? kind === "server-certificate" && where === "" : kind === "certificate" && where !== "";
  if (match === null || !isPair) return "is not the ARN of a certificate";
  if (region === undefined) return undefined;
  // The ARN's own region stays out of the message: the ARN may be a secret.
  if (partition !== partitionOf(region)) return `belongs to another partition than ${region}`;
  return service === "acm" && where !== region ? `is not in ${region}` : undefined;
}
