import type { CertificateDetail, ResourceRecord } from "@aws-sdk/client-acm";
import { plainName } from "../../lib/dns-name";
import { recordsNamed } from "../../lib/dns-records";
import { count } from "../plan/words";
import type { OperatedStage } from "../stage/stage";
import { listenerCertificate } from "../stage/listener-certificate";
import { failed, outcomeOf, type Check, type CheckContext } from "./check";

/**
 * AWS renews a certificate that a load balancer uses as long as its validation records exist, and fails months later without
 * them. https://docs.aws.amazon.com/acm/latest/userguide/dns-renewal-validation.html
 */
export const renewal: Check = {
  id: "renewal",
  needsInstances: false,
  applies: ({ loadBalancer: { domain, https } }) => https && domain !== undefined,
  title: () => "AWS has issued the domain's certificate, and can renew it",
  run: async (context) => {
    const arn = listenerCertificate(context);
    if (arn?.includes(":acm:") !== true) return failed("the listener on 443 has no certificate of ACM");
    const { DescribeCertificateCommand } = await import("@aws-sdk/client-acm");
    const acm = await context.clients.acm();
    const { Certificate = {} } = await acm.send(new DescribeCertificateCommand({ CertificateArn: arn }));
    const records = validationRecords(Certificate);
    const lost = (await Promise.all(records.map((record) => recordIssue(record, context)))).flat();
    const names = count(records.length, "validation record");
    return outcomeOf(
      [
        ...statusIssues(Certificate, context.stage),
        ...lost,
        ...(lost.length > 0 ? [restoreRecords(lost.length, context.stage)] : []),
      ],
      `${names}${expiry(Certificate)}${isKnownAsUsed(Certificate) ? "" : ", and ACM does not know yet that it is in use"}`,
    );
  },
};

function statusIssues(
  { Status, RenewalEligibility, RenewalSummary, ...certificate }: CertificateDetail,
  stage: OperatedStage,
): readonly string[] {
  if (Status !== "ISSUED")
    return [`the certificate is ${Status ?? "unknown"} instead of ISSUED; ${requestAnother(stage)}`];
  const { RenewalStatus: renewed, RenewalStatusReason: reason } = RenewalSummary ?? {};
  if (renewed === "FAILED") return [`its renewal has failed${reason ? ` (${reason})` : ""}; ${requestAnother(stage)}`];
  if (renewed === "PENDING_VALIDATION") {
    return ["its renewal waits for the validation records: AWS does not see them in the DNS; see docs/domain.md"];
  }
  if (RenewalEligibility === "INELIGIBLE" && isKnownAsUsed(certificate)) {
    return [`AWS does not renew it (RenewalEligibility INELIGIBLE); ${requestAnother(stage)}`];
  }
  const { DomainValidationOptions: options = [] } = certificate;
  const without = options.filter(({ ResourceRecord: record }) => record === undefined);
  const issues = without.map(({ DomainName: name = "" }) => `ACM has no validation record for ${name}`);
  if (options.length === 0) issues.push("ACM has no validation records for the certificate");
  return issues.length === 0 ? [] : [...issues, `AWS cannot renew the certificate by DNS; ${requestAnother(stage)}`];
}

/** A domain and its wildcard have the same record. */
function validationRecords({ DomainValidationOptions = [] }: CertificateDetail): readonly ResourceRecord[] {
  const records = DomainValidationOptions.flatMap(({ ResourceRecord: record }) => record ?? []);
  return [...new Map(records.map((record) => [record.Name, record])).values()];
}

/** ACM renews only what it knows to be in use, which it may learn minutes after the listener has it. */
const isKnownAsUsed = ({ InUseBy = [] }: CertificateDetail): boolean => InUseBy.length > 0;

const expiry = ({ NotAfter }: CertificateDetail): string =>
  NotAfter === undefined ? "" : `, valid until ${NotAfter.toISOString().slice(0, 10)}`;

async function recordIssue(
  { Name = "", Type, Value = "" }: ResourceRecord,
  { clients, stage }: CheckContext,
): Promise<readonly string[]> {
  const zone = stage.settings.loadBalancer.domain?.hostedZoneId ?? "";
  const records = await recordsNamed(await clients.route53(), zone, Name);
  const found = records.find((record) => record.Type === Type);
  const what = `the validation record ${plainName(Name)} (${Type ?? ""})`;
  if (found === undefined) return [`${what} is missing in hosted zone ${zone}`];
  const values = (found.ResourceRecords ?? []).map((record) => record.Value ?? "");
  if (values.some((value) => plainName(value) === plainName(Value))) return [];
  return [`${what} leads to ${values.join(" and ")} instead of ${plainName(Value)}`];
}

function restoreRecords(lost: number, { stageName: { stage } }: OperatedStage): string {
  const it = lost === 1 ? "it" : "them";
  return `AWS cannot renew the certificate without ${it}; to restore ${it}: pulumi up --refresh --stack ${stage}`;
}

/** The new certificate is swapped in place, as for changed names. */
function requestAnother({ project, stageName: { stage } }: OperatedStage): string {
  const type = "minimal-secure-web:certs:DomainCertificate$aws:acm/certificate:Certificate";
  return `to request another: pulumi up --stack ${stage} --replace 'urn:pulumi:${stage}::${project}::${type}::domain'`;
}
