import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { LoadBalancerSettings, SelfSignedCertificate } from "../config";
import { keepName, nameOf, namePrefixOf, tagsOf } from "../lib/naming";
import type { StageContext } from "../lib/stage-context";
import { stashedValue } from "../lib/stashed-value";
import { certificateAlarm } from "../monitoring";
import type { LastDeployment } from "../preflight";
import { DomainCertificate, type RecordTarget } from "./domain-certificate";
import { dueForRenewal, WARNING_DAYS } from "./expiry";

export interface ListenerCertificate {
  readonly arn: pulumi.Input<string>;
  /** RFC 3339; only of a self-signed certificate. */
  readonly expiresAt?: pulumi.Output<string>;
  /** URL of the domain's first name. */
  readonly siteUrl?: string;
  /** Creates what needs the load balancer: the alarm before the expiry, or the domain's DNS records. */
  readonly createDependents?: (loadBalancer: CertifiedLoadBalancer) => void;
}

export interface CertifiedLoadBalancer extends RecordTarget {
  readonly loadBalancerName: pulumi.Input<string>;
}

export interface CertificateArgs {
  readonly context: StageContext;
  readonly settings: SelfSignedCertificate;
  /** When the certificate in use expires, if it is due for renewal. */
  readonly renewed: string | undefined;
}

/** The minimum of AWS and of every browser. */
const RSA_BITS = 2048;

/**
 * A self-signed certificate in IAM, from where a load balancer takes it.
 *
 * A new generation or a renewal creates a new key; changed names or a changed validity create a new certificate. Either
 * is uploaded under its own name before the old one is deleted, which is in use until the listener has the new one.
 */
export class Certificate extends pulumi.ComponentResource implements ListenerCertificate {
  readonly arn: pulumi.Output<string>;
  /** RFC 3339. */
  readonly expiresAt: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: CertificateArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:certs:Certificate", name, {}, opts);
    const { commonName, dnsNames, validityDays, generation } = args.settings;
    // Stashes which certificate was renewed last, so that the next `up` does not renew its successor. An `up` that
    // fails half-way requests the same renewal again, which changes nothing here.
    const lastRenewed = stashedValue(`${name}-renewal`, args.renewed, { initial: "never", parent: this });
    const key = new tls.PrivateKey(
      name,
      { algorithm: "RSA", rsaBits: RSA_BITS },
      {
        parent: this,
        replacementTrigger: lastRenewed.apply((renewed) => [generation, renewed]),
        additionalSecretOutputs: ["privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"],
      },
    );
    const signed = new tls.SelfSignedCert(
      name,
      {
        privateKeyPem: pulumi.secret(key.privateKeyPem),
        subject: { commonName },
        // Browsers read the alternative names and ignore the common name.
        dnsNames: [...new Set([...(isHostName(commonName) ? [commonName] : []), ...dnsNames])],
        validityPeriodHours: validityDays * 24,
        allowedUses: ["key_encipherment", "digital_signature", "server_auth"],
      },
      { parent: this },
    );
    const uploaded = new aws.iam.ServerCertificate(
      name,
      {
        namePrefix: namePrefixOf(args.context.stageName, "certificate"),
        certificateBody: signed.certPem,
        privateKey: pulumi.secret(key.privateKeyPem),
        tags: tagsOf(args.context.stageName, { prefix: "certificate" }),
      },
      { parent: this, ...keepName() },
    );
    this.arn = uploaded.arn;
    this.expiresAt = signed.validityEndTime;
    this.registerOutputs({ arn: this.arn, expiresAt: this.expiresAt });
  }

  readonly createDependents = ({ loadBalancerName }: Pick<CertifiedLoadBalancer, "loadBalancerName">): void => {
    const { context } = this.args;
    certificateAlarm(this.name, {
      context,
      subject: nameOf(context.stageName, { prefix: "certificate" }),
      expiresAt: this.expiresAt,
      warningDays: WARNING_DAYS,
      loadBalancerName,
      parent: this,
    });
  };
}

export interface ListenerCertificateArgs {
  readonly context: StageContext;
  readonly settings: Pick<LoadBalancerSettings, "https" | "certificate" | "domain">;
  readonly last: Pick<LastDeployment, "certificateExpiresAt">;
}

/** The domain's certificate, the user's own, or a self-signed one; undefined without HTTPS. */
export async function listenerCertificate(
  name: string,
  { context, settings: { https, certificate, domain }, last }: ListenerCertificateArgs,
): Promise<ListenerCertificate | undefined> {
  if (!https) return undefined;
  if (domain !== undefined) return new DomainCertificate("domain", { context, settings: domain });
  if ("arn" in certificate) return certificate;
  return new Certificate(name, {
    context,
    settings: certificate,
    renewed: await dueForRenewal(last.certificateExpiresAt, certificate),
  });
}

const isHostName = (text: string): boolean => /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(text);
