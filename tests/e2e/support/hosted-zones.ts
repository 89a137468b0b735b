import { findAll, parseXml, textAt, type XmlElement } from "../../../tools/local/xml";

/** A record set as Route 53 lists it. */
export interface RecordSet {
  readonly Name: string;
  readonly Type: string;
  readonly AliasTarget: { readonly DNSName: string; readonly HostedZoneId: string } | undefined;
}

/** Hosted zones of the emulator's Route 53, as the owner of a domain would make them. */
export class HostedZones {
  private created = 0;

  /** @param endpoint address of the emulator */
  constructor(private readonly endpoint: string) {}

  /**
   * Creates a public hosted zone, or a private one for a VPC.
   * @returns its ID
   */
  async create(name: string, { vpc }: { readonly vpc?: string } = {}): Promise<string> {
    const isPrivate = vpc !== undefined;
    const root = await this.send(
      "POST",
      "hostedzone",
      `<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>${name}</Name>` +
        (isPrivate ? `<VPC><VPCRegion>ap-northeast-1</VPCRegion><VPCId>${vpc}</VPCId></VPC>` : "") +
        `<CallerReference>${(this.created += 1)}</CallerReference>` +
        `<HostedZoneConfig><PrivateZone>${isPrivate}</PrivateZone></HostedZoneConfig></CreateHostedZoneRequest>`,
    );
    return (textAt(root, "HostedZone/Id") ?? "").replace("/hostedzone/", "");
  }

  async records(zoneId: string): Promise<readonly RecordSet[]> {
    const root = await this.send("GET", `hostedzone/${zoneId}/rrset`);
    return findAll(root, "ResourceRecordSet").map((set) => {
      const text = (path: string) => textAt(set, path) ?? "";
      const target = text("AliasTarget/DNSName");
      return {
        ...{ Name: text("Name"), Type: text("Type") },
        AliasTarget: target === "" ? undefined : { DNSName: target, HostedZoneId: text("AliasTarget/HostedZoneId") },
      };
    });
  }

  /** Creates or deletes a record. */
  async change(
    zoneId: string,
    action: "CREATE" | "DELETE",
    { Name, Type, value }: { readonly Name: string; readonly Type: string; readonly value: string },
  ): Promise<void> {
    await this.send(
      "POST",
      `hostedzone/${zoneId}/rrset/`,
      `<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes><Change>` +
        `<Action>${action}</Action><ResourceRecordSet><Name>${Name}</Name><Type>${Type}</Type><TTL>300</TTL>` +
        `<ResourceRecords><ResourceRecord><Value>${value}</Value></ResourceRecord></ResourceRecords>` +
        `</ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`,
    );
  }

  private async send(method: string, path: string, body?: string): Promise<XmlElement> {
    const response = await fetch(`${this.endpoint}/2013-04-01/${path}`, {
      method,
      headers: {
        "content-type": "application/xml",
        authorization:
          "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=0",
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    const root = parseXml(text);
    if (root === undefined) throw new Error(`${method} ${path}: ${text}`);
    return root;
  }
}
