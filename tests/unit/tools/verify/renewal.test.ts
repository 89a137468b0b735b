import type { CertificateDetail, RenewalSummary } from "@aws-sdk/client-acm";
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { passed } from "../../../../tools/verify/check";
import { renewal } from "../../../../tools/verify/renewal";
import { failureOf, LISTENERS, staged, stageWith, type Changes } from "./support";

const ARN = "arn:aws:acm:ap-northeast-1:123456789012:certificate/0abc";
const domain = { names: ["example.com", "*.example.com"], hostedZoneId: "Z0123" } as const;
const [HTTPS] = LISTENERS as [(typeof LISTENERS)[0]];
const VALUE = "_4d5e6f7.acm-validations.aws.";

const ResourceRecord = { Name: "_0a1b2c3.example.com.", Type: "CNAME", Value: VALUE } as const;
const ISSUED: CertificateDetail = {
  ...{ Status: "ISSUED", RenewalEligibility: "ELIGIBLE", InUseBy: ["arn:elb"], NotAfter: new Date("2027-06-14") },
  // Those of a domain and its wildcard.
  DomainValidationOptions: domain.names.map((DomainName) => ({ DomainName, ResourceRecord })),
};
const cname = (Name: string, Value: string): ResourceRecordSet => ({
  ...{ Name, Type: "CNAME", ResourceRecords: [{ Value }] },
});
const RECORD = cname(ResourceRecord.Name, VALUE);

function changes(
  certificate: Partial<CertificateDetail> = {},
  records: readonly ResourceRecordSet[] = [RECORD],
): Changes {
  return {
    settings: { domain },
    listeners: [{ ...HTTPS, Listener: { ...HTTPS.Listener, SSLCertificateId: ARN } }],
    answers: {
      DescribeCertificate: [{ Certificate: { ...ISSUED, ...certificate } }],
      ListResourceRecordSets: [{ ResourceRecordSets: records }],
    },
  };
}

const ANOTHER =
  "to request another: pulumi up --stack stg --replace 'urn:pulumi:stg::minimal-secure-web::" +
  "minimal-secure-web:certs:DomainCertificate$aws:acm/certificate:Certificate::domain'";
const RESTORE = "AWS cannot renew the certificate without it; to restore it: pulumi up --refresh --stack stg";

describe("The check of the certificate's renewal", () => {
  it("is made only with a domain and HTTPS", () => {
    expect(renewal.applies?.(stageWith({ domain }).settings)).to.equal(true);
    expect(renewal.applies?.(stageWith().settings)).to.equal(false);
    expect(renewal.applies?.(stageWith({ domain, https: false }).settings)).to.equal(false);
  });

  it("passes for an issued certificate whose validation records exist, and looks at each once", async () => {
    const { context, calls } = staged(changes());
    expect(await renewal.run(context)).to.deep.equal(passed("1 validation record, valid until 2027-06-14"));
    expect(calls).to.deep.equal([
      ["DescribeCertificate", { CertificateArn: ARN }],
      ["ListResourceRecordSets", { HostedZoneId: "Z0123", StartRecordName: ResourceRecord.Name }],
    ]);
  });

  it("passes while a renewal is under way, and before ACM knows of the load balancer", async () => {
    const renewing: RenewalSummary = {
      RenewalStatus: "PENDING_AUTO_RENEWAL",
      DomainValidationOptions: [],
      UpdatedAt: new Date(),
    };
    expect((await renewal.run(staged(changes({ RenewalSummary: renewing })).context)).status).to.equal("passed");
    const fresh = changes({ RenewalEligibility: "INELIGIBLE", InUseBy: [] });
    expect(await renewal.run(staged(fresh).context)).to.deep.equal(
      passed("1 validation record, valid until 2027-06-14, and ACM does not know yet that it is in use"),
    );
  });

  it("fails when a validation record is missing or leads elsewhere, and names the command that restores it", async () => {
    expect(await failureOf(renewal, changes({}, [cname("_9.example.com.", VALUE)]))).to.equal(
      `the validation record _0a1b2c3.example.com (CNAME) is missing in hosted zone Z0123; ${RESTORE}`,
    );
    expect(await failureOf(renewal, changes({}, [cname(ResourceRecord.Name, "_other.acm-validations.aws.")]))).to.equal(
      "the validation record _0a1b2c3.example.com (CNAME) leads to _other.acm-validations.aws. instead of " +
        `_4d5e6f7.acm-validations.aws; ${RESTORE}`,
    );
  });

  it("says in the plural that several validation records are missing", async () => {
    const other = { ...ResourceRecord, Name: "_7.www.example.com." };
    const DomainValidationOptions = [ResourceRecord, other].map((record) => ({
      ...{ DomainName: "example.com", ResourceRecord: record },
    }));
    expect(await failureOf(renewal, changes({ DomainValidationOptions }, []))).to.equal(
      "the validation record _0a1b2c3.example.com (CNAME) is missing in hosted zone Z0123; " +
        "the validation record _7.www.example.com (CNAME) is missing in hosted zone Z0123; " +
        "AWS cannot renew the certificate without them; to restore them: pulumi up --refresh --stack stg",
    );
  });

  it("fails for each name without a validation record, and for a certificate without any", async () => {
    const unrecorded = `AWS cannot renew the certificate by DNS; ${ANOTHER}`;
    for (const [DomainValidationOptions, issue] of [
      [[], "ACM has no validation records for the certificate"],
      [undefined, "ACM has no validation records for the certificate"],
      [
        [
          { DomainName: "example.com", ResourceRecord },
          { DomainName: "www.example.com" },
          { DomainName: "example.net" },
        ],
        "ACM has no validation record for www.example.com; ACM has no validation record for example.net",
      ],
    ] as const) {
      const certificate = { DomainValidationOptions } as Partial<CertificateDetail>;
      expect(await failureOf(renewal, changes(certificate))).to.equal(`${issue}; ${unrecorded}`);
    }
  });

  it("fails when the certificate is not issued, or AWS does not renew it, and names the command that replaces it", async () => {
    const summary = (RenewalStatus: "FAILED" | "PENDING_VALIDATION", RenewalStatusReason?: "CAA_ERROR") => ({
      RenewalSummary: {
        ...{ RenewalStatus, DomainValidationOptions: [], UpdatedAt: new Date() },
        ...(RenewalStatusReason === undefined ? {} : { RenewalStatusReason }),
      },
    });
    for (const [certificate, issue] of [
      [{ Status: "EXPIRED" }, `the certificate is EXPIRED instead of ISSUED; ${ANOTHER}`],
      [summary("FAILED", "CAA_ERROR"), `its renewal has failed (CAA_ERROR); ${ANOTHER}`],
      [{ RenewalEligibility: "INELIGIBLE" }, `AWS does not renew it (RenewalEligibility INELIGIBLE); ${ANOTHER}`],
      [
        summary("PENDING_VALIDATION"),
        "its renewal waits for the validation records: AWS does not see them in the DNS; see docs/domain.md",
      ],
    ] as const) {
      expect(await failureOf(renewal, changes(certificate))).to.equal(issue);
    }
  });

  it("fails when the listener has no certificate of ACM", async () => {
    expect(await failureOf(renewal, { settings: { domain } })).to.equal(
      "the listener on 443 has no certificate of ACM",
    );
  });
});
