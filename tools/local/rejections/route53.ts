import { isIP } from "node:net";

import { aliasTarget, plainName } from "../../../lib/dns-name";
import { balancerZone } from "../patches/load-balancers";
import { find, findAll, parseXml, textAt, type XmlElement } from "../xml";
import type { Account } from "./account";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("route53");

/** Valid values by record type. */
const values: Readonly<Record<string, (value: string) => boolean>> = {
  A: (value) => isIP(value) === 4,
  AAAA: (value) => isIP(value) === 6,
  TXT: (value) => /^"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*$/.test(value),
};

const recordTypes = "SOA A TXT NS CNAME MX NAPTR PTR SRV SPF AAAA CAA DS TLSA SSHFP SVCB HTTPS".split(" ");

/** Hosted zones and DNS records. The emulator itself rejects the creation of a record that exists. */
export const route53: readonly Rejection[] = [
  // An invalid domain name: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
  reject("CreateHostedZone", "InvalidDomainName", (request) => {
    const name = textAt(documentOf(request), "Name") ?? "";
    return isDomainName(name) ? undefined : `The domain name ${name} is not valid`;
  }),
  // A caller reference that is already in use.
  reject("CreateHostedZone", { code: "HostedZoneAlreadyExists", status: 409 }, async (request, account) => {
    const reference = textAt(documentOf(request), "CallerReference") ?? "";
    const { body } = await account.rest("route53", "GET", "/2013-04-01/hostedzone");
    const known = findAll(parseXml(body.toString("utf8")), "CallerReference").map(({ text }) => text);
    return known.includes(reference)
      ? `A hosted zone has already been created with the caller reference ${reference}`
      : undefined;
  }),
  // No changes, or an incomplete record: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
  reject("ChangeResourceRecordSets", "InvalidInput", (request) => {
    const changes = changesOf(request);
    if (changes.length === 0) return "Invalid request: ChangeBatch must contain at least one change";
    return changes.map(({ record }) => recordIssue(record)).find((issue) => issue !== undefined);
  }),
  // An invalid domain name, or a value that is invalid for the record type: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html
  reject("ChangeResourceRecordSets", "InvalidChangeBatch", (request) => {
    for (const { record } of changesOf(request)) {
      const [name, type] = [textAt(record, "Name") ?? "", textAt(record, "Type") ?? ""];
      if (!isDomainName(name)) {
        const problem = name.includes("..")
          ? "DomainLabelEmpty (Domain label is empty)"
          : "DomainLabelTooLong (Domain label is too long)";
        return `[FATAL problem: ${problem} encountered with '${name}']`;
      }
      const isValid = values[type];
      const invalid = isValid && findAll(record, "Value").find(({ text }) => !isValid(text));
      if (invalid)
        return `[Invalid Resource Record: '${invalid.text}' is not a valid value of a record of type ${type}]`;
    }
    return undefined;
  }),
  // The same change of one record twice. A deletion and a creation are allowed.
  reject("ChangeResourceRecordSets", "InvalidChangeBatch", (request) => {
    const seen = new Set<string>();
    for (const { action = "", record } of changesOf(request)) {
      const id = textAt(record, "SetIdentifier") ?? "";
      const key = `${action} ${plainName(textAt(record, "Name") ?? "")} ${textAt(record, "Type") ?? ""} ${id}`;
      if (seen.has(key)) {
        return `[The request contains an invalid set of changes for a resource record set '${key}']`;
      }
      seen.add(key);
    }
    return undefined;
  }),
  // The deletion of the NS or SOA record of the zone itself: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/SOA-NSrecords.html
  reject("ChangeResourceRecordSets", "InvalidChangeBatch", async (request, account) => {
    const deleted = changesOf(request).filter(
      ({ action, record }) => action === "DELETE" && /^(?:NS|SOA)$/.test(textAt(record, "Type") ?? ""),
    );
    if (deleted.length === 0) return undefined;
    const { body } = await account.rest("route53", "GET", `/2013-04-01/hostedzone/${zoneOf(request)}`);
    const name = plainName(textAt(parseXml(body.toString("utf8")), "HostedZone/Name") ?? "");
    return deleted.some(({ record }) => plainName(textAt(record, "Name") ?? "") === name)
      ? "[A HostedZone must contain at least one NS record for the zone itself., A HostedZone must contain exactly one SOA record.]"
      : undefined;
  }),
  // An alias of a load balancer with a hosted zone ID of another region: https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
  reject("ChangeResourceRecordSets", "InvalidChangeBatch", (request) => {
    for (const { action, record } of changesOf(request)) {
      const target = aliasTarget(textAt(record, "AliasTarget/DNSName") ?? "");
      const region = /\.([a-z0-9-]+)\.elb\.amazonaws\.com$/.exec(target)?.[1];
      const zone = textAt(record, "AliasTarget/HostedZoneId");
      if (action === "DELETE" || region === undefined || zone === balancerZone(region)) continue;
      const type = textAt(record, "Type") ?? "";
      return `[Tried to create an alias that targets ${target}., type ${type} in zone ${zone ?? ""}, but the alias target name does not lie within the target zone]`;
    }
    return undefined;
  }),
  // The deletion of a record that does not exist or has other values.
  reject("ChangeResourceRecordSets", "InvalidChangeBatch", async (request, account) => {
    const seen = new Set<string>();
    for (const { action, record } of changesOf(request)) {
      const [name, type] = [plainName(textAt(record, "Name") ?? ""), textAt(record, "Type") ?? ""];
      const key = `${name} ${type}`;
      // An earlier change in the same request may have created it.
      if (action === "DELETE" && !seen.has(key)) {
        const found = await recordOf(request, account, name, type);
        const what = `Tried to delete resource record set [name='${name}.', type='${type}'] but`;
        if (found === undefined) return `[${what} it was not found]`;
        if (contentOf(found) !== contentOf(record))
          return `[${what} the values provided do not match the current values]`;
      }
      seen.add(key);
    }
    return undefined;
  }),
];

