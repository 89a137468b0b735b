import { aliasTarget, plainName } from "../../../lib/dns-name";
import { balancerZone } from "../patches/load-balancers";
import { find, findAll, parseXml, textAt, type XmlElement } from "../xml";
import type { Account } from "./account";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("route53");

/** Changes of DNS records. The emulator itself rejects creations. */
export const route53: readonly Rejection[] = [
  // An alias of a load balancer in another zone than that of its name: https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
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
  // The deletion of a record that does not exist, or that has other values.
  reject("ChangeResourceRecordSets", "InvalidChangeBatch", async (request, account) => {
    const seen = new Set<string>();
    for (const { action, record } of changesOf(request)) {
      const [name, type] = [plainName(textAt(record, "Name") ?? ""), textAt(record, "Type") ?? ""];
      const key = `${name} ${type}`;
      // An earlier change of the same request decides.
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

function changesOf({ call }: Request): readonly Change[] {
  const changes = findAll(parseXml(call.body.toString("utf8")), "Change");
  return changes.flatMap((change) => {
    const record = find(change, "ResourceRecordSet");
    return record === undefined ? [] : { action: textAt(change, "Action"), record };
  });
}

async function recordOf(
  { call }: Request,
  account: Account,
  name: string,
  type: string,
): Promise<XmlElement | undefined> {
  const zone = /\/hostedzone\/([^/]+)\/rrset/.exec(new URL(call.url, "http://route53").pathname)?.[1] ?? "";
  const { body } = await account.rest("route53", "GET", `/2013-04-01/hostedzone/${zone}/rrset`);
  return findAll(parseXml(body.toString("utf8")), "ResourceRecordSet").find(
    (record) => plainName(textAt(record, "Name") ?? "") === name && textAt(record, "Type") === type,
  );
}

/** What a deletion must name. The order of values does not matter. */
function contentOf(record: XmlElement): string {
  const values = findAll(record, "Value").map(({ text }) => plainName(text));
  const target = aliasTarget(textAt(record, "AliasTarget/DNSName") ?? "");
  return JSON.stringify([textAt(record, "TTL"), values.sort(), target, textAt(record, "AliasTarget/HostedZoneId")]);
}
