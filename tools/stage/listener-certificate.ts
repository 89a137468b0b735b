import { X509Certificate } from "node:crypto";
import type { Clients, Deployed } from "./deployed";

/** Below this, a report says how many days are left. */
const SOON_DAYS = 60;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface Uploaded {
  readonly name: string;
  readonly certificate: X509Certificate;
  readonly tags: ReadonlyMap<string, string>;
}

/** The ARN of the certificate that the listener on 443 has; undefined without such a listener. */
export function listenerCertificate({ deployed }: { readonly deployed: Deployed }): string | undefined {
  const found = deployed.loadBalancer.listeners.find(({ Listener }) => Listener?.LoadBalancerPort === 443);
  return found?.Listener?.SSLCertificateId;
}

/**
 * The certificate in IAM that an ARN names; undefined for one of ACM.
 * @throws Error when IAM has no such certificate
 */
export async function uploaded(arn: string, { clients }: { readonly clients: Clients }): Promise<Uploaded | undefined> {
  // Only the last part of a path is the certificate's name.
  const name = /^arn:[^:]+:iam::\d+:server-certificate\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  if (name === undefined) return undefined;
  const { GetServerCertificateCommand } = await import("@aws-sdk/client-iam");
  const { ServerCertificate } = await (
    await clients.iam()
  ).send(new GetServerCertificateCommand({ ServerCertificateName: name }));
  const { CertificateBody = "", Tags = [] } = ServerCertificate ?? {};
  return {
    name,
    certificate: new X509Certificate(CertificateBody),
    tags: new Map(Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
  };
}

/**
 * The certificate of ACM that an ARN names; undefined for one of IAM.
 * @throws Error when ACM has no such certificate
 */
export async function requested(
  arn: string,
  { clients }: { readonly clients: Clients },
): Promise<Pick<Uploaded, "name" | "tags"> | undefined> {
  const name = /^arn:[^:]+:acm:[^:]+:\d+:certificate\/(.+)$/.exec(arn)?.[1];
  if (name === undefined) return undefined;
  const { ListTagsForCertificateCommand } = await import("@aws-sdk/client-acm");
  const { Tags = [] } = await (await clients.acm()).send(new ListTagsForCertificateCommand({ CertificateArn: arn }));
  return { name, tags: new Map(Tags.map(({ Key = "", Value = "" }) => [Key, Value])) };
}

export function validityIssue({ validFrom, validTo }: X509Certificate, now: number): string | undefined {
  if (Date.parse(validTo) <= now) return `expired on ${day(validTo)}`;
  return Date.parse(validFrom) > now ? `is not valid before ${day(validFrom)}` : undefined;
}

/** `until 2036-11-22`, with the number of days when few are left. */
export function untilWhen({ validTo }: X509Certificate, now: number): string {
  const days = Math.floor((Date.parse(validTo) - now) / DAY_MS);
  return `until ${day(validTo)}${days < SOON_DAYS ? `, ${days === 1 ? "a day" : `${days} days`} from now` : ""}`;
}

const day = (date: string): string => new Date(date).toISOString().slice(0, 10);
