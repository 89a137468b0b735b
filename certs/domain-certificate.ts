import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Domain } from "../config";
import { tagsOf } from "../lib/naming";
import type { StageContext } from "../lib/stage-context";

/** The load balancer to which the domain's names point. */
export interface RecordTarget {
  readonly dnsName: pulumi.Input<string>;
  /** ID of the hosted zone of its DNS name, which belongs to AWS. */
  readonly zoneId: pulumi.Input<string>;
  /** Visitors are sent there only once it shows the domain's certificate. */
  readonly httpsListener: pulumi.Resource | undefined;
}

export interface DomainCertificateArgs {
  readonly context: Pick<StageContext, "stageName">;
  readonly settings: Domain;
}

/** In seconds. The record's value never changes, so nobody waits for it. */
const VALIDATION_TTL = 300;

/**
 * A certificate of ACM for the domain's names. DNS records prove to AWS that they are the user's, now and at each renewal,
 * so the records stay as long as the certificate.
 */
export class DomainCertificate extends pulumi.ComponentResource {
  /** Known once AWS has issued the certificate. */
  readonly arn: pulumi.Output<string>;
  readonly siteUrl: string;

  constructor(
    private readonly name: string,
    private readonly args: DomainCertificateArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:certs:DomainCertificate", name, {}, opts);
    this.siteUrl = `https://${args.settings.names[0]}/`;
    const certificate = this.createCertificate();
    const records = validatedNames(args.settings.names).map((host) => this.createValidationRecord(certificate, host));
    this.arn = new aws.acm.CertificateValidation(
      name,
      { certificateArn: certificate.arn, validationRecordFqdns: records.map(({ fqdn }) => fqdn) },
      { parent: this },
    ).certificateArn;
    this.registerOutputs({ arn: this.arn, siteUrl: this.siteUrl });
  }

  /** Points each name to the load balancer. An alias record works for the domain itself, where no CNAME may be. */
  readonly createDependents = ({ dnsName, zoneId, httpsListener }: RecordTarget): void => {
    const { names, hostedZoneId } = this.args.settings;
    for (const host of names) {
      new aws.route53.Record(
        `${this.name}-${host}`,
        {
          zoneId: hostedZoneId,
          name: host,
          // A Classic Load Balancer in a VPC has IPv4 addresses only.
          type: "A",
          aliases: [{ name: dnsName, zoneId, evaluateTargetHealth: false }],
          // Otherwise an interrupted creation could not be repeated. The preflight check rejects records of others.
          allowOverwrite: true,
        },
        { parent: this, dependsOn: httpsListener === undefined ? [] : [httpsListener] },
      );
    }
  };

  private createCertificate(): aws.acm.Certificate {
    const { context, settings } = this.args;
    const [first, ...others] = settings.names;
    return new aws.acm.Certificate(
      this.name,
      {
        domainName: first,
        ...(others.length === 0 ? {} : { subjectAlternativeNames: others }),
        validationMethod: "DNS",
        options: { certificateTransparencyLoggingPreference: "ENABLED" },
        tags: tagsOf(context.stageName, { prefix: "certificate" }),
      },
      { parent: this },
    );
  }

  private createValidationRecord(certificate: aws.acm.Certificate, host: string): aws.route53.Record {
    const option = certificate.domainValidationOptions.apply((options) => {
      const found = options.find(({ domainName }) => withoutWildcard(domainName) === host);
      if (found === undefined) throw new Error(`ACM asks for no validation record of ${host}`);
      return found;
    });
    return new aws.route53.Record(
      `${this.name}-validation-${host}`,
      {
        zoneId: this.args.settings.hostedZoneId,
        name: option.resourceRecordName,
        type: option.resourceRecordType,
        ttl: VALIDATION_TTL,
        records: [option.resourceRecordValue],
        // AWS asks for the same record for each certificate of the account with this name, such as the one before this.
        allowOverwrite: true,
      },
      { parent: this },
    );
  }
}

/** The names for which ACM asks for a record: `*.example.com` needs the one of `example.com`. */
function validatedNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.map(withoutWildcard))];
}

const withoutWildcard = (name: string): string => name.replace(/^\*\./, "");
