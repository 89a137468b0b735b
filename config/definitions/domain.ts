import { checkText, flag, requiredText, type Flaw } from "../builders";
import { isHostName } from "../host-name";
import type { Definition, SettingsParser } from "../parser";

/** The first name becomes the certificate's common name: https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html */
const MAX_FIRST_NAME = 64;

/** ACM's default quota: https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html */
const MAX_NAMES = 10;

const KEY = "domain";

export interface Domain {
  /** Host names in lower case, each once; the first is no wildcard. */
  readonly names: readonly [string, ...string[]];
  /** The public hosted zone of Route 53 that has all of the names. */
  readonly hostedZoneId: string;
}

const names: Definition<readonly string[]> = {
  description: "Host names of the site. The first one is the site's URL.",
  allowed:
    `a list of 1 to ${MAX_NAMES} host names such as example.com, www.example.com or *.example.com, in lower case; ` +
    `the first has at most ${MAX_FIRST_NAME} characters and no *`,
  read(parser, place, value) {
    const taken = new Map<string, string>();
    const found = parser.textList(place, value);
    if (found === undefined) parser.missing(place);
    if (found?.length === 0) parser.issue(place, undefined, "is an empty list");
    if (found !== undefined && found.length > MAX_NAMES) parser.issue(place, undefined, `has ${found.length} names`);
    found?.forEach((name, index) => {
      checkText(parser, `${place}[${index}]`, name, nameFlaw(name, index));
      parser.requireUnique(taken, `${place}[${index}]`, name);
    });
    return found ?? [];
  },
};

const hostedZoneId = requiredText(
  {
    description: "ID of the public hosted zone of Route 53, in the stage's account, that has all of the names.",
    allowed: "the ID of a hosted zone, such as Z0123456789ABCDEFGHIJ",
  },
  (id): Flaw => (/^[A-Z0-9]{1,32}$/.test(id) ? undefined : "is not the ID of a hosted zone"),
);

const domain: Definition<Domain | undefined> = {
  description:
    "Your own domain: an ACM certificate that AWS renews, and DNS records for the load balancer. Replaces certificate.",
  allowed: "{names, hostedZoneId}",
  cost: "nothing, apart from the hosted zone, which you own",
  parts: { names, hostedZoneId },
  read(parser, key, _text, earlier) {
    const parts = parser.parts(key, parser.json(key));
    if (parts === undefined) return undefined;
    const values = {
      names: names.read(parser, `${key}.names`, parts.names, earlier),
      hostedZoneId: hostedZoneId.read(parser, `${key}.hostedZoneId`, parts.hostedZoneId, earlier),
    };
    rejectCertificate(parser);
    return values as Domain;
  },
};

/** A certificate's settings would have no effect. */
function rejectCertificate(parser: SettingsParser): void {
  if (parser.text("certificate") === undefined) return;
  parser.issue(KEY, undefined, "cannot be used with certificate", {
    allowed: "domain or certificate",
    hint: `remove one: pulumi config rm ${parser.fullKey("certificate")}`,
  });
}

function nameFlaw(name: string, index: number): Flaw {
  const inLowerCase = name.toLowerCase();
  const plain = inLowerCase.replace(/\.$/, "");
  if (!isHostName(plain)) return "is not a host name";
  if (!plain.includes(".")) return "is not a full domain name";
  if (plain !== inLowerCase) return { message: "ends with a dot", suggestion: plain };
  if (plain !== name) return { message: "has capital letters", suggestion: plain };
  if (index > 0) return undefined;
  if (name.startsWith("*.")) return "is a wildcard, which is no URL: put another name first";
  return name.length > MAX_FIRST_NAME ? `has ${name.length} characters: put a shorter name first` : undefined;
}

const hsts = flag(false, {
  description:
    "HTTP Strict Transport Security: browsers that have seen the site use HTTPS only, for a year. They also accept no " +
    "untrusted certificate. Needs http: redirect, and domain or certificate.arn.",
});

export const domainSettings = {
  domain,
  // Plans list it only where it is set, as they do with the domain.
  hsts: { ...hsts, default: undefined } satisfies Definition<boolean>,
};