interface Change {
  readonly action: string | undefined;
  readonly record: XmlElement;
}

function documentOf({ call }: Request): XmlElement | undefined {
  return parseXml(call.body.toString("utf8"));
}

function zoneOf({ call }: Request): string {
  return /\/hostedzone\/([^/]+)\/rrset/.exec(new URL(call.url, "http://route53").pathname)?.[1] ?? "";
}

function isDomainName(name: string): boolean {
  const labels = name.replace(/\.$/, "").split(".");
  return name.length <= 255 && labels.every((label) => label.length >= 1 && label.length <= 63 && !/\s/.test(label));
}

function recordIssue(record: XmlElement): string | undefined {
  const type = textAt(record, "Type") ?? "";
  if (!recordTypes.includes(type)) return `Invalid request: '${type}' is not a record type`;
  const [ttl, values] = [textAt(record, "TTL"), findAll(record, "Value")];
  const isAlias = find(record, "AliasTarget") !== undefined;
  if (isAlias && (ttl !== undefined || values.length > 0)) {
    return "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]], but found more than one";
  }
  if (isAlias) return undefined;
  if (ttl === undefined || values.length === 0) {
    return "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]], but found none";
  }
  return Number(ttl) >= 0 && Number(ttl) <= 2_147_483_647 ? undefined : `Invalid request: TTL ${ttl} is out of range`;
}

function changesOf(request: Request): readonly Change[] {
  const changes = findAll(documentOf(request), "Change");
  return changes.flatMap((change) => {
    const record = find(change, "ResourceRecordSet");
    return record === undefined ? [] : { action: textAt(change, "Action"), record };
  });
}

async function recordOf(
  request: Request,
  account: Account,
  name: string,
  type: string,
): Promise<XmlElement | undefined> {
  const { body } = await account.rest("route53", "GET", `/2013-04-01/hostedzone/${zoneOf(request)}/rrset`);
  return findAll(parseXml(body.toString("utf8")), "ResourceRecordSet").find(
    (record) => plainName(textAt(record, "Name") ?? "") === name && textAt(record, "Type") === type,
  );
}

/** The parts of a record that its deletion must repeat. The order of values does not matter. */
function contentOf(record: XmlElement): string {
  const values = findAll(record, "Value").map(({ text }) => plainName(text));
  const target = aliasTarget(textAt(record, "AliasTarget/DNSName") ?? "");
  return JSON.stringify([textAt(record, "TTL"), values.sort(), target, textAt(record, "AliasTarget/HostedZoneId")]);
}
