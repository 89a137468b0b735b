import { isCall, param, type Patch } from "../api";
import { bodyOf, textsOf } from "../xml";

/** Remembers server certificates with their private keys, which the API never returns, for the load balancers that run here. */
export function certificateBodies(remember: (arn: string, pem: string) => void): Patch {
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
