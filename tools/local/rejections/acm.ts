import { like, oneOf } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("acm");

/** In characters: https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html */
const FIRST_NAME = 64;
/** https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html */
const NAMES = 10;
/** In the page of the action. */
const NAME = /^(?=.{1,253}$)(?:\*\.)?(?:(?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9]\.)+(?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9]$/;

/** Certificates. The emulator itself rejects the deletion of one that a load balancer uses. */
export const acm: readonly Rejection[] = [
  // What is no ARN of a certificate.
  reject(
    ["DescribeCertificate", "GetCertificate", "DeleteCertificate", "ListTagsForCertificate"],
    "ValidationException",
    like("CertificateArn", /^arn:[\w+=/,.@-]+:acm:[\w+=/,.@-]*:\d+:[\w+=,.@-]+(?:\/[\w+=,.@-]+)*$/),
  ),
  // Unknown values.
  reject(
    "RequestCertificate",
    "ValidationException",
    oneOf("ValidationMethod", ["EMAIL", "DNS", "HTTP"]),
    oneOf("KeyAlgorithm", [
      ...["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"],
    ]),
    like("IdempotencyToken", /^\w{1,32}$/),
  ),
  // A domain that cannot validate another: https://docs.aws.amazon.com/acm/latest/APIReference/API_DomainValidationOption.html
  reject("RequestCertificate", "InvalidDomainValidationOptionsException", (request) => {
    const options = request.structures("DomainValidationOptions.member");
    const odd = options.find(
      ({ DomainName = "", ValidationDomain = DomainName }) =>
        ValidationDomain !== "" && DomainName !== ValidationDomain && !DomainName.endsWith(`.${ValidationDomain}`),
    );
    return odd && `The domain ${odd.ValidationDomain ?? ""} cannot validate ${odd.DomainName ?? ""}`;
  }),
  // A name that is no host name.
  reject("RequestCertificate", "ValidationException", like("DomainName", NAME), (request) => {
    const bad = alternatives(request).find((name) => !NAME.test(name));
    return bad === undefined ? undefined : `Value '${bad}' at 'subjectAlternativeNames' must satisfy ${NAME.source}`;
  }),
  // A first name that is too long for the certificate's common name.
  reject("RequestCertificate", "InvalidDomainValidationOptionsException", (request) =>
    (request.text("DomainName") ?? "").length > FIRST_NAME
      ? `The first domain name can be no longer than ${FIRST_NAME} characters.`
      : undefined,
  ),
  // An eleventh name.
  reject("RequestCertificate", "LimitExceededException", (request) => {
    const names = new Set([request.text("DomainName"), ...alternatives(request)]);
    return names.size > NAMES ? `The certificate has more than ${NAMES} domain names` : undefined;
  }),
];

function alternatives(request: Request): readonly string[] {
  return request.matching(/^SubjectAlternativeNames\.member\.\d+$/).map(([, name]) => name);
}
