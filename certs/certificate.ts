import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";

import { certificateAlarm } from "../monitoring";
import type { SelfSignedCertificate } from "../config";
import { stashedValue } from "../lib/stashed-value";
import { keepName, nameOf, namePrefixOf, tagsOf, type StageName } from "../lib/naming";
import { WARNING_DAYS } from "./expiry";

/** Arguments of {@link Certificate}. */
export interface CertificateArgs {
  readonly stageName: StageName;
  readonly certificate: SelfSignedCertificate;
  /** When the certificate in use expires, if it is to be renewed now; absent: it stays. */
  readonly renewed?: string | undefined;
}

/** Bits of the RSA key: AWS's and every browser's least. */
const RSA_BITS = 2048;

/**
 * A self-signed certificate in IAM, as a load balancer takes it.
 *
 * A new generation or a renewal makes a new key; changed names or a changed validity make a new certificate. Either is uploaded
 * under a name of its own before the old one goes, since the old one is in use until the listener has the new one.
 */
export class Certificate extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** RFC 3339. */
  readonly expiresAt: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: CertificateArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:certs:Certificate", name, {}, opts);
    const { commonName, dnsNames, validityDays, generation } = args.certificate;
    // Keeps which certificate was renewed last, so that its successor is not renewed again by the next `up`. An `up`
    // that fails half-way asks for the same renewal once more, which changes nothing here.
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
        // Browsers read the alternative names and not the common one.
        dnsNames: [...new Set([...(isHostName(commonName) ? [commonName] : []), ...dnsNames])],
        validityPeriodHours: validityDays * 24,
        allowedUses: ["key_encipherment", "digital_signature", "server_auth"],
      },
      { parent: this },
    );
    const uploaded = new aws.iam.ServerCertificate(
      name,
      {
        namePrefix: namePrefixOf(args.stageName, "certificate"),
        certificateBody: signed.certPem,
        privateKey: pulumi.secret(key.privateKeyPem),
        tags: tagsOf(args.stageName, nameOf(args.stageName, { prefix: "certificate" })),
      },
      { parent: this, ...keepName() },
    );
    this.arn = uploaded.arn;
    this.expiresAt = signed.validityEndTime;
    this.registerOutputs({ arn: this.arn, expiresAt: this.expiresAt });
  }

  /**
   * An alarm when its time is nearly up.
   * @param use.loadBalancerName load balancer that has it
   */
  alarm(use: { topicArn: pulumi.Input<string>; loadBalancerName: pulumi.Input<string> }): void {
    certificateAlarm(this.name, {
      ...use,
      stageName: this.args.stageName,
      subject: nameOf(this.args.stageName, { prefix: "certificate" }),
      expiresAt: this.expiresAt,
      warningDays: WARNING_DAYS,
      parent: this,
    });
  }
}

function isHostName(text: string): boolean {
  return /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(text);
}
