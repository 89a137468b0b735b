import { patternIssue, like, oneOf } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("acm");

/** Characters of a certificate's common name: https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html */
const MAX_COMMON_NAME = 64;
/** https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html */
const MAX_DOMAIN_NAMES = 10;
/** The pattern of `DomainName`, on the page of `RequestCertificate`. */
const DOMAIN_NAME =
  /^(?=.{1,253}$)(?:\*\.)?(?:(?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9]\.)+(?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9]$/;

/** Certificates. The emulator itself rejects the deletion of one that a load balancer uses. */
export const acm: readonly Rejection[] = [
  // A malformed certificate ARN.
  reject(
    ["DescribeCertificate", "GetCertificate", "DeleteCertificate", "ListTagsForCertificate"],
    "ValidationException",
    like("CertificateArn", /^arn:[\w+=/,.@-]+:acm:[\w+=/,.@-]*:\d+:[\w+=,.@-]+(?:\/[\w+=,.@-]+)*$/),
  ),
  // An invalid validation method, key algorithm or idempotency token.
  reject(
    "RequestCertificate",
    "ValidationException",
    oneOf("ValidationMethod", ["EMAIL", "DNS", "HTTP"]),
    oneOf("KeyAlgorithm", [
      ...["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"],
    ]),
    like("IdempotencyToken", /^\w{1,32}$/),
  ),
  // A validation domain that is neither the domain name nor its superdomain: https://docs.aws.amazon.com/acm/latest/APIReference/API_DomainValidationOption.html
  reject("RequestCertificate", "InvalidDomainValidationOptionsException", (request) => {
    const options = request.structures("DomainValidationOptions.member");
    const invalid = options.find(
      ({ DomainName = "", ValidationDomain = DomainName }) =>
        ValidationDomain !== "" && DomainName !== ValidationDomain && !DomainName.endsWith(`.${ValidationDomain}`),
    );
    return invalid && `The domain ${invalid.ValidationDomain ?? ""} cannot validate ${invalid.DomainName ?? ""}`;
  }),
  // An invalid domain name.
  reject("RequestCertificate", "ValidationException", like("DomainName", DOMAIN_NAME), (request) => {
    const invalid = alternatives(request).find((name) => !DOMAIN_NAME.test(name));
    return invalid === undefined ? undefined : patternIssue(invalid, "SubjectAlternativeNames", DOMAIN_NAME);
  }),
  // A first domain name that is too long for the common name.
  reject("RequestCertificate", "InvalidDomainValidationOptionsException", (request) =>
    (request.text("DomainName") ?? "").length > MAX_COMMON_NAME
      ? `The first domain name can be no longer than ${MAX_COMMON_NAME} characters.`
      : undefined,
  ),
  // More than 10 domain names.
  reject("RequestCertificate", "LimitExceededException", (request) => {
    const names = new Set([request.text("DomainName"), ...alternatives(request)]);
    return names.size > MAX_DOMAIN_NAMES ? `The certificate has more than ${MAX_DOMAIN_NAMES} domain names` : undefined;
  }),
];

function alternatives(request: Request): readonly string[] {
  return request.matching(/^SubjectAlternativeNames\.member\.\d+$/).map(([, name]) => name);
}
