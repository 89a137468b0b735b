import type { ACMClient, CertificateSummary, KeyAlgorithm } from "@aws-sdk/client-acm";
import type { ResourceRecordSet, Route53Client } from "@aws-sdk/client-route-53";

import type { Domain } from "../../../config";
import { allPages } from "../../../lib/aws";
import { aliasTarget, plainName } from "../../../lib/dns-name";
import { recordsNamed } from "../../../lib/dns-records";
import type { RecoveryClients } from "../clients";
import type { Inventory, Item } from "../item";
import type { PendingOperation } from "../state";
import { recordId, recordTarget } from "../types";

/** A DNS record as the program creates it. */
interface WantedRecord {
  readonly zoneId: string;
  readonly name: string;
  readonly type: string;
  /** The only name to which it leads. */
  readonly target: string;
}

type Clients = Pick<RecoveryClients, "acm" | "route53">;

const TYPE = "aws.route53.Record";

/** ListCertificates leaves out most others: https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html */
const KEY_TYPES: KeyAlgorithm[] = [
  ...(["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096"] as const),
  ...(["EC_prime256v1", "EC_secp384r1", "EC_secp521r1"] as const),
];

/**
 * The DNS records of a stage, which bear no tags: those of the domain's names that lead to its load balancer, and those that
 * validate its certificates.
 */
export async function readDomainRecords(
  clients: Clients,
  domain: Domain | undefined,
  inventory: Inventory,
): Promise<Inventory> {
  if (domain === undefined) return [];
  const { hostedZoneId: zoneId, names } = domain;
  const ours = (type: Item["type"]) => inventory.filter((item) => item.type === type && item.tagged);
  const targets = ours("aws.elb.LoadBalancer").flatMap(({ aliases }) => aliases);
  const aliases = targets.flatMap((target) => names.map((name) => ({ zoneId, name, type: "A", target })));
  const acm = await clients.acm();
  const validations = await Promise.all(ours("aws.acm.Certificate").map(({ id }) => validationsOf(acm, id, zoneId)));
  return readRecords(clients, [...aliases, ...validations.flat()], inventory);
}

/** The DNS records whose creation was interrupted. */
export async function readPendingRecords(
  clients: Clients,
  pending: readonly PendingOperation[],
  inventory: Inventory,
): Promise<Inventory> {
  const wanted = pending.flatMap(({ kind, type, inputs }) => {
    const { zoneId, name, type: recordType } = inputs as Readonly<Record<string, string>>;
    if (kind !== "creating" || type !== TYPE || zoneId === undefined || name === undefined) return [];
    return { zoneId, name, type: recordType ?? "", target: recordTarget(inputs) };
  });
  return readRecords(clients, wanted, inventory);
}

async function validationsOf(acm: ACMClient, arn: string, zoneId: string): Promise<readonly WantedRecord[]> {
  const { DescribeCertificateCommand } = await import("@aws-sdk/client-acm");
  const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn: arn }));
  return (Certificate?.DomainValidationOptions ?? []).flatMap(({ ResourceRecord: record }) =>
    record === undefined
      ? []
      : { zoneId, name: record.Name ?? "", type: record.Type ?? "", target: plainName(record.Value ?? "") },
  );
}

/** Those of some records that exist, lead nowhere else, and that no other certificate needs. */
async function readRecords(
  clients: Clients,
  wanted: readonly WantedRecord[],
  inventory: Inventory,
): Promise<Inventory> {
  if (wanted.length === 0) return [];
  const shared = await namesOfOthers(await clients.acm(), inventory);
  const route53 = await clients.route53();
  const items = await Promise.all(
    wanted
      .filter(({ name, type }) => type !== "CNAME" || !shared.has(validatedName(name)))
      .map((record) => readRecord(route53, record)),
  );
  return [...new Map(items.flat().map((item) => [item.id, item])).values()];
}

async function readRecord(route53: Route53Client, record: WantedRecord): Promise<Inventory> {
  const { NoSuchHostedZone } = await import("@aws-sdk/client-route-53");
  const { zoneId, name, type, target } = record;
  const records = await recordsNamed(route53, zoneId, name).catch((error: unknown) => {
    if (error instanceof NoSuchHostedZone) return [];
    throw error;
  });
  const found = records.filter((one) => one.Type === type && targetOf(one) === target);
  return found.map((recordSet) => ({
    ...{ type: TYPE, id: recordId({ ...record }), aliases: [], name: target, tagged: false, usedBy: [] },
    ...{ parentId: zoneId, recordSet },
  }));
}

/** @returns undefined for a record with several values or a routing policy, which the program does not create */
function targetOf({ AliasTarget, ResourceRecords = [], SetIdentifier }: ResourceRecordSet): string | undefined {
  if (SetIdentifier !== undefined) return undefined;
  if (AliasTarget !== undefined) return aliasTarget(AliasTarget.DNSName ?? "");
  return ResourceRecords.length === 1 ? plainName(ResourceRecords[0]?.Value ?? "") : undefined;
}

/**
 * The names of the region's other certificates: ACM asks for the same record for all certificates of an account that have
 * the same name, and renews none without it.
 */
async function namesOfOthers(acm: ACMClient, inventory: Inventory): Promise<ReadonlySet<string>> {
  const { ListCertificatesCommand } = await import("@aws-sdk/client-acm");
  const ours = new Set(inventory.filter(({ tagged }) => tagged).map(({ id }) => id));
  const pages = await allPages((token) =>
    acm.send(new ListCertificatesCommand({ ...token, Includes: { keyTypes: KEY_TYPES } })),
  );
  const others = pages
    .flatMap(({ CertificateSummaryList = [] }) => CertificateSummaryList)
    .filter(({ CertificateArn = "", Type }) => Type !== "IMPORTED" && !ours.has(CertificateArn));
  return new Set(others.flatMap(namesIn).map((name) => name.replace(/^\*\./, "")));
}

function namesIn({ DomainName = "", SubjectAlternativeNameSummaries = [] }: CertificateSummary): readonly string[] {
  return [DomainName, ...SubjectAlternativeNameSummaries].map(plainName);
}

/** `example.com` for `_0a1b2c3.example.com.` */
const validatedName = (name: string): string => plainName(name).replace(/^[^.]+\./, "");
