import { isCall, param, type ApiCall, type ApiResponse, type Patch } from "../api";
import { selfSignedCertificate, type Certificate } from "../certificates";
import { bodyOf, textsOf } from "../xml";

type Remember = (arn: string, pem: string) => void;

/** Remembers server certificates with their private keys, which the API never returns, for the load balancers that run here. */
export function certificateBodies(remember: Remember): Patch {
  return {
    description: "load balancers that run here have the server certificates that were uploaded",
    applies: (call) => isCall(call, "iam", "UploadServerCertificate"),
    handle: async (call, next) => {
      const response = await next(call);
      if (response.status >= 300) return response;
      const parts = ["CertificateBody", "CertificateChain", "PrivateKey"].map(
        (name) => param(call, name)?.trim() ?? "",
      );
      for (const arn of textsOf(bodyOf(response), "Arn")) remember(arn, `${parts.filter(Boolean).join("\n")}\n`);
      return response;
    },
  };
}

/** Makes a certificate with the names of each that ACM issues, since the emulator never returns its private keys. */
export function issuedCertificates(remember: Remember): Patch {
  const issued = new Map<string, Certificate>();
  return {
    description: "load balancers that run here have the certificates of ACM, signed by themselves",
    applies: (call) => isCall(call, "acm", "RequestCertificate", "GetCertificate"),
    handle: async (call, next) => {
      const response = await next(call);
      if (response.status >= 300) return response;
      const answer = JSON.parse(response.body.toString("utf8")) as Readonly<Record<string, string>>;
      if (call.action === "GetCertificate")
        return withBody(response, answer, issued.get(param(call, "CertificateArn") ?? ""));
      const own = selfSignedCertificate(namesOf(call));
      issued.set(answer.CertificateArn ?? "", own);
      remember(answer.CertificateArn ?? "", `${own.certificate}${own.key}`);
      return response;
    },
  };
}

function namesOf({ params }: ApiCall): readonly string[] {
  const { DomainName, SubjectAlternativeNames = [] } = params as {
    readonly DomainName: string;
    readonly SubjectAlternativeNames?: readonly string[];
  };
  return [...new Set([DomainName, ...SubjectAlternativeNames])];
}

function withBody(
  response: ApiResponse,
  answer: Readonly<Record<string, string>>,
  own: Certificate | undefined,
): ApiResponse {
  if (own === undefined) return response;
  const headers = Object.fromEntries(Object.entries(response.headers).filter(([name]) => name !== "content-length"));
  return { ...response, headers, body: Buffer.from(JSON.stringify({ ...answer, Certificate: own.certificate })) };
}
